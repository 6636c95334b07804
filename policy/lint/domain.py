"""The values that tell the conditions on one argument apart.

Between two neighbouring values that conditions mention, no comparison changes its answer. So a
few values stand for all: those that are mentioned, those between and beside them, one of each
other type, and the missing one. What the schema rules out is left out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from policy.condition import equal, holds_for_all, holds_for_any
from policy.document import Condition, Operator
from policy.inputs import Input, Node, types_of, types_of_value
from policy.number import Number, between, is_short, number_of

_DECIDED = frozenset(
    {
        *(Operator.EQ, Operator.NE, Operator.NEQ, Operator.IN, Operator.NOT_IN),
        *(Operator.GT, Operator.GTE, Operator.LT, Operator.LTE),
        *(Operator.EXISTS, Operator.NOT_EXISTS),
    }
)
"""Operators whose answers a few values show completely."""
_CHOOSING = frozenset({Operator.EQ, Operator.IN})
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_STEPS = ("x",)
_FRESH = "\ufffdno text that a policy mentions\ufffd"

Holds = Callable[[Condition, Mapping[str, Any]], bool | None]
Answers = tuple[bool | None, ...]


@dataclass(frozen=True, slots=True)
class Domain:
    """Arguments that stand for all that the schema admits at one path."""

    arguments: tuple[Mapping[str, Any], ...]
    is_complete: bool
    """False where other values may get other answers than these."""
    has_arrays: bool
    """True where an array may stand in place of one value."""

    def answers(self, conditions: Iterable[Condition], holds: Holds) -> Answers:
        """Tell for each argument whether all the conditions hold; None: it cannot be told."""
        placed = [replace(each, steps=_STEPS) for each in conditions]
        return tuple(
            _together([holds(condition, given) for condition in placed]) for given in self.arguments
        )


def domain_of(conditions: tuple[Condition, ...], found: Input) -> Domain:
    """Return the arguments that tell `conditions` apart, of those that the schema admits."""
    listed = found.listed
    values = [
        each
        for each in (_values(conditions, found) if listed is None else listed)
        if any(_fits(each, node) for node in found.nodes)
    ]
    arguments: list[Mapping[str, Any]] = [{"x": value} for value in values]
    is_told = (
        listed is not None
        or all(each.op in _DECIDED for each in conditions)
        or any(each.op in _CHOOSING for each in conditions)
    )
    # Of a number with more digits than can be added up, the neighbours are not tried.
    is_told = is_told and all(map(is_short, _points(conditions, found)))
    is_complete = is_told and bool(arguments) and "array" not in (found.types or ())
    if found.can_omit:
        arguments.append({})
    return Domain(tuple(arguments), is_complete, _has_arrays(found))


def reading_of(place: str) -> Holds:
    """Return how the rules of `require` or of `deny_if` read a condition."""
    return holds_for_all if place == "require" else holds_for_any


def _together(answers: list[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True


def _has_arrays(found: Input) -> bool:
    types = found.types
    return found.is_within_array or types is None or "array" in types


def _values(conditions: tuple[Condition, ...], found: Input) -> Iterator[Any]:
    mentioned = [value for condition in conditions for value in _mentioned(condition)]
    yield from (*mentioned, *found.mentioned)
    yield from (None, True, False, "", _FRESH, MappingProxyType({}))
    yield from _numbers([Decimal(each) for each in _points(conditions, found) if is_short(each)])


def _points(conditions: tuple[Condition, ...], found: Input) -> list[Number]:
    """Return the numbers at which an answer can change."""
    mentioned = [value for condition in conditions for value in _mentioned(condition)]
    numbers = map(number_of, (*mentioned, *_bounds(found)))
    return [each for each in numbers if each is not None]


def _bounds(found: Input) -> Iterator[Any]:
    for node in found.nodes:
        for part in node:
            yield from (part.get(key) for key in _BOUNDS)


def _mentioned(condition: Condition) -> tuple[Any, ...]:
    if condition.op in (Operator.IN, Operator.NOT_IN):
        return tuple(condition.value)
    return () if condition.value is None else (condition.value,)


def _numbers(points: list[Decimal]) -> Iterator[Decimal]:
    ordered = sorted({Decimal(0), *points})
    for low, high in pairwise(ordered):
        yield between(low, high)
    for point in ordered:
        floor = int(point.to_integral_value(rounding="ROUND_FLOOR"))
        yield from (point, *(Decimal(floor + step) for step in (0, -1, 1, 2)))


def _fits(value: Any, node: Node) -> bool:
    types = types_of(node)
    if types is not None and not types & types_of_value(value):
        return False
    number = number_of(value)
    if number is not None and not all(_is_within(number, part) for part in node):
        return False
    return all(_is_listed(value, part) for part in node)


def _is_within(number: Number, part: Mapping[str, Any]) -> bool:
    least, most, above, under = (number_of(part.get(key)) for key in _BOUNDS)
    return not (
        (least is not None and number < least)
        or (most is not None and number > most)
        or (above is not None and number <= above)
        or (under is not None and number >= under)
    )


def _is_listed(value: Any, part: Mapping[str, Any]) -> bool:
    if isinstance(part.get("enum"), list | tuple):
        return any(equal(each, value) for each in part["enum"])
    return "const" not in part or equal(part["const"], value)
