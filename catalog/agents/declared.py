"""Read the tools that this server declares, and the sentences of its answers."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from catalog.render.schemas import inlined

_HERE = Path(__file__).resolve().parent


@cache
def declared() -> tuple[dict[str, Any], ...]:
    """Return the raw tool objects in the order in which the server lists them."""
    raw = _file()
    made = []
    for tool in raw["tools"]:
        whole: dict[str, Any] = inlined(tool, raw["shared"])
        made.append(whole | {"annotations": dict(raw["annotations"])})
    return tuple(made)


def instructions() -> str:
    """Return what the server says about itself."""
    return str(_file()["instructions"])


def say(key: str, **facts: object) -> str:
    """Return one sentence of an answer, filled with facts."""
    return _texts()[key].format_map(facts)


@cache
def _file() -> dict[str, Any]:
    raw: dict[str, Any] = yaml.safe_load((_HERE / "tools.yaml").read_text("utf-8"))
    return raw


@cache
def _texts() -> Mapping[str, str]:
    raw: dict[str, str] = yaml.safe_load((_HERE / "texts.yaml").read_text("utf-8"))
    return raw
