"""Whether a rule denies every call, none, or every call that another rule denies as well."""

from collections.abc import Mapping
from enum import StrEnum

from policy.condition import equal
from policy.document import Condition, Operator
from policy.inputs import Input
from policy.lint.domain import domain_of, reading_of
from policy.lint.subject import PlacedRule

_PRESENCE = frozenset({Operator.EXISTS, Operator.NOT_EXISTS})
_Groups = Mapping[str, tuple[Condition, ...]]


class Firing(StrEnum):
    """Which of the calls that fit the input schema a rule denies."""

    ALWAYS = "always"
    NEVER = "never"
    SOMETIMES = "sometimes"
    """Also where it cannot be told."""


def firing_of(placed: PlacedRule) -> Firing:
    """Tell which calls a rule denies."""
    is_required = placed.place == "require"
    if placed.rule.always:
        return Firing.NEVER if is_required else Firing.ALWAYS
    met = [_met(placed, group) for group in grouped(placed.rule.conditions).values()]
    if False in met:
        return Firing.ALWAYS if is_required else Firing.NEVER
    if all(each is True for each in met):
        return Firing.NEVER if is_required else Firing.ALWAYS
    return Firing.SOMETIMES


def grouped(conditions: tuple[Condition, ...]) -> _Groups:
    """Return the conditions by the argument they look at."""
    found: dict[str, tuple[Condition, ...]] = {}
    for condition in conditions:
        found[condition.path] = (*found.get(condition.path, ()), condition)
    return found


def covers(wide: PlacedRule, narrow: PlacedRule) -> bool:
    """Tell whether `wide` denies whatever `narrow` denies; both are of one list of one tool."""
    if wide.rule.always or narrow.rule.always:
        return wide.rule.always and wide.place == "deny_if"
    if wide.place == "require":
        wide, narrow = narrow, wide
    strong, weak = grouped(narrow.rule.conditions), grouped(wide.rule.conditions)
    return all(
        path in strong and _implies(wide, strong[path], conditions)
        for path, conditions in weak.items()
    )


def _met(placed: PlacedRule, group: tuple[Condition, ...]) -> bool | None:
    """Tell whether a group is met by every call (True), by none (False), or by some."""
    domain = domain_of(group, placed.input_of(group[0]))
    if not domain.is_complete:
        return None
    answers = domain.answers(group, reading_of(placed.place))
    # What cannot be told is denied: by `deny_if` as if met, by `require` as if not.
    met = {each is True or (each is None and placed.place == "deny_if") for each in answers}
    if met == {False}:
        return None if domain.has_arrays and _may_differ(placed, group) else False
    return True if met == {True} and not domain.has_arrays else None


def _may_differ(placed: PlacedRule, *groups: tuple[Condition, ...]) -> bool:
    """Tell whether an array may be answered differently from each of its elements.

    Under `deny_if` different elements may meet the conditions of one group, and an array is
    there whatever its elements are.
    """
    operators = {condition.op for group in groups for condition in group}
    is_mixed = bool(operators & _PRESENCE) and not operators <= _PRESENCE
    return is_mixed or (placed.place == "deny_if" and any(len(group) > 1 for group in groups))


def _implies(
    placed: PlacedRule, strong: tuple[Condition, ...], weak: tuple[Condition, ...]
) -> bool:
    if all(any(_is_same(each, other) for other in strong) for each in weak):
        return True
    found: Input = placed.input_of(weak[0])
    domain = domain_of((*strong, *weak), found)
    if not domain.is_complete or (domain.has_arrays and _may_differ(placed, strong, weak)):
        return False
    holds = reading_of(placed.place)
    pairs = zip(domain.answers(strong, holds), domain.answers(weak, holds), strict=True)
    if placed.place == "require":
        return all(other is True for one, other in pairs if one is True)
    return all(other is not False for one, other in pairs if one is not False)


def _is_same(one: Condition, other: Condition) -> bool:
    # Python takes True for 1; JSON does not.
    return one.op is other.op and one.path == other.path and equal(one.value, other.value)
