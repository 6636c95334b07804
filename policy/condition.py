"""Whether conditions hold for the arguments of a call.

The answer is True, False, or None: it cannot be told, because the argument has a type that
the operator does not compare, or because a value on the way to it cannot hold it. The caller
treats None as a denial.
"""

from collections.abc import Callable, Iterable, Mapping
from operator import ge, gt, le, lt
from typing import Any

from policy.argument import Absent, flattened, values_at
from policy.document import Condition, Operator
from policy.number import number_of

_Test = Callable[[Any, Condition], bool | None]


def holds_for_any(condition: Condition, arguments: Mapping[str, Any]) -> bool | None:
    """Tell whether one value at the path meets the condition, as `deny_if` reads it."""
    unknown = False
    for value in _compared(condition, arguments):
        answer = _answer(value, condition)
        if answer:
            return True
        unknown = unknown or answer is None
    return None if unknown else False


def holds_for_all(condition: Condition, arguments: Mapping[str, Any]) -> bool | None:
    """Tell whether every value at the path meets the condition, as `require` reads it.

    Where there is no value at all (an empty array), nothing meets it: False.
    """
    values = _compared(condition, arguments)
    answers = [_answer(value, condition) for value in values]
    if not answers or False in answers:
        return False
    return None if None in answers else True


def equal(first: Any, second: Any) -> bool:
    """Tell whether two JSON values are equal: same type, numbers by value, texts by code point."""
    number = number_of(first)
    if number is not None:
        other = number_of(second)
        return other is not None and number == other
    if isinstance(first, list | tuple):
        return (
            isinstance(second, list | tuple)
            and len(first) == len(second)
            and all(map(equal, first, second))
        )
    if isinstance(first, Mapping):
        return (
            isinstance(second, Mapping)
            and first.keys() == second.keys()
            and all(equal(first[key], second[key]) for key in first)
        )
    return type(first) is type(second) and isinstance(first, str | bool | None) and first == second


def _compared(condition: Condition, arguments: Mapping[str, Any]) -> Iterable[Any]:
    values = values_at(arguments, condition.steps)
    if condition.op in _WHOLE:
        return values
    if condition.op in _EQUALITY and isinstance(condition.value, tuple):
        return values
    if any(isinstance(value, list | tuple) for value in values):
        return flattened(values)
    return values


def _answer(value: Any, condition: Condition) -> bool | None:
    return None if value is Absent.UNREACHABLE else _TESTS[condition.op](value, condition)


def _equals(value: Any, condition: Condition) -> bool:
    return equal(condition.value, value)


def _is_in(value: Any, condition: Condition) -> bool:
    return any(equal(item, value) for item in condition.value)


def _exists(value: Any, condition: Condition) -> bool:
    return value is not None and value is not Absent.MISSING


def _ordered(compare: Callable[[Any, Any], bool]) -> _Test:
    def test(value: Any, condition: Condition) -> bool | None:
        if value is Absent.MISSING:
            return False
        number = number_of(value)
        return None if number is None else compare(number, condition.value)

    return test


def _textual(compare: Callable[[str, Condition], bool | None]) -> _Test:
    def test(value: Any, condition: Condition) -> bool | None:
        if value is Absent.MISSING:
            return False
        return compare(value, condition) if isinstance(value, str) else None

    return test


def _matches(value: str, condition: Condition) -> bool | None:
    try:
        text = value.encode()
    except UnicodeEncodeError:
        # A lone surrogate is no text; RE2 reads UTF-8 only.
        return None
    return condition.pattern.search(text) is not None


def _contains(value: Any, condition: Condition) -> bool | None:
    if value is Absent.MISSING:
        return False
    if isinstance(value, list | tuple):
        return any(equal(condition.value, element) for element in value)
    if isinstance(value, str) and isinstance(condition.value, str):
        return condition.value in value
    return None


def _negated(test: _Test) -> _Test:
    def negation(value: Any, condition: Condition) -> bool | None:
        answer = test(value, condition)
        return None if answer is None else not answer

    return negation


_WHOLE = frozenset({Operator.EXISTS, Operator.NOT_EXISTS, Operator.CONTAINS, Operator.NOT_CONTAINS})
"""Operators that take an array as one value; the others take each of its elements."""
_EQUALITY = frozenset({Operator.EQ, Operator.NE, Operator.NEQ})
_TESTS: Mapping[Operator, _Test] = {
    Operator.EQ: _equals,
    Operator.NE: _negated(_equals),
    Operator.NEQ: _negated(_equals),
    Operator.GT: _ordered(gt),
    Operator.GTE: _ordered(ge),
    Operator.LT: _ordered(lt),
    Operator.LTE: _ordered(le),
    Operator.IN: _is_in,
    Operator.NOT_IN: _negated(_is_in),
    Operator.EXISTS: _exists,
    Operator.NOT_EXISTS: _negated(_exists),
    Operator.CONTAINS: _contains,
    Operator.NOT_CONTAINS: _negated(_contains),
    Operator.STARTS_WITH: _textual(lambda text, condition: text.startswith(condition.value)),
    Operator.ENDS_WITH: _textual(lambda text, condition: text.endswith(condition.value)),
    Operator.REGEX: _textual(_matches),
    Operator.NOT_REGEX: _negated(_textual(_matches)),
}
