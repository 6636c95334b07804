"""PolicyLayer, hosted: the JSON policy of a grant.

Looked at: policylayer.com/docs/writing-policies (24 November 2026). The document has `hide`,
`tools` with `require`, `deny_if` and `limits`, and `all_tools.limits`; it has no `action`,
`rate_limit` or `reason`, so a denied tool is hidden. The engine cannot be run here: conditions
go over as they are, and only those whose operators are documented.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from policy.argument import Step
from policy.claim import Standing, standing
from policy.document import HIDE_ALL, Action, Condition, Limit, Operator, Policy, Rule, Scope
from policy.targets.counting import WINDOWS, is_for_all
from policy.targets.quoting import json_text
from policy.targets.target import Format, Lost, Place, Plan, features

Json = dict[str, Any]
_KNOWN = frozenset(
    {Operator.EQ, Operator.NE, Operator.NEQ, Operator.GT, Operator.GTE, Operator.LT}
    | {Operator.LTE, Operator.IN, Operator.NOT_IN, Operator.REGEX, Operator.CONTAINS}
)


def _write(plan: Plan) -> str:
    is_open = plan.later is Action.ALLOW
    hidden = [
        place.tool
        for place in plan.places
        if place.action is Action.DENY
        and (is_open or standing(plan.policy, place.tool) is Standing.HIDDEN)
    ]
    if HIDE_ALL in plan.policy.hide:
        hidden = [HIDE_ALL]
    allowed = [place for place in plan.places if place.action is Action.ALLOW]
    document: Json = {
        "version": "1",
        "default": "allow" if is_open else "deny",
        "hide": hidden,
        "tools": {place.tool: _tool(place) for place in allowed if not is_open or _tool(place)},
    }
    shared = [_limit(limit) for limit in plan.policy.other.limits if _is_kept(limit)]
    return json_text(document | ({"all_tools": {"limits": shared}} if shared else {}))


def _tool(place: Place) -> Json:
    rule = place.rule
    said: Json = {
        "require": [_rule(each) for each in rule.require if each.conditions],
        "deny_if": [_rule(each) for each in rule.deny_if],
        "limits": [_limit(limit) for limit in rule.limits if not is_for_all(limit)],
    }
    return {key: value for key, value in said.items() if value}


def _rule(rule: Rule) -> Json:
    said: Json = {"conditions": [_condition(each) for each in rule.conditions]}
    return said | ({"on_deny": rule.on_deny} if rule.on_deny else {})


def _condition(condition: Condition) -> Json:
    op = Operator.NEQ if condition.op is Operator.NE else condition.op
    return {"path": condition.path, "op": op.value, "value": condition.value}


def _limit(limit: Limit) -> Json:
    counter = limit.counter
    name = counter.name if counter.scope is Scope.GRANT else f"calls of {counter.name}"
    said: Json = {
        "counter": name,
        "window": WINDOWS[counter.window],
        "max": limit.max,
        "scope": "grant",
    }
    return said | ({"increment_from": limit.increment_from} if limit.increment_from else {})


def _later(server: str, placed: frozenset[Action]) -> frozenset[Action]:
    return frozenset({Action.ALLOW, Action.DENY})


def _carries(server: str, tool: str) -> bool:
    return bool(tool.strip()) and tool != HIDE_ALL


def _keeps(policy: Policy, place: Place) -> frozenset[Lost]:
    rules = (*place.rule.require, *place.rule.deny_if)
    kept = set()
    if all(_is_known(condition) for rule in rules for condition in rule.conditions):
        kept.add(Lost.CONDITIONS)
    lost = [limit for limit in place.rule.limits if not _is_kept(limit)]
    if all(limit.increment_from for limit in lost):
        kept.add(Lost.RATE_LIMITS)
    if not any(limit.increment_from for limit in lost):
        kept.add(Lost.AMOUNTS)
    return frozenset(kept)


def _is_known(condition: Condition) -> bool:
    is_kept = _is_plain(condition.steps) and _is_simple(condition.value)
    return condition.op in _KNOWN and is_kept


def _is_plain(steps: tuple[Step, ...]) -> bool:
    return all(isinstance(step, str) and step and "." not in step for step in steps)


def _is_simple(value: object) -> bool:
    """Tell whether a value comes out of a JSON reader with 64-bit numbers as it went in."""
    if isinstance(value, tuple):
        return all(_is_simple(item) for item in value)
    if isinstance(value, Mapping):
        return False
    if isinstance(value, Decimal):
        return Decimal(repr(float(value))) == value
    return isinstance(value, bool) or not isinstance(value, int) or abs(value) < 2**53


def _is_kept(limit: Limit) -> bool:
    return limit.counter.window in WINDOWS and _is_plain(limit.steps) and _is_simple(limit.max)


def _remarks(policy: Policy, place: Place) -> frozenset[Lost]:
    said = features(place.rule)
    return frozenset({Lost.UNPROVEN} if said & {Lost.CONDITIONS, Lost.AMOUNTS} else ())


FORMAT = Format(
    id="policylayer",
    write=_write,
    later=_later,
    carries=_carries,
    keeps=_keeps,
    remarks=_remarks,
)
