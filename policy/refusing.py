"""What the conditions and sums of a rule refuse, in words read from the rule."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache

from policy.controls import controls
from policy.document import Condition, Operator, Rule, ToolRule

_OPPOSITE = {
    Operator.GTE: Operator.LT,
    Operator.GT: Operator.LTE,
    Operator.LTE: Operator.GT,
    Operator.LT: Operator.GTE,
}
_BOUNDS = {
    Operator.LT: "below {}",
    Operator.LTE: "of {} or less",
    Operator.GT: "over {}",
    Operator.GTE: "of {} or more",
}
_MOST = 3
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,59}")


def refusals_of(rule: ToolRule) -> tuple[str, ...]:
    """Say what a call is refused for besides the action; each once, amounts first."""
    bounds: dict[str, dict[str, None]] = {}
    checked: dict[str, None] = {}
    for path, told in _found(rule):
        if told:
            bounds.setdefault(path, {}).update(dict.fromkeys(told))
        else:
            checked[_argument(path)] = None
    amounts = [f"{_argument(path)} {' or '.join(on)}" for path, on in bounds.items()]
    return (*amounts, *_others(rule), *([_failing(list(checked))] if checked else []))


def held_arguments(rule: ToolRule) -> Mapping[str, bool]:
    """Return the path of each argument that the rule looks at; True where it caps a number."""
    held: dict[str, bool] = {}
    for path, bounds in _found(rule):
        held[path] = held.get(path, False) or bool(bounds)
    for limit in rule.limits:
        if limit.increment_from is not None:
            held[limit.increment_from] = True
    return held


def _found(rule: ToolRule) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the path of each argument that decides, with the bounds of it, if any."""
    for each in rule.require:
        for one in each.conditions:
            yield one.path, _bounds(one, is_required=True)
    for each in rule.deny_if:
        decisive = _decisive(each)
        if not _is_missing(each):
            for one in decisive:
                alone = len(decisive) == 1
                yield one.path, _bounds(one, is_required=False) if alone else ()


def _bounds(condition: Condition, *, is_required: bool) -> tuple[str, ...]:
    """Say which numbers the condition refuses; empty where it is not about numbers."""
    if condition.op in _BOUNDS:
        op = _OPPOSITE[condition.op] if is_required else condition.op
        return (_BOUNDS[op].format(_number(condition.value)),)
    refuses = Operator.REGEX if is_required else Operator.NOT_REGEX
    cap = _caps().get(condition.value) if condition.op is refuses else None
    return () if cap is None else ("below 0", f"over {cap:,}")


@cache
def _caps() -> Mapping[str, int]:
    """Return the patterns that cap amounts in a text, with the cap that each stands for."""
    units = controls().money.units
    return {each.check.pattern: each.cap for each in units if each.check and each.cap}


def _others(rule: ToolRule) -> Iterator[str]:
    for each in rule.deny_if:
        if _is_missing(each):
            yield f"a call without {' and '.join(_bare(one.path) for one in each.conditions)}"
    for limit in rule.limits:
        if limit.increment_from is not None:
            most, window = _number(limit.max), limit.counter.window
            yield f"a sum of {_bare(limit.increment_from)} over {most} within {window:,} seconds"


def _failing(arguments: list[str]) -> str:
    if len(arguments) > _MOST:
        return "arguments that fail a check"
    *most, last = arguments
    return (
        f"{', '.join(most)} or {last} that fails a check" if most else f"{last} that fails a check"
    )


def _is_missing(rule: Rule) -> bool:
    ops = {one.op for one in rule.conditions}
    return ops == {Operator.NOT_EXISTS}


def _decisive(rule: Rule) -> tuple[Condition, ...]:
    """Return the conditions that decide where the argument is given."""
    found = tuple(one for one in rule.conditions if one.op is not Operator.EXISTS)
    return found or rule.conditions


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int | float | Decimal) else str(value)


def _argument(path: str) -> str:
    """Name an argument with its article; one whose name is no plain word is not named."""
    name = path.removeprefix("args.")
    if not _PLAIN.fullmatch(name):
        return "an argument"
    is_vowel = name[0].lower() in ("aefhilmnorsx" if len(name) == 1 else "aeio")
    return f"{'an' if is_vowel else 'a'} `{name}`"


def _bare(path: str) -> str:
    return _argument(path).split(" ", 1)[1]
