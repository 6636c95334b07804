"""Flatten the JSON Schema of a tool's arguments into the rows of a table."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from markupsafe import Markup

from catalog.render.inplace import Quoted
from classifier import Definition, Finding, path_to
from policy import ToolRule, held_arguments
from policy.parameters import parameters_of

DEPTH = 4
"""Levels of arguments within arguments that are shown."""
ROWS = 60
"""Rows that are shown; the definition has the rest."""
VALUES = 12
"""Values of an enumeration that are shown."""

_CAPS = "The policy caps this."
_CHECKS = "The policy checks this."
_LABEL = 100
_DESCRIPTION = 400
_PARTS = 40
"""Schemas that are looked into for one argument; branches of branches grow without measure."""

_Schema = Mapping[str, Any]
_Steps = tuple[str | int, ...]
_BRANCHES = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True, slots=True)
class Shown:
    """The texts of an argument as a page prints them, what findings quote set off."""

    label: Markup
    description: Markup
    values: tuple[Markup, ...]
    default: Markup


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
    shown: Shown
    found: tuple[str, ...] = ()
    """What the classifier found in this argument, one sentence for each rule."""
    governed: str = ""
    """What the policy of the page does about this argument; empty where it does nothing."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """The arguments of one tool."""

    rows: tuple[Parameter, ...]
    is_whole: bool
    """False where rows were left out."""


@dataclass(frozen=True, slots=True)
class _Root:
    schema: _Schema
    """The whole of what is declared, which references are looked up in."""
    quoted: Quoted


@dataclass(frozen=True, slots=True)
class _Node:
    schema: _Schema
    steps: _Steps
    """Where the schema lies in the definition."""
    seen: tuple[str, ...] = ()
    """References that led here."""


def flatten(
    definition: Definition, findings: tuple[Finding, ...], quoted: Quoted | None = None
) -> Parameters:
    """Return the arguments that `definition` declares, with the findings that concern each.

    What `quoted` has is set off where the texts of an argument are shown.
    """
    root = _Root(definition.input_schema or {}, quoted or Quoted())
    found: list[Parameter] = []
    for row in _properties(root, _Node(root.schema, ("inputSchema",)), "", 0):
        if len(found) == ROWS:
            return Parameters(_with_findings(found, findings), is_whole=False)
        found.append(row)
    return Parameters(_with_findings(found, findings), is_whole=True)


def governed(parameters: Parameters, definition: Definition, rule: ToolRule | None) -> Parameters:
    """Mark the arguments that `rule`, that of the policy on the page, caps or checks."""
    held = {} if rule is None else held_arguments(rule)
    if not held:
        return parameters
    places = {
        each.field: held[each.path] for each in parameters_of(definition) if each.path in held
    }
    rows = (
        replace(row, governed=_CAPS if places[row.place] else _CHECKS)
        if row.place in places
        else row
        for row in parameters.rows
    )
    return replace(parameters, rows=tuple(rows))


def _properties(root: _Root, node: _Node, prefix: str, depth: int) -> Iterator[Parameter]:
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


def _members(root: _Root, node: _Node, label: str, depth: int) -> Iterator[Parameter]:
    for part in _parts(root, node):
        items = part.schema.get("items")
        if isinstance(items, Mapping):
            child = _Node(items, (*part.steps, "items"), part.seen)
            yield from _properties(root, child, f"{label}[].", depth + 1)


def _parts(root: _Root, node: _Node) -> Iterator[_Node]:
    """Yield the schema itself and what it refers to or is combined from."""
    return islice(_branches(root, node, 0), _PARTS)


def _branches(root: _Root, node: _Node, depth: int) -> Iterator[_Node]:
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


def _referred(root: _Root, node: _Node) -> _Node | None:
    reference = node.schema.get("$ref")
    if not isinstance(reference, str) or reference in node.seen:
        return None
    if not reference.startswith("#/"):
        return None
    steps = [step.replace("~1", "/").replace("~0", "~") for step in reference[2:].split("/")]
    target: Any = root.schema
    for step in steps:
        target = target.get(step) if isinstance(target, Mapping) else None
    if not isinstance(target, Mapping):
        return None
    return _Node(target, ("inputSchema", *steps), (*node.seen, reference))


def _row(root: _Root, node: _Node, label: str, *, depth: int, required: bool) -> Parameter:
    parts = list(_parts(root, node))
    values, at = _allowed(parts)
    said, said_at = _first(parts, "description")
    description = said if isinstance(said, str) else ""
    default = node.schema.get("default")
    named = tuple(_brief(value) for value in values[:VALUES])
    brief = None if default is None else _brief(default)
    place, start = path_to(*node.steps), len(label) - len(str(node.steps[-1]))
    shown = Shown(
        label=root.quoted.name(place, label, _LABEL, at=start),
        description=root.quoted.text(path_to(*said_at), description, _DESCRIPTION),
        values=tuple(
            root.quoted.value(path_to(*steps), value)
            for steps, value in zip(at, named, strict=True)
        ),
        default=root.quoted.value(path_to(*node.steps, "default"), brief or ""),
    )
    return Parameter(
        label=label,
        depth=depth,
        place=place,
        type=_type(parts),
        required=required,
        description=description,
        values=named,
        more_values=max(0, len(values) - VALUES),
        default=brief,
        shown=shown,
    )


def _allowed(parts: list[_Node]) -> tuple[list[Any], list[_Steps]]:
    """Return the values that an argument can have, and where each that is shown stands."""
    values, steps = _first(parts, "enum")
    if isinstance(values, list) and values:
        return values, [(*steps, at) for at in range(min(VALUES, len(values)))]
    const, steps = _first(parts, "const")
    return ([], []) if const is None else ([const], [steps])


def _first(parts: list[_Node], key: str) -> tuple[Any, _Steps]:
    """Return the first value of a keyword with the steps to it; None where no part has it."""
    node = next((part for part in parts if part.schema.get(key) is not None), None)
    return (None, ()) if node is None else (node.schema[key], (*node.steps, key))


def _type(parts: list[_Node]) -> str:
    names: dict[str, None] = {}
    for part in parts:
        declared = part.schema.get("type")
        for name in declared if isinstance(declared, list) else [declared]:
            if isinstance(name, str):
                names[_array(parts) if name == "array" else name] = None
    return " | ".join(names)[:120]


def _array(parts: list[_Node]) -> str:
    items, _ = _first(parts, "items")
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
