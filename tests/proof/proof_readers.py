"""What products make of a text, and how it is compared: taken from the tests of the targets."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

_FOLDER = Path(__file__).resolve().parents[1] / "policy/targets"


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"targets_{name}", _FOLDER / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


READERS: dict[str, Any] = {**_module("clients").READERS, **_module("gateways").READERS}
"""By the id of a target: takes a text and the name of the server, and returns what decides."""
COMPARING = _module("comparing")
violations = COMPARING.violations
RANKS: dict[str, int] = COMPARING.RANKS
