"""The parameters of a tool, read out of its input schema with bounded work."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from classifier.definition import path_below
from classifier.tokens import LONGEST_NAME, Token, split_name

DEEPEST = 6
"""Levels of nesting that are read."""
MOST_PARAMETERS = 200
"""Parameters that are read; a schema may declare any number."""
MOST_NODES = 1000
"""Schema nodes that are visited, so that a 5 MB or recursive schema ends as soon as any other."""
MOST_VALUES = 60
"""Values of one `enum` that are read."""

_BRANCHES = ("anyOf", "oneOf", "allOf")
_BRANCHING = frozenset(_BRANCHES)
_LEADS_ON = frozenset({"properties", "items", "$ref", *_BRANCHES})
"""Keys below which there may be parameters; most nodes have none of them."""
_OFFERS = frozenset({"const", "enum", "items", *_BRANCHES})
"""Keys below which there may be choices."""


class Choice(NamedTuple):
    """One string value that a parameter may take."""

    path: str
    value: str


class Parameter(NamedTuple):
    """One named argument, at the top or nested."""

    path: str
    """Evidence path of the place that names it."""
    name: str
    text: str
    """The text at `path`, in which the tokens stand."""
    tokens: tuple[Token, ...]
    types: frozenset[str]
    """JSON types that the schema allows, those of `anyOf` included; empty when undeclared."""
    description: str | None
    choices: tuple[Choice, ...]
    is_nested: bool


class _Node(NamedTuple):
    path: str
    schema: Mapping[str, Any]
    depth: int


def read_parameters(schema: Mapping[str, Any] | None) -> tuple[Parameter, ...]:
    """Return the parameters breadth first: the top level before what is nested in it."""
    if schema is None:
        return ()
    queue = deque([_Node("inputSchema", schema, 0)])
    seen: set[int] = set()
    found: list[Parameter] = []
    while queue and len(found) < MOST_PARAMETERS and len(seen) < MOST_NODES:
        node = queue.popleft()
        if id(node.schema) in seen or node.depth > DEEPEST:
            continue
        seen.add(id(node.schema))
        if _LEADS_ON.isdisjoint(node.schema):
            continue
        found.extend(_properties(node))
        if len(queue) < MOST_NODES:
            queue.extend(_below(node, schema))
    return tuple(found[:MOST_PARAMETERS])


def _properties(node: _Node) -> Iterator[Parameter]:
    below = f"{node.path}.properties"
    for name, schema in _entries(node.schema.get("properties")):
        path = path_below(below, name)
        description = schema.get("description")
        yield Parameter(
            path=path,
            name=name,
            text=name,
            tokens=split_name(name),
            types=_types(schema),
            description=description if isinstance(description, str) else None,
            choices=() if _OFFERS.isdisjoint(schema) else tuple(_choices(path, schema)),
            is_nested=node.depth > 0,
        )


def _below(node: _Node, root: Mapping[str, Any]) -> Iterator[_Node]:
    below = f"{node.path}.properties"
    for name, schema in _entries(node.schema.get("properties")):
        yield _Node(path_below(below, name), schema, node.depth + 1)
    items = node.schema.get("items")
    if isinstance(items, Mapping):
        yield _Node(f"{node.path}.items", items, node.depth)
    for key in _BRANCHES:
        branches = node.schema.get(key)
        for at, branch in enumerate(branches[:MOST_VALUES] if isinstance(branches, list) else ()):
            if isinstance(branch, Mapping):
                yield _Node(f"{node.path}.{key}[{at}]", branch, node.depth)
    yield from _referenced(node, root)


def _referenced(node: _Node, root: Mapping[str, Any]) -> Iterator[_Node]:
    reference = node.schema.get("$ref")
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return
    target: Any = root
    steps: list[str] = []
    for step in reference[2:].split("/")[:10]:
        key = step.replace("~1", "/").replace("~0", "~")
        target = target.get(key) if isinstance(target, Mapping) else None
        steps.append(key)
    if isinstance(target, Mapping):
        yield _Node(path_below("inputSchema", *steps), target, node.depth)


def _entries(properties: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(properties, Mapping):
        for at, (name, schema) in enumerate(properties.items()):
            if at >= MOST_PARAMETERS:
                return
            # A schema may also be `true`; such a parameter has no text to quote.
            if isinstance(name, str) and isinstance(schema, Mapping):
                yield name, schema


def _types(schema: Mapping[str, Any]) -> frozenset[str]:
    declared = schema.get("type")
    if isinstance(declared, str) and _BRANCHING.isdisjoint(schema):
        return frozenset((declared,))
    found: set[str] = set()
    branches = [schema]
    for key in _BRANCHES:
        listed = schema.get(key)
        if isinstance(listed, list):
            branches += [branch for branch in listed[:MOST_VALUES] if isinstance(branch, Mapping)]
    for branch in branches:
        declared = branch.get("type")
        if isinstance(declared, str):
            found.add(declared)
        elif isinstance(declared, list):
            found.update(kind for kind in declared[:MOST_VALUES] if isinstance(kind, str))
    return frozenset(found)


def _choices(path: str, schema: Mapping[str, Any]) -> Iterator[Choice]:
    yield from _values(path, schema)
    items = schema.get("items")
    if isinstance(items, Mapping):
        yield from _values(f"{path}.items", items)
    for key in _BRANCHES:
        branches = schema.get(key)
        for at, branch in enumerate(branches[:MOST_VALUES] if isinstance(branches, list) else ()):
            if isinstance(branch, Mapping):
                yield from _values(f"{path}.{key}[{at}]", branch)


def _values(path: str, schema: Mapping[str, Any]) -> Iterator[Choice]:
    constant = schema.get("const")
    if isinstance(constant, str):
        yield Choice(f"{path}.const", constant[:LONGEST_NAME])
    listed = schema.get("enum")
    for at, value in enumerate(listed[:MOST_VALUES] if isinstance(listed, list) else ()):
        if isinstance(value, str):
            yield Choice(f"{path}.enum[{at}]", value[:LONGEST_NAME])
