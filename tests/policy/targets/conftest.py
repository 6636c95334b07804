import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
TESTS = HERE.parents[1]


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def readers() -> dict[str, Any]:
    modules = [_module(HERE / name) for name in ("clients.py", "gateways.py")]
    return {id: reader for module in modules for id, reader in module.READERS.items()}


@pytest.fixture(scope="session")
def comparing() -> ModuleType:
    return _module(HERE / "comparing.py")


@pytest.fixture(scope="session")
def hostile_names() -> list[str]:
    module = _module(TESTS / "servers" / "hostile_definitions.py")
    return [tool["name"] for group in ("names", "texts") for tool in module.GROUPS[group]()]
