"""Flatten the JSON Schema of a tool's arguments into the rows of a table."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from classifier import Definition, Finding, path_to

DEPTH = 4
"""Levels of arguments within arguments that are shown."""
ROWS = 60
"""Rows that are shown; the definition has the rest."""
VALUES = 12
"""Values of an enumeration that are shown."""

_PARTS = 40
"""Schemas that are looked into for one argument; branches of branches grow without measure."""

_Schema = Mapping[str, Any]
_BRANCHES = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument, or a part of one."""

    label: str
    """Dotted, with `[]` for the members of an array: `orders[].id`."""
    depth: int
    place: str
    """Evidence path of the argument in the definition."""
    type: str
    required: bool
    description: str
    values: tuple[str, ...]
    """The values allowed, as JSON; empty where the schema names none."""
    more_values: int
    default: str | None
    found: tuple[str, ...] = ()
    """What the classifier found in this argument, one sentence for each rule."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """The arguments of one tool."""

    rows: tuple[Parameter, ...]
    is_whole: bool
    """False where rows were left out."""


@dataclass(frozen=True, slots=True)
class _Node:
    schema: _Schema
    steps: tuple[str | int, ...]
    """Where the schema lies in the definition."""
    seen: tuple[str, ...] = ()
    """References that led here."""


def flatten(definition: Definition, findings: tuple[Finding, ...]) -> Parameters:
    """Return the arguments that `definition` declares, with the findings that concern each."""
    root = definition.input_schema or {}
    found: list[Parameter] = []
    for row in _properties(root, _Node(root, ("inputSchema",)), "", 0):
        if len(found) == ROWS:
            return Parameters(_with_findings(found, findings), is_whole=False)
        found.append(row)
    return Parameters(_with_findings(found, findings), is_whole=True)


def _properties(root: _Schema, node: _Node, prefix: str, depth: int) -> Iterator[Parameter]:
    if depth >= DEPTH:
        return
    for part in _parts(root, node):
        properties = part.schema.get("properties")
        required = part.schema.get("required")
        required = required if isinstance(required, list) else []
        for name, schema in (properties if isinstance(properties, Mapping) else {}).items():
            child = _Node(
                schema if isinstance(schema, Mapping) else {},
                (*part.steps, "properties", name),
                part.seen,
            )
            label = f"{prefix}{name}"
            yield _row(root, child, label, depth=depth, required=name in required)
            yield from _properties(root, child, f"{label}.", depth + 1)
            yield from _members(root, child, label, depth)


def _members(root: _Schema, node: _Node, label: str, depth: int) -> Iterator[Parameter]:
    for part in _parts(root, node):
        items = part.schema.get("items")
        if isinstance(items, Mapping):
            child = _Node(items, (*part.steps, "items"), part.seen)
            yield from _properties(root, child, f"{label}[].", depth + 1)


def _parts(root: _Schema, node: _Node) -> Iterator[_Node]:
    """Yield the schema itself and what it refers to or is combined from."""
    return islice(_branches(root, node, 0), _PARTS)


def _branches(root: _Schema, node: _Node, depth: int) -> Iterator[_Node]:
    yield node
    if depth >= DEPTH:
        return
    if target := _referred(root, node):
        yield from _branches(root, target, depth + 1)
    for key in _BRANCHES:
        branches = node.schema.get(key)
        for at, branch in enumerate(branches[:8] if isinstance(branches, list) else ()):
            if isinstance(branch, Mapping):
                part = _Node(branch, (*node.steps, key, at), node.seen)
                yield from _branches(root, part, depth + 1)


def _referred(root: _Schema, node: _Node) -> _Node | None:
    reference = node.schema.get("$ref")
    if not isinstance(reference, str) or reference in node.seen:
        return None
    if not reference.startswith("#/"):
        return None
    steps = [step.replace("~1", "/").replace("~0", "~") for step in reference[2:].split("/")]
    target: Any = root
    for step in steps:
        target = target.get(step) if isinstance(target, Mapping) else None
    if not isinstance(target, Mapping):
        return None
    return _Node(target, ("inputSchema", *steps), (*node.seen, reference))


def _row(root: _Schema, node: _Node, label: str, *, depth: int, required: bool) -> Parameter:
    parts = list(_parts(root, node))
    values = _first(parts, "enum")
    values = values if isinstance(values, list) else []
    const = _first(parts, "const")
    allowed = values or ([const] if const is not None else [])
    description = _first(parts, "description")
    default = node.schema.get("default")
    return Parameter(
        label=label,
        depth=depth,
        place=path_to(*node.steps),
        type=_type(parts),
        required=required,
        description=description if isinstance(description, str) else "",
        values=tuple(_brief(value) for value in allowed[:VALUES]),
        more_values=max(0, len(allowed) - VALUES),
        default=None if default is None else _brief(default),
    )


def _first(parts: list[_Node], key: str) -> Any:
    return next((part.schema[key] for part in parts if part.schema.get(key) is not None), None)


def _type(parts: list[_Node]) -> str:
    names: dict[str, None] = {}
    for part in parts:
        declared = part.schema.get("type")
        for name in declared if isinstance(declared, list) else [declared]:
            if isinstance(name, str):
                names[_array(parts) if name == "array" else name] = None
    return " | ".join(names)[:120]


def _array(parts: list[_Node]) -> str:
    items = _first(parts, "items")
    inner = items.get("type") if isinstance(items, Mapping) else None
    return f"array of {inner}" if isinstance(inner, str) else "array"


def _brief(value: object) -> str:
    """Return a value as one short line; never walks into large ones."""
    if isinstance(value, Mapping):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return f"[{len(value)} values]" if value else "[]"
    if isinstance(value, str):
        return value[:80] + ("…" if len(value) > 80 else "") if value else '""'
    return json.dumps(value)[:40]


def _with_findings(rows: list[Parameter], findings: tuple[Finding, ...]) -> tuple[Parameter, ...]:
    """Give each finding to the innermost argument it lies in."""
    held: dict[str, dict[str, None]] = {}
    places = {row.place for row in rows}
    for finding in findings:
        inside = [place for place in places if _within(finding.field, place)]
        if inside:
            held.setdefault(max(inside, key=len), {})[finding.says] = None
    return tuple(replace(row, found=tuple(held.get(row.place, ()))) for row in rows)


def _within(field: str, place: str) -> bool:
    return field == place or field.startswith((f"{place}.", f"{place}["))
