"""PolicyLayer Intercept: its YAML policy, with conditions and counters.

Looked at: POLICY.md, internal/engine and internal/proxy of the project (24 November 2026); the
newest sources have no approval. Counters belong to one tool, or under `*` to all of them; their
windows are minute, hour and day, and begin by the clock (UTC). A name with a dot cannot have a
counter, as the paths of counters are split at dots. `increment_from` counts an amount without
its fraction, a negative one backwards, and one that is too large for 64 bits as anything: bounds
on the amount stand beside it.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from policy.claim import Standing, standing
from policy.document import HIDE_ALL, Action, Limit, Policy
from policy.targets.counting import WINDOWS, budget_of, is_countable, is_for_all
from policy.targets.intercept_rules import Check, checks_of, path_of
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
    if shared := _counted(_SHARED, _shared_limits(plan), None):
        tools[_EVERY_TOOL] = {"rules": shared}
    return tools


def _shared_limits(plan: Plan) -> tuple[Limit, ...]:
    if plan.later is not Action.ALLOW and not plan.named(Action.ALLOW):
        # Rules under `*` would make a tool of that name a listed one.
        return ()
    limits = plan.policy.other.limits
    return tuple(limit for limit in limits if _is_kept(plan.policy, limit, None))


def _denial(place: Place) -> Json:
    reason = {"on_deny": place.rule.reason} if place.rule.reason else {}
    return {"name": "denied", "action": "deny"} | reason


def _rules(place: Place) -> list[Json]:
    own = [limit for limit in place.rule.limits if not is_for_all(limit)]
    checked = [_rule(check) for check in checks_of(place.rule) or ()]
    return checked + _counted(place.tool, own, place.schema)


def _rule(check: Check) -> Json:
    reason = {"on_deny": check.on_deny} if check.on_deny else {}
    return {"name": check.name, "conditions": list(check.conditions)} | reason


def _counted(scope: str, limits: Iterable[Limit], schema: Mapping[str, Any] | None) -> list[Json]:
    rules: list[Json] = []
    for at, limit in enumerate(limits):
        counter, most = f"{scope}.count{at}", limit.max
        budget = budget_of(limit, schema) if limit.increment_from else None
        if budget is not None:
            rules.append(_summed(counter, limit, budget.amount))
            if budget.calls is None:
                continue
            counter, most = f"{scope}.calls{at}", Decimal(budget.calls)
        rules.append(_count(counter, limit, most))
    return rules


def _count(counter: str, limit: Limit, most: Decimal | int) -> Json:
    name = counter.rpartition(".")[2]
    return {
        "name": f"{limit.pointer} {name}",
        "conditions": [{"path": f"state.{counter}", "op": "lte", "value": most}],
        "state": {"counter": name, "window": WINDOWS[limit.counter.window]},
    }


def _summed(counter: str, limit: Limit, most: int) -> Json:
    rule, path = _count(counter, limit, most), path_of(limit.steps)
    rule["conditions"] += [
        {"path": path, "op": "gt", "value": 0},
        {"path": path, "op": "lt", "value": most + 1},
    ]
    rule["state"]["increment_from"] = path
    return rule


def _later(server: str, placed: frozenset[Action]) -> frozenset[Action]:
    return frozenset({Action.ALLOW, Action.DENY})


def _carries(server: str, tool: str) -> bool:
    return bool(tool.strip()) and tool not in (_EVERY_TOOL, _SHARED)


def _keeps(policy: Policy, place: Place) -> frozenset[Lost]:
    kept = set() if checks_of(place.rule) is None else {Lost.CONDITIONS}
    has_path = "." not in place.tool
    lost = [
        limit
        for limit in place.rule.limits
        if not _is_kept(policy, limit, None if is_for_all(limit) else place.schema)
        or not (has_path or is_for_all(limit))
    ]
    if all(limit.increment_from for limit in lost):
        kept.add(Lost.RATE_LIMITS)
    if not any(limit.increment_from for limit in lost):
        kept.add(Lost.AMOUNTS)
    return frozenset(kept)


def _is_kept(policy: Policy, limit: Limit, schema: Mapping[str, Any] | None) -> bool:
    if not is_countable(policy, limit):
        return False
    if limit.increment_from is None:
        return True
    return path_of(limit.steps) is not None and budget_of(limit, schema) is not None


def _remarks(policy: Policy, place: Place) -> frozenset[Lost]:
    checks, limits = checks_of(place.rule) or (), place.rule.limits
    stricter = {lost for check in checks for lost in check.stricter}
    if limits:
        stricter.add(Lost.CLOCK)
    if any(limit.increment_from for limit in limits):
        stricter.add(Lost.FRACTIONS)
    return frozenset(stricter)


FORMAT = Format(
    id="intercept",
    reserved=_EVERY_TOOL,
    write=_write,
    later=_later,
    carries=_carries,
    keeps=_keeps,
    remarks=_remarks,
)
