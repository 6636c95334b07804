"""What an input schema says of the value at a path: can it be there, must it, and of which type.

The answers err on the side of *possible*: what the schema does not clearly rule out counts as
possible. Patterns of the schema are never run, since a server may have written them in bad faith.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from policy.argument import Step
from policy.number import number_of

Node = tuple[Mapping[str, Any], ...]
"""Schemas that hold together for one value."""

_ANYTHING: Node = ({},)
_MOST = 64
"""Alternatives that are told apart; beyond that anything counts as possible."""
_BUDGET = 2000
"""Schemas that are opened for one path."""
_DEEPEST = 30
"""Schemas within schemas that are opened for one value."""


class Presence(StrEnum):
    """Whether calls that fit the schema can have a value at a path."""

    DECLARED = "declared"
    OPEN = "open"
    """The schema does not name it, but lets it pass."""
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Input:
    """What a schema says of the value at one path."""

    presence: Presence
    can_omit: bool
    """True where a call that fits the schema may lack the value."""
    is_within_array: bool
    nodes: tuple[Node, ...]
    """The alternatives for the value; empty where it is impossible."""

    @property
    def types(self) -> frozenset[str] | None:
        """JSON types the value can have, `integer` beside `number`; None where any is possible."""
        found: set[str] = set()
        for node in self.nodes:
            types = types_of(node)
            if types is None:
                return None
            found |= types
        return frozenset(found)

    @property
    def listed(self) -> tuple[Any, ...] | None:
        """The values that `enum` and `const` list; None where the schema leaves them free."""
        if any(_listed(node) is None for node in self.nodes):
            return None
        return self.mentioned

    @property
    def mentioned(self) -> tuple[Any, ...]:
        """The values that `enum` and `const` of any alternative list."""
        return tuple(value for node in self.nodes for value in _listed(node) or ())


@dataclass(frozen=True, slots=True)
class _Place:
    node: Node
    presence: Presence = Presence.DECLARED
    can_omit: bool = False
    is_within_array: bool = False

    def child(self, node: Node, presence: Presence, *, can_omit: bool) -> "_Place":
        is_open = Presence.OPEN in (self.presence, presence)
        return _Place(
            node,
            Presence.OPEN if is_open else Presence.DECLARED,
            self.can_omit or can_omit,
            self.is_within_array,
        )

    def element(self, node: Node) -> "_Place":
        return _Place(node, self.presence, True, True)


def input_at(schema: Mapping[str, Any] | None, steps: tuple[Step, ...]) -> Input:
    """Tell what `schema` says of the value at `steps`; None says nothing of anything."""
    if schema is None:
        return Input(Presence.OPEN, True, False, (_ANYTHING,))
    reading = _Reading(schema)
    places = [_Place(node) for node in reading.alternatives(schema)]
    for step in steps:
        places = [child for place in places for child in reading.children(place, step)]
        if len(places) > _MOST:
            places = [_Place(_ANYTHING, Presence.OPEN, True, True)]
    if not places:
        return Input(Presence.IMPOSSIBLE, True, False, ())
    is_declared = any(place.presence is Presence.DECLARED for place in places)
    return Input(
        Presence.DECLARED if is_declared else Presence.OPEN,
        any(place.can_omit for place in places),
        any(place.is_within_array for place in places),
        tuple(place.node for place in places),
    )


def names_at(schema: Mapping[str, Any] | None, steps: tuple[Step, ...]) -> tuple[str, ...]:
    """Return the names that the schema declares for the members of the value at `steps`."""
    found: dict[str, None] = {}
    for node in input_at(schema, steps).nodes if steps else ((schema or {},),):
        for part in node:
            found.update(dict.fromkeys(map(str, _object(part, "properties"))))
    return tuple(found)


def types_of(node: Node) -> frozenset[str] | None:
    """Return the JSON types that all schemas of a node admit; None where any is possible."""
    found: frozenset[str] | None = None
    for part in node:
        declared = part.get("type")
        listed = declared if isinstance(declared, list | tuple) else (declared,)
        types = frozenset(each for each in listed if isinstance(each, str))
        if not types and (values := _listed((part,))):
            types = frozenset().union(*map(types_of_value, values))
        if types:
            types |= {"integer"} if "number" in types else set()
            found = types if found is None else found & types
    return found


def types_of_value(value: object) -> frozenset[str]:
    """Return the JSON types that a value is of; a whole number is an integer, too."""
    number = number_of(value)
    if number is not None:
        is_whole = Decimal(number) == Decimal(number).to_integral_value()
        return frozenset({"number", "integer"} if is_whole else {"number"})
    if value is None or isinstance(value, bool | str):
        return frozenset({{bool: "boolean", str: "string"}.get(type(value), "null")})
    return frozenset({"object" if isinstance(value, Mapping) else "array"})


def _listed(node: Node) -> list[Any] | None:
    found: list[Any] | None = None
    for part in node:
        if "const" in part:
            return [part["const"]]
        if isinstance(part.get("enum"), list | tuple):
            found = list(part["enum"])
    return found


@dataclass(slots=True)
class _Reading:
    """Opens a schema, reference by reference, within a budget."""

    root: Mapping[str, Any]
    budget: int = _BUDGET
    depth: int = 0

    def alternatives(self, schema: object) -> list[Node]:
        if schema is False:
            return []
        if not isinstance(schema, Mapping) or self.budget <= 0 or self.depth >= _DEEPEST:
            return [_ANYTHING]
        self.budget -= 1
        self.depth += 1
        nodes = self._opened(schema)
        self.depth -= 1
        return nodes

    def _opened(self, schema: Mapping[str, Any]) -> list[Node]:
        nodes: list[Node] = [(schema,)]
        if "$ref" in schema:
            nodes = _joined(nodes, self.alternatives(self._target(schema["$ref"])))
        for each in _array(schema, "allOf"):
            nodes = _joined(nodes, self.alternatives(each))
        for key in ("anyOf", "oneOf"):
            if branches := _array(schema, key):
                opened = [node for each in branches for node in self.alternatives(each)]
                nodes = _joined(nodes, opened)
        return nodes

    def children(self, place: _Place, step: Step) -> Iterator[_Place]:
        types = types_of(place.node)
        if isinstance(step, str):
            if types is None or "object" in types:
                yield from self._members(place, step)
            if types is not None and "array" in types:
                # A name after an array stands for that member of every element.
                for element in self._elements(place):
                    yield from self.children(element, step)
        elif types is None or "array" in types:
            yield from self._elements(place)

    def _members(self, place: _Place, key: str) -> Iterator[_Place]:
        named = [
            properties[key] for properties in map(_properties, place.node) if key in properties
        ]
        is_needed = any(key in _array(part, "required") for part in place.node)
        rest = [part["additionalProperties"] for part in place.node if _rules_rest(part, key)]
        presence = Presence.DECLARED
        if not named:
            named = rest
            presence = Presence.DECLARED if any(map(_is_schema, rest)) else Presence.OPEN
        for node in self._together(named):
            yield place.child(node, presence, can_omit=not is_needed)

    def _elements(self, place: _Place) -> Iterator[_Place]:
        items = [part["items"] for part in place.node if "items" in part]
        if any("prefixItems" in part or isinstance(part.get("items"), list) for part in place.node):
            items = []
        for node in self._together(items):
            yield place.element(node)

    def _together(self, schemas: list[Any]) -> list[Node]:
        nodes: list[Node] = [_ANYTHING]
        for schema in schemas:
            nodes = _joined(nodes, self.alternatives(schema))
        return nodes

    def _target(self, reference: object) -> object:
        if not isinstance(reference, str) or not reference.startswith("#"):
            return True
        value: object = self.root
        for coded in reference[1:].split("/")[1:]:
            step = coded.replace("~1", "/").replace("~0", "~")
            if not isinstance(value, Mapping) or step not in value:
                return True
            value = value[step]
        return value


def _joined(first: list[Node], second: list[Node]) -> list[Node]:
    if len(first) * len(second) > _MOST:
        return [_ANYTHING]
    return [one + other for one in first for other in second]


def _rules_rest(part: Mapping[str, Any], key: str) -> bool:
    has_patterns = bool(_object(part, "patternProperties"))
    return "additionalProperties" in part and key not in _properties(part) and not has_patterns


def _is_schema(value: object) -> bool:
    return isinstance(value, Mapping) and bool(value)


def _properties(part: Mapping[str, Any]) -> Mapping[str, Any]:
    return _object(part, "properties")


def _object(part: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = part.get(key)
    return value if isinstance(value, Mapping) else {}


def _array(part: Mapping[str, Any], key: str) -> list[Any]:
    value = part.get(key)
    return list(value) if isinstance(value, list | tuple) else []
