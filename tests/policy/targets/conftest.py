import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

TESTS = Path(__file__).resolve().parents[2]


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def decisions() -> ModuleType:
    return _module(TESTS / "policy" / "targets" / "decisions.py")


@pytest.fixture(scope="session")
def comparing() -> ModuleType:
    return _module(TESTS / "policy" / "targets" / "comparing.py")


@pytest.fixture(scope="session")
def hostile_names() -> list[str]:
    module = _module(TESTS / "servers" / "hostile_definitions.py")
    return [tool["name"] for group in ("names", "texts") for tool in module.GROUPS[group]()]
