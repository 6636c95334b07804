"""PolicyLayer Intercept: its YAML policy, with conditions and counters.

Looked at: POLICY.md and internal/engine of the project (24 November 2026); the newest sources
have no `limits` and no approval. Counters belong to one tool, or under `*` to all of them; their
windows are minute, hour and day. A name with a dot cannot have a counter, as the paths of
counters are split at dots.
"""

from collections.abc import Iterable
from typing import Any

from policy.claim import Standing, standing
from policy.document import HIDE_ALL, Action, Limit, Policy
from policy.targets.counting import WINDOWS, is_countable, is_for_all
from policy.targets.intercept_rules import Check, checks_of
from policy.targets.quoting import comments, yaml_text
from policy.targets.target import Format, Lost, Place, Plan

Json = dict[str, Any]
_EVERY_TOOL = "*"
_SHARED = "_global"
"""The name that the counters of all tools stand under."""


def _write(plan: Plan) -> str:
    hidden = [
        place.tool for place in plan.places if standing(plan.policy, place.tool) is Standing.HIDDEN
    ]
    document: Json = {
        "version": "1",
        "default": "allow" if plan.later is Action.ALLOW else "deny",
    }
    if hidden:
        document["hide"] = [HIDE_ALL] if HIDE_ALL in plan.policy.hide else hidden
    document["tools"] = _tools(plan, set(hidden))
    return comments(plan.losses, "#") + yaml_text(document)


def _tools(plan: Plan, hidden: set[str]) -> Json:
    is_open = plan.later is Action.ALLOW
    tools: Json = {}
    for place in plan.places:
        if place.action is Action.DENY:
            if is_open and place.tool not in hidden:
                tools[place.tool] = {"rules": [_denial(place)]}
        elif rules := _rules(place):
            tools[place.tool] = {"rules": rules}
        elif not is_open:
            tools[place.tool] = {"rules": []}
    if shared := _counted(_SHARED, _shared_limits(plan)):
        tools[_EVERY_TOOL] = {"rules": shared}
    return tools


def _shared_limits(plan: Plan) -> tuple[Limit, ...]:
    if plan.later is not Action.ALLOW and not plan.named(Action.ALLOW):
        # Rules under `*` would make a tool of that name a listed one.
        return ()
    limits = plan.policy.other.limits
    return tuple(limit for limit in limits if is_countable(plan.policy, limit))


def _denial(place: Place) -> Json:
    reason = {"on_deny": place.rule.reason} if place.rule.reason else {}
    return {"name": "denied", "action": "deny"} | reason


def _rules(place: Place) -> list[Json]:
    own = [limit for limit in place.rule.limits if not is_for_all(limit)]
    return [_rule(check) for check in checks_of(place.rule) or ()] + _counted(place.tool, own)


def _rule(check: Check) -> Json:
    reason = {"on_deny": check.on_deny} if check.on_deny else {}
    return {"name": check.name, "conditions": list(check.conditions)} | reason


def _counted(scope: str, limits: Iterable[Limit]) -> list[Json]:
    return [
        {
            "name": limit.pointer,
            "conditions": [{"path": f"state.{scope}.count{at}", "op": "lte", "value": limit.max}],
            "state": {"counter": f"count{at}", "window": WINDOWS[limit.counter.window]},
        }
        for at, limit in enumerate(limits)
    ]


def _later(server: str, placed: frozenset[Action]) -> frozenset[Action]:
    return frozenset({Action.ALLOW, Action.DENY})


def _carries(server: str, tool: str) -> bool:
    return bool(tool.strip()) and tool not in (_EVERY_TOOL, _SHARED)


def _keeps(policy: Policy, place: Place) -> frozenset[Lost]:
    kept = set() if checks_of(place.rule) is None else {Lost.CONDITIONS}
    has_path = "." not in place.tool
    if all(
        is_countable(policy, limit) and (has_path or is_for_all(limit))
        for limit in place.rule.limits
        if limit.increment_from is None
    ):
        kept.add(Lost.RATE_LIMITS)
    return frozenset(kept)


def _remarks(policy: Policy, place: Place) -> frozenset[Lost]:
    checks = checks_of(place.rule) or ()
    return frozenset(lost for check in checks for lost in check.stricter)


FORMAT = Format(
    id="intercept",
    reserved=_EVERY_TOOL,
    write=_write,
    later=_later,
    carries=_carries,
    keeps=_keeps,
    remarks=_remarks,
)
