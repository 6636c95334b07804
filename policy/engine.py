"""Decide about one call: a pure function of the policy, the call and the counters."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from policy.argument import values_at
from policy.condition import holds_for_all, holds_for_any
from policy.document import HIDE_ALL, Action, CounterKey, Limit, Policy, Rule, ToolRule
from policy.number import Number, amount_of, total

Counters = Mapping[CounterKey, Number]
_NOTHING_USED: Counters = MappingProxyType({})
_ONE = Decimal(1)


class Outcome(StrEnum):
    """What becomes of a call."""

    ALLOW = "allow"
    DENY = "deny"
    REQUIRE_APPROVAL = "require_approval"


@dataclass(frozen=True, slots=True)
class Reservation:
    """What an allowed call adds to a counter; all of a decision's, or none, are to be made."""

    counter: CounterKey
    amount: Decimal
    max: Decimal
    """The lowest maximum that a limit sets on this counter."""
    rule: str
    """JSON Pointer of the limit with that maximum."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a policy says about one call, and by which rule."""

    outcome: Outcome
    rule: str
    """JSON Pointer into the document: the rule that decided."""
    reason: str
    """One sentence for the caller; it never repeats an argument's value."""
    hidden: bool = False
    """True where the policy also takes the tool out of `tools/list`."""
    reservations: tuple[Reservation, ...] = ()
    """What to count; empty unless the call is allowed."""


def evaluate(
    policy: Policy,
    tool: str,
    arguments: Mapping[str, Any] | None = None,
    counters: Counters = _NOTHING_USED,
    *,
    approved: bool = False,
) -> Decision:
    """Decide about a call of `tool` with `arguments`.

    `counters` tells how much each counter has used up in its current window; one that is
    not there has used nothing. `approved` says that a person has agreed to this very call:
    it answers `require_approval` and nothing else.
    """
    hidden = policy.hide.get(tool) or policy.hide.get(HIDE_ALL)
    if hidden is not None:
        return Decision(Outcome.DENY, hidden, f"The policy hides “{tool}”.", hidden=True)
    rule = policy.tools.get(tool)
    if rule is None:
        if policy.default is Action.DENY:
            reason = f"The policy denies every tool it does not list, and “{tool}” is not listed."
            return Decision(Outcome.DENY, policy.other.pointer, reason)
        rule = policy.other
    if rule.action is Action.DENY:
        return _deny(rule.pointer, rule.reason or f"The policy denies “{tool}”.")
    given = arguments or {}
    return (
        _unmet(rule, given)
        or _forbidden(rule, given)
        or _awaiting(rule, tool, approved)
        or _counted(rule, given, counters)
    )


def _unmet(rule: ToolRule, arguments: Mapping[str, Any]) -> Decision | None:
    for required in rule.require:
        for condition in required.conditions:
            met = holds_for_all(condition, arguments)
            if met is None:
                return _untold(required, condition.path)
            if not met:
                wanted = f"{condition.path} does not meet the condition “{condition.op}”."
                return _deny(required.pointer, required.on_deny or wanted)
    return None


def _forbidden(rule: ToolRule, arguments: Mapping[str, Any]) -> Decision | None:
    for forbidden in rule.deny_if:
        answers = [holds_for_any(condition, arguments) for condition in forbidden.conditions]
        if False in answers:
            continue
        if None in answers:
            return _untold(forbidden, forbidden.conditions[answers.index(None)].path)
        paths = ", ".join(dict.fromkeys(condition.path for condition in forbidden.conditions))
        told = f"The policy denies this call because of {paths}."
        told = told if paths else "The policy denies every call of this tool."
        return _deny(forbidden.pointer, forbidden.on_deny or told)
    return None


def _awaiting(rule: ToolRule, tool: str, approved: bool) -> Decision | None:
    if rule.action is not Action.REQUIRE_APPROVAL or approved:
        return None
    reason = rule.reason or f"A person has to approve each call of “{tool}”."
    return Decision(Outcome.REQUIRE_APPROVAL, rule.pointer, reason)


def _counted(rule: ToolRule, arguments: Mapping[str, Any], counters: Counters) -> Decision:
    reservations: dict[CounterKey, Reservation] = {}
    for limit in rule.limits:
        amount = _increment(limit, arguments)
        if amount is None:
            told = f"{limit.increment_from} is no amount that can be counted."
            return _deny(limit.pointer, told)
        used = amount_of(counters.get(limit.counter, 0))
        if used is None:
            return _deny(limit.pointer, f"The counter “{limit.counter.name}” cannot be read.")
        if total(used, amount) > limit.max:
            most = f"{limit.max:f} within {limit.counter.window:,} seconds"
            return _deny(limit.pointer, f"This call would exceed the limit of {most}.")
        known = reservations.get(limit.counter)
        if known is None or limit.max < known.max:
            reservations[limit.counter] = Reservation(
                limit.counter, amount, limit.max, limit.pointer
            )
    reason = rule.reason or "No rule of the policy stands against this call."
    return Decision(Outcome.ALLOW, rule.pointer, reason, reservations=tuple(reservations.values()))


def _increment(limit: Limit, arguments: Mapping[str, Any]) -> Decimal | None:
    if limit.increment_from is None:
        return _ONE
    values = values_at(arguments, limit.steps)
    return amount_of(values[0]) if len(values) == 1 else None


def _untold(rule: Rule, path: str) -> Decision:
    return _deny(rule.pointer, f"{path} has a type that the policy cannot compare.")


def _deny(pointer: str, reason: str) -> Decision:
    return Decision(Outcome.DENY, pointer, reason)
