"""No import lets a call pass that its source denies: compared with models of the sources."""

import json
import re
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from classifier import parse_definition
from policy import evaluate, load, schema
from policy.importing import import_claude_code, import_intercept

VALID = Draft202012Validator(schema())
MISSING = object()


# Intercept, as its documentation and engine have it.


def go_text(value: Any) -> str:
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{' '.join(map(go_text, value))}]"
    if isinstance(value, dict):
        return f"map[{' '.join(f'{key}:{go_text(value[key])}' for key in sorted(value))}]"
    return str(value)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def go_equal(one: Any, other: Any) -> bool:
    if is_number(one) and is_number(other):
        return bool(one == other)
    return go_text(one) == go_text(other)


def go_meets(condition: dict[str, Any], arguments: dict[str, Any]) -> bool:
    found: Any = arguments
    for part in condition["path"].split(".")[1:]:
        found = found.get(part, MISSING) if isinstance(found, dict) else MISSING
    op, wanted = condition["op"], condition["value"]
    if op == "exists":
        return (found is not MISSING and found is not None) is wanted
    if found is MISSING:
        return False
    if op in ("eq", "neq"):
        return go_equal(found, wanted) is (op == "eq")
    if op in ("in", "not_in"):
        return any(go_equal(found, each) for each in wanted) is (op == "in")
    if op == "regex":
        return isinstance(found, str) and re.search(wanted, found) is not None
    if op == "contains":
        if isinstance(found, str):
            return isinstance(wanted, str) and wanted in found
        return isinstance(found, list) and any(go_equal(each, wanted) for each in found)
    if not is_number(found):
        return False
    return {
        "lt": found < wanted,
        "lte": found <= wanted,
        "gt": found > wanted,
        "gte": found >= wanted,
    }[op]


def intercept_says(document: dict[str, Any], tool: str, arguments: dict[str, Any]) -> str:
    tools = document["tools"]
    if tool in document.get("hide", []) or "*" in document.get("hide", []):
        return "deny"
    if document.get("default") == "deny" and tool not in tools:
        return "deny"
    rules = [*tools.get(tool, {}).get("rules", []), *tools.get("*", {}).get("rules", [])]
    answer = "allow"
    for rule in rules:
        met = all(go_meets(each, arguments) for each in rule.get("conditions", []))
        action = rule.get("action", "evaluate")
        if action == "deny" or (action == "evaluate" and not met):
            return "deny"
        answer = "require_approval" if action == "require_approval" and met else answer
    return answer


SCALARS = [None, True, False, 0, 1, 5, 2.5, -1, "", "a", "ab", "5", "true", "1"]
GIVEN: list[Any] = [
    *(*SCALARS, [], [5], ["a"], [""], ["", "a"], ["a", "ab"], [1, 5], {"y": "a"}, {"y": 5}),
    *({"y": ["a"]}, {"y": [5]}, {"y": ""}, [{"y": "a"}], [{"y": 5}], [{"y": "a"}, {"y": "ab"}], {}),
]
VALUES = st.sampled_from(GIVEN)
ARGUMENTS = st.dictionaries(st.sampled_from(["x", "z"]), VALUES, max_size=2)
PATHS = st.sampled_from(["args.x", "args.x.y", "args.z"])


def condition_of(op: str) -> st.SearchStrategy[dict[str, Any]]:
    value: st.SearchStrategy[Any] = st.sampled_from([*SCALARS, ["a"], [5], {"y": "a"}])
    if op in ("in", "not_in"):
        value = st.lists(st.sampled_from(SCALARS), min_size=1, max_size=3)
    elif op in ("lt", "lte", "gt", "gte"):
        value = st.sampled_from([0, 1, 2.5, 5])
    elif op == "exists":
        value = st.booleans()
    elif op == "regex":
        value = st.sampled_from(["", "^a", "b$", "5"])
    return st.fixed_dictionaries({"path": PATHS, "op": st.just(op), "value": value})


OPERATORS = ["eq", "neq", "in", "not_in", "lt", "lte", "gt", "gte", "regex", "contains", "exists"]
CONDITIONS = st.lists(st.sampled_from(OPERATORS).flatmap(condition_of), min_size=1, max_size=2)
RULE = st.one_of(
    st.fixed_dictionaries({"name": st.just("r"), "conditions": CONDITIONS}),
    st.fixed_dictionaries({"name": st.just("r"), "conditions": CONDITIONS}),
    st.fixed_dictionaries({"name": st.just("r"), "action": st.just("deny")}),
    st.fixed_dictionaries(
        {"name": st.just("r"), "action": st.just("require_approval")},
        optional={"conditions": CONDITIONS},
    ),
)
TOOLS = ["t", "u", "v", "*"]
INTERCEPT = st.fixed_dictionaries(
    {
        "version": st.just("1"),
        "tools": st.dictionaries(
            st.sampled_from(["t", "t", "u", "*"]),
            st.fixed_dictionaries({"rules": st.lists(RULE, max_size=2)}),
            max_size=3,
        ),
    },
    optional={
        "default": st.sampled_from(["allow", "deny"]),
        "hide": st.lists(st.sampled_from(["u", "v"]), max_size=1),
    },
)
STRICTNESS = {"allow": 0, "require_approval": 1, "deny": 2}


@settings(max_examples=400, deadline=None)
@given(INTERCEPT, st.lists(ARGUMENTS, min_size=1, max_size=6), st.sampled_from(["t", "u", "v"]))
def test_intercept_is_never_looser(
    source: dict[str, Any], calls: list[dict[str, Any]], tool: str
) -> None:
    document = import_intercept(yaml.safe_dump(source)).document
    VALID.validate(document)
    policy = load(document)
    for arguments in calls:
        outcome = evaluate(policy, tool, arguments).outcome
        expected = intercept_says(source, tool, arguments)
        assert STRICTNESS[outcome] >= STRICTNESS[expected], document


EQUAL = [*SCALARS, ["a"], ["", "a"], [5], {"y": "a"}]
AMONG = [["a"], ["", "a"], [5], [5, "a"], ["5"], [None], [True], [1, 5]]
ORDERED: list[Any] = [0, 1, 2.5, 5]
COMPARED: dict[str, list[Any]] = {
    "exists": [True, False],
    "regex": ["", "^a", "b$", "5"],
    "contains": SCALARS,
    **dict.fromkeys(("eq", "neq"), EQUAL),
    **dict.fromkeys(("in", "not_in"), AMONG),
    **dict.fromkeys(("lt", "lte", "gt", "gte"), ORDERED),
}


@pytest.mark.parametrize("path", ["args.x", "args.x.y"])
@pytest.mark.parametrize("op", OPERATORS)
def test_each_condition_of_intercept_is_never_looser(op: str, path: str) -> None:
    kept = 0
    for value in COMPARED[op]:
        condition = {"path": path, "op": op, "value": value}
        source = {
            "version": "1",
            "tools": {"t": {"rules": [{"name": "r", "conditions": [condition]}]}},
        }
        policy = load(import_intercept(json.dumps(source)).document)
        for arguments in [{}, *({"x": each} for each in GIVEN)]:
            outcome = evaluate(policy, "t", arguments).outcome
            kept += outcome == "allow"
            if intercept_says(source, "t", arguments) == "deny":
                assert outcome == "deny", (value, arguments)
    assert kept or path == "args.x.y" or op in ("lt", "lte", "gt", "gte")


SCHEMAS = {
    "x": {"type": ["string", "number", "object", "null"]},
    "z": {"type": "number"},
}
NESTED = {"x": {"type": "object", "properties": {"y": {"type": ["string", "number"]}}}}
FITTING = st.fixed_dictionaries(
    {},
    optional={
        "x": st.sampled_from([None, "", "a", "ab", "5", 5, 2.5, {"y": "a"}, {"y": 5}, {}]),
        "z": st.sampled_from([0, 1, 5, 2.5, -1]),
    },
)
FITTING_NESTED = st.fixed_dictionaries(
    {},
    optional={"x": st.sampled_from([{}, {"y": ""}, {"y": "a"}, {"y": "ab"}, {"y": 5}, {"y": 1}])},
)


@settings(max_examples=300, deadline=None)
@given(INTERCEPT, st.booleans(), st.data())
def test_intercept_with_schemas_is_never_looser(
    source: dict[str, Any], is_nested: bool, data: st.DataObject
) -> None:
    properties = NESTED if is_nested else SCHEMAS
    declared = {"type": "object", "properties": properties}
    tools = [parse_definition({"name": name, "inputSchema": declared}) for name in ("t", "u", "v")]
    document = import_intercept(yaml.safe_dump(source), tools).document
    VALID.validate(document)
    arguments = data.draw(FITTING_NESTED if is_nested else FITTING)
    for tool in ("t", "u", "v", "w"):
        outcome = evaluate(load(document), tool, arguments).outcome
        expected = intercept_says(source, tool, arguments)
        assert STRICTNESS[outcome] >= STRICTNESS[expected], document


# Claude Code, as its documentation has it.


def claude_says(permissions: dict[str, Any], name: str) -> str:
    full = "mcp__shop__" + re.sub(r"[^a-zA-Z0-9_-]", "_", name)
    for key in ("deny", "ask", "allow"):
        for rule in permissions.get(key, []):
            is_anchored = rule.startswith("mcp__shop__") or rule == "mcp__shop"
            if key == "allow" and ("(" in rule or not is_anchored):
                continue
            pattern = ".*".join(map(re.escape, rule.partition("(")[0].split("*")))
            if rule == "mcp__shop" or re.fullmatch(pattern, full):
                return {"deny": "deny", "ask": "require_approval", "allow": "allow"}[key]
    mode = permissions.get("defaultMode", "default")
    return {"bypassPermissions": "allow", "dontAsk": "deny"}.get(mode, "require_approval")


RULES = st.lists(
    st.sampled_from(
        [
            *("mcp__shop", "mcp__shop__*", "mcp__shop__get_*", "mcp__shop__*_all", "mcp__*", "*"),
            *("mcp__shop__get_order", "mcp__shop__delete_all", "mcp__shop__a_b", "mcp__other__x"),
            *("mcp__*__delete_*", "mcp__shop__get_order(id:1)", "Bash(rm *)", "mcp__shop*"),
        ]
    ),
    max_size=3,
)
PERMISSIONS = st.fixed_dictionaries(
    {},
    optional={
        "allow": RULES,
        "ask": RULES,
        "deny": RULES,
        "defaultMode": st.sampled_from(["default", "acceptEdits", "dontAsk", "bypassPermissions"]),
    },
)
NAMES = ["get_order", "get_all", "delete_all", "a_b", "a.b", "other", "get_order(id:1)"]


@settings(max_examples=400, deadline=None)
@given(PERMISSIONS, st.lists(st.sampled_from(NAMES), max_size=5, unique=True))
def test_claude_code_is_never_looser(permissions: dict[str, Any], known: list[str]) -> None:
    tools = [parse_definition({"name": name}) for name in known]
    text = json.dumps({"permissions": permissions})
    document = import_claude_code(text, tools, server="shop").document
    VALID.validate(document)
    for name in NAMES:
        outcome = evaluate(load(document), name).outcome
        expected = claude_says(permissions, name)
        assert STRICTNESS[outcome] >= STRICTNESS[expected], document
        if name in known and "(" not in str(permissions) and "Mode" not in str(permissions):
            assert outcome == expected
