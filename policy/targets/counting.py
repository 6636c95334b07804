"""Limits for targets that count calls themselves, by minute, hour and day."""

from policy.document import Limit, Policy, Scope, Window

WINDOWS = {window.seconds: window.value for window in Window}
_MOST = 2**53
"""From here on a maximum is no exact 64-bit floating point."""
ALL_TOOLS = "/all_tools/"


def is_countable(policy: Policy, limit: Limit) -> bool:
    """Tell whether a limit counts calls in a usual window, with a counter of its own.

    A counter that several rules share cannot be kept by a target that counts for each tool.
    """
    if limit.increment_from is not None or limit.counter.window not in WINDOWS:
        return False
    if limit.max >= _MOST:
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
