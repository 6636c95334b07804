"""A reference evaluator of policies: slow, plain, and straight from the guide."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

MISSING, UNREACHABLE, UNTOLD = object(), object(), object()
SECONDS = {"minute": 60, "hour": 3600, "day": 86400}
NEGATIONS = {"ne": "eq", "neq": "eq"} | {f"not_{op}": op for op in ("in", "exists")}
NEGATIONS |= {f"not_{op}": op for op in ("contains", "regex")}
# Paths that the documents below use, and their steps; `*` is `[*]`.
PATHS: dict[str, list[Any]] = {
    "args.a": ["a"],
    "args.a.b": ["a", "b"],
    'args["a.b"]': ["a.b"],
    "args.a[0]": ["a", 0],
    "args.a[*]": ["a", "*"],
    "args.a[*].b": ["a", "*", "b"],
}


def reach(value: Any, steps: list[Any], is_every: bool = False) -> list[Any]:
    if not steps:
        return [value]
    step, rest = steps[0], steps[1:]
    if value is None or value is MISSING:
        return reach(MISSING, rest)
    if step == "*" and not is_every:
        if not isinstance(value, list):
            return reach(UNREACHABLE, rest)
        return [leaf for element in value for leaf in reach(element, rest)]
    if isinstance(step, int):
        if not isinstance(value, list):
            return reach(UNREACHABLE, rest)
        return reach(value[step] if step < len(value) else MISSING, rest)
    if isinstance(value, dict):
        return reach(value.get(step, MISSING), rest)
    if isinstance(value, list):
        return [leaf for element in value for leaf in reach(element, steps)]
    return reach(UNREACHABLE, rest)


def flat(values: list[Any]) -> list[Any]:
    return [
        leaf for value in values for leaf in (flat(value) if isinstance(value, list) else [value])
    ]


def number(value: Any) -> Decimal | None:
    if type(value) in (int, Decimal):
        return Decimal(value)
    return Decimal(str(value)) if type(value) is float else None


def same(a: Any, b: Any) -> bool:
    if number(a) is not None and number(b) is not None:
        return number(a) == number(b)
    if type(a) is not type(b):
        return False
    if isinstance(a, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return set(a) == set(b) and all(same(a[key], b[key]) for key in a)
    return bool(a == b)


def value_meets(op: str, found: Any, wanted: Any) -> Any:
    if found is UNREACHABLE:
        return UNTOLD
    if op in NEGATIONS:
        answer = value_meets(NEGATIONS[op], found, wanted)
        return answer if answer is UNTOLD else not answer
    if op == "exists":
        return found is not MISSING and found is not None
    if op in ("eq", "in"):
        return any(same(found, each) for each in (wanted if op == "in" else [wanted]))
    if found is MISSING:
        return False
    if op in ("gt", "gte", "lt", "lte"):
        left, right = number(found), number(wanted)
        if left is None or right is None:
            return UNTOLD
        return {"gt": left > right, "gte": left >= right, "lt": left < right}.get(op, left <= right)
    if op == "contains" and isinstance(found, list):
        return any(same(each, wanted) for each in found)
    if not isinstance(found, str) or not isinstance(wanted, str):
        return UNTOLD
    return {
        "contains": wanted in found,
        "starts_with": found.startswith(wanted),
        "ends_with": found.endswith(wanted),
    }.get(op, op == "regex" and bool(re.search(wanted, found)))


def answers(condition: dict[str, Any], arguments: dict[str, Any]) -> list[Any]:
    op, wanted = condition["op"], condition.get("value")
    found = reach(arguments, PATHS[condition["path"]])
    whole = op in ("exists", "not_exists", "contains", "not_contains")
    if not whole and not (op in ("eq", "ne", "neq") and isinstance(wanted, list)):
        found = flat(found)
    return [value_meets(op, each, wanted) for each in found]


def is_met_by_all(condition: dict[str, Any], arguments: dict[str, Any]) -> Any:
    told = answers(condition, arguments)
    if not told or False in told:
        return False
    return UNTOLD if UNTOLD in told else True


def is_met_by_any(condition: dict[str, Any], arguments: dict[str, Any]) -> Any:
    told = answers(condition, arguments)
    return True if True in told else UNTOLD if UNTOLD in told else False


def decide(
    document: dict[str, Any],
    tool: str,
    arguments: dict[str, Any],
    used: Mapping[tuple[str, int, str], int],
    approved: bool,
) -> tuple[str, str]:
    """Return outcome and rule."""
    for at, name in enumerate(document.get("hide", [])):
        if name == tool:
            return "deny", f"/hide/{at}"
    for at, name in enumerate(document.get("hide", [])):
        if name == "*":
            return "deny", f"/hide/{at}"
    rule = document.get("tools", {}).get(tool)
    here = f"/tools/{tool}" if rule is not None else "/default"
    if rule is None and document["default"] == "deny":
        return "deny", "/default"
    rule = rule or {}
    acting = f"{here}/action" if "action" in rule else here
    if rule.get("action") == "deny":
        return "deny", acting
    for at, required in enumerate(rule.get("require", [])):
        met = [is_met_by_all(each, arguments) for each in required.get("conditions", [])]
        if any(each is not True for each in met):
            return "deny", f"{here}/require/{at}"
    for at, forbidden in enumerate(rule.get("deny_if", [])):
        met = [is_met_by_any(each, arguments) for each in forbidden.get("conditions", [])]
        if not any(each is False for each in met):
            return "deny", f"{here}/deny_if/{at}"
    if rule.get("action") == "require_approval" and not approved:
        return "require_approval", acting
    if "rate_limit" in rule:
        rate = rule["rate_limit"]
        if used.get((tool, rate["window"], "tool"), 0) + 1 > rate["max"]:
            return "deny", f"{here}/rate_limit"
    places = [(f"{here}/limits", rule.get("limits", []))]
    places += [("/all_tools/limits", document.get("all_tools", {}).get("limits", []))]
    for place, limits in places:
        for at, limit in enumerate(limits):
            key = (limit["counter"], SECONDS[limit["window"]], "grant")
            amount: Any = Decimal(1)
            if "increment_from" in limit:
                found = reach(arguments, PATHS[limit["increment_from"]])
                amount = number(found[0]) if len(found) == 1 else None
            if amount is None or amount < 0 or used.get(key, 0) + amount > number(limit["max"]):
                return "deny", f"{place}/{at}"
    return "allow", acting
