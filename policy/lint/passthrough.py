"""Tools that pass on whatever they are told: a shell, any query, any tool, any request."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from classifier import Category, Definition, Signal, Verdict
from policy.inputs import Input, input_at, names_at

SHAPES_FILE = Path(__file__).parent / "passthrough.yaml"

_NOT_IN_NAMES = re.compile(r"[^a-z0-9]")
_OPEN_TYPES = frozenset({"string", "object", "array"})


@dataclass(frozen=True, slots=True)
class Shape:
    """One way to pass through."""

    id: str
    why: str
    """The end of a sentence about the tool."""
    signal: Signal | None
    target: frozenset[str]
    payload: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Shapes:
    categories: frozenset[Category]
    shapes: tuple[Shape, ...]


@lru_cache(maxsize=1)
def shapes() -> tuple[Shape, ...]:
    """Return the shapes that ship."""
    return _shipped().shapes


def passes_through(definition: Definition, verdict: Verdict) -> Shape | None:
    """Return the shape in which a tool passes on what it is told; None where it does not."""
    if verdict.category not in _shipped().categories:
        return None
    for shape in shapes():
        if shape.signal is not None:
            if shape.signal in verdict.signals:
                return shape
        elif _has_shape(definition, shape):
            return shape
    return None


@lru_cache(maxsize=1)
def _shipped() -> _Shapes:
    raw = yaml.safe_load(SHAPES_FILE.read_text(encoding="utf-8"))
    categories = frozenset(Category(each) for each in raw["categories"])
    return _Shapes(categories, tuple(_shape(entry) for entry in raw["shapes"]))


def _shape(entry: Mapping[str, Any]) -> Shape:
    signal = Signal(entry["signal"]) if "signal" in entry else None
    named = (frozenset(entry.get(key, ())) for key in ("target", "payload"))
    return Shape(entry["id"], entry["why"], signal, *named)


def _has_shape(definition: Definition, shape: Shape) -> bool:
    schema = definition.input_schema
    found = {_plain(name): input_at(schema, (name,)) for name in names_at(schema, ())}
    targets = [name for name in found if name in shape.target and _is_free(found[name], "string")]
    return any(
        name in shape.payload and name not in targets and _is_payload(found[name]) for name in found
    ) and bool(targets)


def _plain(name: str) -> str:
    return _NOT_IN_NAMES.sub("", name.lower())


def _is_free(found: Input, kind: str) -> bool:
    types = found.types
    return found.listed is None and (types is None or kind in types)


def _is_payload(found: Input) -> bool:
    types = found.types
    return types is None or bool(types & _OPEN_TYPES)
