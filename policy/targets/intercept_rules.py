"""Conditions as Intercept has them: all of a rule's have to hold, and a missing value fails.

Intercept looks at one value at a dotted path. Its `eq` and `in` compare the texts of values of
different types, so that `"5"` equals `5`; equality is therefore written with patterns, which
match texts only. Numbers are compared as 64-bit floating point: a number that is not at a bound
may be rounded to it, so no bound includes the number that it names, and no number can be asked
for exactly. What cannot be said without letting more through is not said.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from policy.argument import Step
from policy.document import Condition, Operator, Rule, ToolRule
from policy.number import number_of
from policy.targets.target import Lost

_EXACT = 2**53
"""Whole numbers up to here are exact as 64-bit floating point."""
_A_TEXT = {"op": "regex", "value": ""}
_OPPOSITES = {
    Operator.GT: Operator.LTE,
    Operator.GTE: Operator.LT,
    Operator.LT: Operator.GTE,
    Operator.LTE: Operator.GT,
    Operator.EQ: Operator.NE,
    Operator.NE: Operator.EQ,
    Operator.NEQ: Operator.EQ,
    Operator.IN: Operator.NOT_IN,
    Operator.NOT_IN: Operator.IN,
    Operator.EXISTS: Operator.NOT_EXISTS,
    Operator.NOT_EXISTS: Operator.EXISTS,
    Operator.NOT_REGEX: Operator.REGEX,
    Operator.NOT_CONTAINS: Operator.CONTAINS,
}
"""What holds for a value where the operator does not; patterns have no opposite in RE2."""
_HOLD_WITHOUT = frozenset(
    {Operator.NE, Operator.NEQ, Operator.NOT_IN, Operator.NOT_EXISTS, Operator.NOT_REGEX}
    | {Operator.NOT_CONTAINS}
)
"""Operators that hold for a missing argument."""
_WITHOUT_BOUND = {Operator.GT: "gt", Operator.GTE: "gt", Operator.LT: "lt", Operator.LTE: "lt"}

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Check:
    """One rule of Intercept."""

    name: str
    conditions: tuple[Json, ...]
    on_deny: str | None
    stricter: frozenset[Lost]
    """Where it denies more than the rule that it stands for."""


def checks_of(rule: ToolRule) -> tuple[Check, ...] | None:
    """Return the rules of Intercept for the conditions of a tool, or None: it cannot say them."""
    checks = [_required(each) for each in rule.require if each.conditions]
    checks += [_forbidden(each) for each in rule.deny_if if each.conditions]
    found = [check for check in checks if check is not None]
    return tuple(found) if len(found) == len(checks) else None


def _required(rule: Rule) -> Check | None:
    return _check(rule, [_must(condition) for condition in rule.conditions], frozenset())


def _forbidden(rule: Rule) -> Check | None:
    conditions = list(rule.conditions)
    stricter: frozenset[Lost] = frozenset()
    if len(conditions) == 2:
        given, conditions = _given(conditions)
        stricter = frozenset({Lost.OPTIONAL}) if given else stricter
    if len(conditions) != 1 or conditions[0].op not in _OPPOSITES:
        return None
    only = conditions[0]
    if only.op not in _HOLD_WITHOUT and only.op is not Operator.EXISTS:
        stricter |= {Lost.OPTIONAL}
    return _check(rule, [_must(replace(only, op=_OPPOSITES[only.op]))], stricter)


def _given(conditions: list[Condition]) -> tuple[bool, list[Condition]]:
    """Take away an `exists` that only says: where the argument of the other one is given."""
    for at, other in ((0, 1), (1, 0)):
        steps = conditions[at].steps
        is_about = conditions[other].steps[: len(steps)] == steps
        if conditions[at].op is Operator.EXISTS and is_about:
            return True, [conditions[other]]
    return False, conditions


_Said = tuple[list[Json], frozenset[Lost]]


def _check(rule: Rule, said: Iterable[_Said | None], stricter: frozenset[Lost]) -> Check | None:
    conditions: list[Json] = []
    for each in said:
        if each is None:
            return None
        conditions += each[0]
        stricter |= each[1]
    return Check(rule.pointer, tuple(conditions), rule.on_deny, stricter)


def path_of(steps: tuple[Step, ...]) -> str | None:
    """Return the path that leads to the same argument; None if there is none."""
    if not all(isinstance(step, str) and step and "." not in step for step in steps):
        return None
    return ".".join(["args", *(str(step) for step in steps)])


def _must(condition: Condition) -> _Said | None:
    steps, path = condition.steps, path_of(condition.steps)
    if path is None:
        return None
    if condition.op is Operator.EXISTS:
        stricter = frozenset({Lost.ARRAYS} if len(steps) > 1 else ())
        return [{"path": path, "op": "exists", "value": True}], stricter
    if condition.op is Operator.NOT_EXISTS:
        # Further down it would hold within a text too, where the policy cannot tell.
        is_top = len(steps) == 1
        return ([{"path": path, "op": "exists", "value": False}], frozenset()) if is_top else None
    said = _SAYINGS[condition.op](condition) if condition.op in _SAYINGS else None
    return None if said is None else ([{"path": path} | each for each in said[0]], said[1])


def _pattern(pattern: str) -> _Said:
    return [{"op": "regex", "value": pattern}], frozenset({Lost.ARRAYS})


def _compared(condition: Condition) -> _Said | None:
    number = number_of(condition.value)
    if number is None or abs(Decimal(number)) >= _EXACT:
        return None
    # Whatever is rounded to less than the rounded bound is less than the bound.
    op = _WITHOUT_BOUND[condition.op]
    return [{"op": op, "value": Decimal(number)}], frozenset({Lost.ARRAYS, Lost.DIGITS})


def _equal(condition: Condition) -> _Said | None:
    return _among((condition.value,))


def _listed(condition: Condition) -> _Said | None:
    return _among(condition.value)


def _among(values: tuple[Any, ...]) -> _Said | None:
    if all(isinstance(value, str) for value in values):
        return _pattern(r"\A(?:" + "|".join(quoted(value) for value in values) + r")\z")
    return None


def _unequal(condition: Condition) -> _Said | None:
    return _not_among((condition.value,), {"op": "neq", "value": condition.value})


def _unlisted(condition: Condition) -> _Said | None:
    return _not_among(condition.value, {"op": "not_in", "value": list(condition.value)})


def _not_among(values: tuple[Any, ...], said: Json) -> _Said | None:
    if not all(isinstance(value, str) for value in values):
        return None
    return [said, _A_TEXT], frozenset({Lost.ARRAYS, Lost.OPTIONAL})


def _matching(condition: Condition) -> _Said | None:
    # `\C`, one byte, is the one thing of RE2 that the regular expressions of Go do not know.
    return None if r"\C" in condition.value else _pattern(condition.value)


def _containing(condition: Condition) -> _Said | None:
    return _pattern(quoted(condition.value)) if isinstance(condition.value, str) else None


def quoted(text: str) -> str:
    """Return the pattern that matches exactly `text`, in RE2 and in Go."""
    return "".join(
        char if char.isalnum() or ord(char) > 0x7F else f"\\x{{{ord(char):x}}}" for char in text
    )


_SAYINGS: dict[Operator, Callable[[Condition], _Said | None]] = {
    Operator.GT: _compared,
    Operator.GTE: _compared,
    Operator.LT: _compared,
    Operator.LTE: _compared,
    Operator.EQ: _equal,
    Operator.IN: _listed,
    Operator.NE: _unequal,
    Operator.NEQ: _unequal,
    Operator.NOT_IN: _unlisted,
    Operator.REGEX: _matching,
    Operator.STARTS_WITH: lambda condition: _pattern(rf"\A{quoted(condition.value)}"),
    Operator.ENDS_WITH: lambda condition: _pattern(rf"{quoted(condition.value)}\z"),
    Operator.CONTAINS: _containing,
}
