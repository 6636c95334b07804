"""Limits for targets that count calls and amounts themselves, by minute, hour and day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policy.document import Limit, Policy, Scope, Window
from policy.inputs import Presence, input_at

WINDOWS = {window.seconds: window.value for window in Window}
_MOST = 2**53
"""From here on a maximum is no exact 64-bit floating point."""
ALL_TOOLS = "/all_tools/"
_MOST_CALLS = 1_000
_SHARE = 10
_WHOLE = frozenset({"integer"})


@dataclass(frozen=True, slots=True)
class Budget:
    """What a counter of whole amounts has to keep to, so that a cap on exact amounts holds."""

    amount: int
    """The most that the amounts may add up to, each without its fraction."""
    calls: int | None
    """The most calls; None where the amounts have no fractions."""


def is_countable(policy: Policy, limit: Limit) -> bool:
    """Tell whether a limit has a usual window, a usual maximum and a counter of its own.

    A counter that several rules share cannot be kept by a target that counts for each tool.
    """
    if limit.counter.window not in WINDOWS or limit.max >= _MOST:
        return False
    return limit.counter.scope is Scope.TOOL or len(_pointers(policy, limit)) == 1


def _pointers(policy: Policy, limit: Limit) -> set[str]:
    rules = (*policy.tools.values(), policy.other)
    return {
        other.pointer for rule in rules for other in rule.limits if other.counter == limit.counter
    }


def is_for_all(limit: Limit) -> bool:
    """Tell whether a limit counts the calls of every tool."""
    return limit.pointer.startswith(ALL_TOOLS)


def budget_of(limit: Limit, schema: Mapping[str, Any] | None) -> Budget | None:
    """Return what keeps to a cap on amounts where fractions are not counted; None if nothing does.

    Each amount is less than one above what is counted of it, so amounts that add up to `amount`
    in no more than `calls` calls stay below the sum of the two.
    """
    most = int(limit.max)
    if _is_whole(limit, schema):
        return Budget(most, None)
    if most < 2:
        return None
    calls = min(max(most // _SHARE, 1), _MOST_CALLS)
    return Budget(most - calls, calls)


def _is_whole(limit: Limit, schema: Mapping[str, Any] | None) -> bool:
    if not all(isinstance(step, str) for step in limit.steps):
        return False
    found = input_at(schema, tuple(map(str, limit.steps)))
    return found.presence is Presence.DECLARED and found.types == _WHOLE
