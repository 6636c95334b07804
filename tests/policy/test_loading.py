import json
from decimal import Decimal
from typing import Any

import pytest

from policy import PolicyError, load, loads, schema
from policy.pointer import below, place_of, steps_of

GOOD: dict[str, Any] = {"version": "1", "default": "allow"}


def tool(**fields: Any) -> dict[str, Any]:
    return GOOD | {"tools": {"t": fields}}


def rule(**condition: Any) -> dict[str, Any]:
    return tool(deny_if=[{"conditions": [condition]}])


RULE = "/tools/t/deny_if/0"
CONDITION = f"{RULE}/conditions/0"
LIMIT = {"counter": "c", "window": "day", "max": 1}

BAD: dict[str, tuple[Any, str, str]] = {
    "no object": ([], "", "an object"),
    "no version": ({"default": "deny"}, "", "Add “version”"),
    "no default": ({"version": "1"}, "", "Add “default”"),
    "other version": (GOOD | {"version": "2"}, "/version", "Write “1”"),
    "version as number": (GOOD | {"version": 1}, "/version", "as a text"),
    "default that asks": (GOOD | {"default": "require_approval"}, "/default", "“deny”"),
    "unknown field": (GOOD | {"tolls": {}}, "/tolls", "Did you mean “tools”?"),
    "hide as text": (GOOD | {"hide": "t"}, "/hide", "an array"),
    "hide a number": (GOOD | {"hide": [1]}, "/hide/0", "a text"),
    "tools as array": (GOOD | {"tools": []}, "/tools", "an object"),
    "tool as null": (GOOD | {"tools": {"a/b": None}}, "/tools/a~1b", "an object"),
    "key that is no text": (GOOD | {"tools": {1: {}}}, "/tools/1", "a text as key"),
    "unknown tool field": (tool(ratelimit={}), "/tools/t/ratelimit", "“rate_limit”"),
    "unknown action": (tool(action="block"), "/tools/t/action", "“deny”"),
    "reason as number": (tool(reason=1), "/tools/t/reason", "a text"),
    "rate without window": (tool(rate_limit={"max": 1}), "/tools/t/rate_limit", "“window”"),
    "rate of none": (
        tool(rate_limit={"max": 0, "window": 1}),
        "/tools/t/rate_limit/max",
        "a whole number",
    ),
    "rate as fraction": (
        tool(rate_limit={"max": 1, "window": 0.5}),
        "/tools/t/rate_limit/window",
        "a whole number",
    ),
    "rate as boolean": (
        tool(rate_limit={"max": True, "window": 1}),
        "/tools/t/rate_limit/max",
        "a whole number",
    ),
    "empty rule": (tool(deny_if=[{}]), f"{RULE}/conditions", "always"),
    "empty conditions": (tool(deny_if=[{"conditions": []}]), f"{RULE}/conditions", "always"),
    "always false": (tool(deny_if=[{"always": False}]), f"{RULE}/always", "true or remove"),
    "always with conditions": (
        tool(deny_if=[{"always": True, "conditions": [{"path": "args.x", "op": "exists"}]}]),
        f"{RULE}/always",
        "Remove",
    ),
    "no path": (rule(op="exists"), CONDITION, "Add “path”"),
    "path without root": (rule(path="x", op="exists"), f"{CONDITION}/path", "`args`"),
    "path of the root": (rule(path="args", op="exists"), f"{CONDITION}/path", "at least one"),
    "path with an open quote": (rule(path='args["x', op="exists"), f"{CONDITION}/path", "`args`"),
    "path with a bad escape": (
        rule(path='args["\\q"]', op="exists"),
        f"{CONDITION}/path",
        "`args`",
    ),
    "path that goes back": (rule(path="args.a[-1]", op="exists"), f"{CONDITION}/path", "[0]"),
    "unknown operator": (rule(path="args.x", op="equals", value=1), f"{CONDITION}/op", "“eq”"),
    "operator as null": (rule(path="args.x", op=None), f"{CONDITION}/op", "“eq”"),
    "no value": (rule(path="args.x", op="eq"), CONDITION, "Add the field “value”"),
    "value to exists": (
        rule(path="args.x", op="exists", value=True),
        f"{CONDITION}/value",
        "Remove the value",
    ),
    "text to gt": (rule(path="args.x", op="gt", value="1"), f"{CONDITION}/value", "a number"),
    "infinity to gt": (
        rule(path="args.x", op="gt", value=float("inf")),
        f"{CONDITION}/value",
        "a number",
    ),
    "number to regex": (rule(path="args.x", op="regex", value=1), f"{CONDITION}/value", "a text"),
    "open group": (rule(path="args.x", op="regex", value="("), f"{CONDITION}/value", "RE2"),
    "look-ahead": (rule(path="args.x", op="regex", value="(?=a)"), f"{CONDITION}/value", "RE2"),
    "back-reference": (
        rule(path="args.x", op="not_regex", value=r"(a)\1"),
        f"{CONDITION}/value",
        "RE2",
    ),
    "half a character": (
        rule(path="args.x", op="regex", value="\ud800"),
        f"{CONDITION}/value",
        "RE2",
    ),
    "text to in": (rule(path="args.x", op="in", value="ab"), f"{CONDITION}/value", "an array"),
    "empty in": (rule(path="args.x", op="in", value=[]), f"{CONDITION}/value", "at least one"),
    "array to contains": (
        rule(path="args.x", op="contains", value=["a"]),
        f"{CONDITION}/value",
        "a text",
    ),
    "value of no JSON type": (
        rule(path="args.x", op="eq", value={1}),
        f"{CONDITION}/value",
        "a JSON value",
    ),
    "limit without counter": (
        tool(limits=[{"window": "day", "max": 1}]),
        "/tools/t/limits/0",
        "Add “counter”",
    ),
    "limit without name": (
        tool(limits=[LIMIT | {"counter": ""}]),
        "/tools/t/limits/0/counter",
        "not empty",
    ),
    "limit per week": (
        tool(limits=[LIMIT | {"window": "week"}]),
        "/tools/t/limits/0/window",
        "“day”",
    ),
    "negative limit": (tool(limits=[LIMIT | {"max": -1}]), "/tools/t/limits/0/max", "negative"),
    "limit of another scope": (
        tool(limits=[LIMIT | {"scope": "tool"}]),
        "/tools/t/limits/0/scope",
        "“grant”",
    ),
    "increment from no path": (
        tool(limits=[LIMIT | {"increment_from": "amount"}]),
        "/tools/t/limits/0/increment_from",
        "`args`",
    ),
    "all_tools with rules": (GOOD | {"all_tools": {"deny_if": []}}, "/all_tools/deny_if", "limits"),
    "one counter for calls and money": (
        tool(limits=[LIMIT, LIMIT | {"increment_from": "args.x"}]),
        "/tools/t/limits/1/counter",
        "a counter of its own",
    ),
    "one counter for calls and money of all tools": (
        tool(limits=[LIMIT | {"increment_from": "args.x"}]) | {"all_tools": {"limits": [LIMIT]}},
        "/tools/t/limits/0/counter",
        "a counter of its own",
    ),
}


@pytest.mark.parametrize(("document", "pointer", "remedy"), BAD.values(), ids=BAD)
def test_fault_is_told_with_place_and_remedy(document: Any, pointer: str, remedy: str) -> None:
    with pytest.raises(PolicyError) as caught:
        load(document, source="p.json")
    assert [problem.pointer for problem in caught.value.problems] == [pointer]
    assert remedy in caught.value.problems[0].remedy
    assert str(caught.value).startswith("p.json: 1 problem\n")


def test_all_faults_are_told_at_once() -> None:
    document = {"version": "1", "hide": [1, 2], "tools": {"a": {"action": "no"}, "b": {"x": 1}}}
    with pytest.raises(PolicyError) as caught:
        load(document)
    pointers = {problem.pointer for problem in caught.value.problems}
    assert pointers == {"", "/hide/0", "/hide/1", "/tools/a/action", "/tools/b/x"}


HOSTED = {
    "version": "1",
    "default": "deny",
    "hide": ["delete_account"],
    "all_tools": {"limits": []},
    "tools": {
        "list_customers": {},
        "create_charge": {
            "require": [{"conditions": [{"path": "args.reason", "op": "exists"}]}],
            "deny_if": [
                {
                    "conditions": [{"path": "args.amount", "op": "gt", "value": 10000}],
                    "on_deny": "Charges above 10000 need the console.",
                }
            ],
            "limits": [
                {"counter": "charges", "window": "minute", "max": 30, "scope": "grant"},
            ],
        },
    },
}


def test_documents_of_the_hosted_shape_load() -> None:
    assert set(load(HOSTED).tools) == {"list_customers", "create_charge"}


TEXTS = {
    "no JSON": ('{"version": "1",\n}', "no JSON"),
    "no text": ("", "no JSON"),
    "NaN": ('{"version": "1", "default": NaN}', "NaN is no JSON number"),
    "Infinity": ('{"version": "1", "default": -Infinity}', "-Infinity is no JSON number"),
    "a key twice": ('{"version": "1", "tools": {"t": {}, "t": {}}}', '"t" is written twice'),
    "endless depth": ("[" * 100_000, "More than 100 values"),
    "endless number": ('{"version": ' + "1" * 5000 + "}", "too long to be read"),
}


@pytest.mark.parametrize(("text", "says"), TEXTS.values(), ids=TEXTS)
def test_text_that_is_no_plain_json_is_refused(text: str, says: str) -> None:
    with pytest.raises(PolicyError, match=says):
        loads(text)


def test_problem_in_a_text_names_its_line() -> None:
    text = json.dumps(tool(action="allow", reason=1), indent=2)
    with pytest.raises(PolicyError) as caught:
        loads(text)
    (problem,) = caught.value.problems
    assert problem.line is not None
    assert problem.column is not None
    assert text.splitlines()[problem.line - 1][problem.column - 1 :] == "1"


def test_numbers_of_a_text_stay_exact() -> None:
    policy = loads(json.dumps(tool(limits=[LIMIT])).replace('"max": 1', '"max": 0.1'))
    assert policy.tools["t"].limits[0].max == Decimal("0.1")


def test_policy_cannot_be_changed_through_its_document() -> None:
    document = rule(path="args.x", op="in", value=["a"])
    policy = load(document)
    document["tools"]["t"]["deny_if"][0]["conditions"][0]["value"].append("b")
    assert policy.tools["t"].deny_if[0].conditions[0].value == ("a",)
    with pytest.raises(TypeError):
        policy.tools["u"] = policy.tools["t"]  # type: ignore[index]


@pytest.mark.parametrize("steps", [(), ("a",), ("a/b", "~", "~1", ""), ("0", "x")])
def test_pointer_gives_its_steps_back(steps: tuple[str, ...]) -> None:
    assert steps_of(below("", *steps)) == steps


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("", (1, 1)),
        ("/a", (1, 7)),
        ("/b/0", (2, 8)),
        ("/b/1/c", (2, 16)),
        ("/b/7", (2, 7)),
        ("/nowhere/at/all", (1, 1)),
    ],
)
def test_place_of_a_pointer(pointer: str, place: tuple[int, int]) -> None:
    text = '{"a": {"b": 1},\n "b" : [5, {"c":"}"}]}'
    line, column = place_of(text, pointer)
    assert line == place[0]
    assert text.splitlines()[line - 1][column - 1] == text.splitlines()[place[0] - 1][column - 1]


def test_schema_names_itself() -> None:
    assert schema()["$id"] == "urn:toolrisk:schema:policy-v1"
