"""Tools that pass on whatever they are told: a shell, any query, any tool, any request."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from classifier import Category, Definition, Signal, Verdict
from policy.inputs import Input, input_at, names_at

SHAPES_FILE = Path(__file__).parent / "passthrough.yaml"

_NOT_IN_NAMES = re.compile(r"[^a-z0-9]")
_EVIDENCE = re.compile(r"inputSchema\.properties\.([^.\[]+)")
_OPEN_TYPES = frozenset({"string", "object", "array"})


@dataclass(frozen=True, slots=True)
class Shape:
    """One way to pass through."""

    id: str
    why: str
    """The end of a sentence about the tool."""
    categories: frozenset[Category]
    """Verdicts that it can have; empty for any."""
    signal: Signal | None
    has_envelope: bool
    """True where the verdict tells which arguments decide."""
    target: frozenset[str]
    payload: frozenset[str]
    choices: frozenset[str]
    """Values of which a listed payload has to offer one; empty where a list is no matter."""


@dataclass(frozen=True, slots=True)
class Passing:
    """That a tool passes on what it is told, and by which arguments."""

    shape: Shape
    carriers: tuple[str, ...]
    """Names of the arguments that are passed on; empty where it is not known which."""


@lru_cache(maxsize=1)
def shapes() -> tuple[Shape, ...]:
    """Return the shapes that ship."""
    raw = yaml.safe_load(SHAPES_FILE.read_text(encoding="utf-8"))
    return tuple(_shape(entry) for entry in raw["shapes"])


def passes_through(definition: Definition, verdict: Verdict) -> Passing | None:
    """Return how a tool passes on what it is told; None where it does not."""
    for shape in shapes():
        if shape.categories and verdict.category not in shape.categories:
            continue
        carriers = _carriers(definition, verdict, shape)
        if carriers is not None:
            return Passing(shape, carriers)
    return None


def _shape(entry: Mapping[str, Any]) -> Shape:
    named = {key: frozenset(entry.get(key, ())) for key in ("target", "payload", "choices")}
    return Shape(
        id=entry["id"],
        why=entry["why"],
        categories=frozenset(Category(each) for each in entry.get("categories", ())),
        signal=Signal(entry["signal"]) if "signal" in entry else None,
        has_envelope=entry.get("envelope", False),
        **named,
    )


def _carriers(definition: Definition, verdict: Verdict, shape: Shape) -> tuple[str, ...] | None:
    """Return the arguments that are passed on; None where the tool has not this shape."""
    if shape.signal is not None:
        return tuple(_seen_in(verdict, shape.signal)) if shape.signal in verdict.signals else None
    if shape.has_envelope:
        decided_by = verdict.envelope.decided_by if verdict.envelope else ()
        schema = definition.input_schema
        return tuple(each for each in decided_by if _is_payload(input_at(schema, (each,)))) or None
    return _pair(definition, shape)


def _seen_in(verdict: Verdict, signal: Signal) -> Iterator[str]:
    if verdict.envelope is not None:
        yield from verdict.envelope.decided_by
    for found in dict(verdict.signal_findings).get(signal, ()):
        if match := _EVIDENCE.match(found.field):
            yield match[1]


def _pair(definition: Definition, shape: Shape) -> tuple[str, ...] | None:
    schema = definition.input_schema
    found = {name: input_at(schema, (name,)) for name in names_at(schema, ())}
    targets = [
        name for name in found if _plain(name) in shape.target and _is_free(found[name], "string")
    ]
    payloads = [
        name
        for name in found
        if _plain(name) in shape.payload and name not in targets and _carries(found[name], shape)
    ]
    return (*targets, *payloads) if targets and payloads else None


def _plain(name: str) -> str:
    return _NOT_IN_NAMES.sub("", name.lower())


def _carries(found: Input, shape: Shape) -> bool:
    if shape.choices and found.listed is not None:
        return any(str(each).upper() in shape.choices for each in found.listed)
    types = found.types
    return types is None or bool(types & _OPEN_TYPES)


def _is_free(found: Input, kind: str) -> bool:
    types = found.types
    return found.listed is None and (types is None or kind in types)


def _is_payload(found: Input) -> bool:
    types = found.types
    return found.listed is None and (types is None or bool(types & _OPEN_TYPES))
