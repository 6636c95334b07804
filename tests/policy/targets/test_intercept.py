"""What Intercept is told about arguments: equal where it can be, else stricter, else denied."""

from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from classifier import parse_definition
from policy import load
from policy.importing import import_intercept
from policy.targets import Lost, compile_policy
from policy.targets.counting import budget_of

A, B = "args.a", "args.b"


def compiled(rule: dict[str, Any], tool: str = "t") -> tuple[dict[str, Any], set[Lost]]:
    document = {"version": "1", "default": "deny", "tools": {tool: rule}}
    output = compile_policy(document, "intercept", server="s", tools=[tool])
    return yaml.safe_load(output.text), {loss.kind for loss in output.losses}


def one(path: str, op: str, *value: Any) -> dict[str, Any]:
    return {"path": path, "op": op} | ({"value": value[0]} if value else {})


def said(rule: dict[str, Any]) -> list[tuple[str, str, Any]] | None:
    document, _ = compiled(rule)
    if "t" not in document["tools"]:
        return None
    (entry,) = document["tools"]["t"]["rules"]
    return [(each["path"], each["op"], each["value"]) for each in entry["conditions"]]


REQUIRED = {
    "a pattern": (one(A, "regex", "^x$"), [(A, "regex", "^x$")]),
    "an equal text": (one(A, "eq", "a.b"), [(A, "regex", r"\A(?:a\x{2e}b)\z")]),
    "an equal number": (one(A, "eq", 5), None),
    "texts": (one(A, "in", ["a", "b"]), [(A, "regex", r"\A(?:a|b)\z")]),
    "a bound": (one(A, "lte", 2.5), [(A, "lt", 2.5)]),
    "not a text": (one(A, "ne", "x"), [(A, "neq", "x"), (A, "regex", "")]),
    "none of texts": (one(A, "not_in", ["x"]), [(A, "not_in", ["x"]), (A, "regex", "")]),
    "given": (one("args.a.b", "exists"), [("args.a.b", "exists", True)]),
    "not given": (one(A, "not_exists"), [(A, "exists", False)]),
    "a beginning": (one(A, "starts_with", "x/"), [(A, "regex", r"\Ax\x{2f}")]),
    "an end": (one(A, "ends_with", ".x"), [(A, "regex", r"\x{2e}x\z")]),
    "a part": (one(A, "contains", "x"), [(A, "regex", "x")]),
    "not given further down": (one("args.a.b", "not_exists"), None),
    "a boolean": (one(A, "eq", True), None),
    "mixed values": (one(A, "in", ["a", 1]), None),
    "an element": (one(A, "contains", 5), None),
    "a pattern that may not match": (one(A, "not_regex", "x"), None),
    "a pattern that Go cannot read": (one(A, "regex", r"\C"), None),
    "an index": (one("args.a[0]", "eq", "x"), None),
    "a key with a dot": (one('args["a.b"]', "eq", "x"), None),
    "a number beyond 64-bit floating point": (one(A, "lte", 2**60), None),
}


@pytest.mark.parametrize("case", REQUIRED)
def test_required(case: str) -> None:
    condition, expected = REQUIRED[case]
    assert said({"require": [{"conditions": [condition]}]}) == expected


FORBIDDEN = {
    "above": ([one(A, "gt", 5)], [(A, "lt", 5)]),
    "below, where given": ([one(A, "exists"), one(A, "lt", 0)], [(A, "gt", 0)]),
    "no match, where given": ([one(A, "exists"), one(A, "not_regex", "x")], [(A, "regex", "x")]),
    "no match": ([one(A, "not_regex", "x")], [(A, "regex", "x")]),
    "a text": ([one(A, "eq", "x")], [(A, "neq", "x"), (A, "regex", "")]),
    "other than": ([one(A, "ne", "x")], [(A, "regex", r"\A(?:x)\z")]),
    "given": ([one(A, "exists")], [(A, "exists", False)]),
    "missing": ([one(A, "not_exists")], [(A, "exists", True)]),
    "a match": ([one(A, "regex", "x")], None),
    "two that have nothing to do with each other": ([one(A, "gt", 5), one(B, "gt", 5)], None),
    "given and another": ([one(B, "exists"), one(A, "gt", 5)], None),
}


@pytest.mark.parametrize("case", FORBIDDEN)
def test_forbidden(case: str) -> None:
    conditions, expected = FORBIDDEN[case]
    assert said({"deny_if": [{"conditions": conditions}]}) == expected


STRICTER = {
    "optional": ({"deny_if": [{"conditions": [one(A, "gt", 5)]}]}, Lost.OPTIONAL),
    "optional when missing holds": ({"require": [{"conditions": [one(A, "ne", "x")]}]}, "optional"),
    "arrays": ({"require": [{"conditions": [one(A, "regex", "x")]}]}, Lost.ARRAYS),
    "digits": ({"require": [{"conditions": [one(A, "lte", 5)]}]}, Lost.DIGITS),
    "conditions": ({"deny_if": [{"conditions": [one(A, "regex", "x")]}]}, Lost.CONDITIONS),
    "window": ({"rate_limit": {"max": 5, "window": 61}}, Lost.RATE_LIMITS),
    "amounts": (
        {"limits": [{"counter": "c", "window": "day", "max": 1, "increment_from": A}]},
        Lost.AMOUNTS,
    ),
    "fractions": (
        {"limits": [{"counter": "c", "window": "day", "max": 5, "increment_from": A}]},
        Lost.FRACTIONS,
    ),
    "clock": ({"rate_limit": {"max": 5, "window": 60}}, Lost.CLOCK),
}


@pytest.mark.parametrize("case", STRICTER)
def test_what_is_stricter_is_told(case: str) -> None:
    rule, lost = STRICTER[case]
    assert lost in compiled(rule)[1]


def test_a_rule_that_asks_for_a_missing_argument_loses_nothing() -> None:
    assert compiled({"deny_if": [{"conditions": [one(A, "exists")]}]})[1] == set()


def test_counters_stay_with_their_tool() -> None:
    document, losses = compiled({"rate_limit": {"max": 5, "window": 3600}})
    (rule,) = document["tools"]["t"]["rules"]
    assert rule["conditions"] == [{"path": "state.t.count0", "op": "lte", "value": 5}]
    assert rule["state"] == {"counter": "count0", "window": "hour"}
    assert losses == {Lost.CLOCK}
    assert compiled({"rate_limit": {"max": 5, "window": 60}}, "a.b")[0]["tools"] == {}


SPENT = {"limits": [{"counter": "c", "window": "day", "max": 500, "increment_from": A}]}
SUMS = {
    "number": [("count0", 450, A), ("calls0", 50, None)],
    "integer": [("count0", 500, A)],
}


@pytest.mark.parametrize("type", SUMS)
def test_sums_are_counted_below_the_cap_unless_amounts_are_whole(type: str) -> None:
    schema = {"type": "object", "properties": {"a": {"type": type}}}
    tool = parse_definition({"name": "t", "inputSchema": schema})
    document = {"version": "1", "default": "deny", "tools": {"t": SPENT}}
    text = compile_policy(document, "intercept", server="s", tools=[tool]).text
    rules = yaml.safe_load(text)["tools"]["t"]["rules"]
    states = [rule["state"] for rule in rules]
    limits = [rule["conditions"][0]["value"] for rule in rules]
    assert [
        (state["counter"], limit, state.get("increment_from"))
        for state, limit in zip(states, limits, strict=True)
    ] == SUMS[type]
    bounds = [(each["path"], each["op"], each["value"]) for each in rules[0]["conditions"][1:]]
    assert bounds == [(A, "gt", 0), (A, "lt", limits[0] + 1)]


@given(st.lists(st.decimals(0, 600, places=3), max_size=60))
def test_no_amounts_within_the_budget_exceed_the_cap(amounts: list[Decimal]) -> None:
    limit = load({"version": "1", "default": "deny", "tools": {"t": SPENT}}).tools["t"].limits[0]
    budget = budget_of(limit, None)
    assert budget is not None and budget.calls is not None
    if len(amounts) <= budget.calls and sum(map(int, amounts)) <= budget.amount:
        assert sum(amounts) <= limit.max


def test_a_number_that_is_rounded_to_the_bound_does_not_pass(readers: dict[str, Any]) -> None:
    for value in ("0.1", "5", "2.5", "-0.3", "10000"):
        rule = {"require": [{"conditions": [one(A, "lte", Decimal(value))]}]}
        document = {"version": "1", "default": "deny", "tools": {"t": rule}}
        text = compile_policy(document, "intercept", server="s", tools=["t"]).text
        decide = readers["intercept"](text, "s")
        assert decide("t", {"a": Decimal(value) + Decimal("1e-25")}) == "deny"
        assert decide("t", {"a": Decimal(value) - Decimal("1e-9")}) == "allow"


SPENDING = """
version: "1"
tools:
  pay:
    rules:
      - name: "daily spend cap"
        conditions: [{path: "state.pay.spent", op: "lte", value: 1000}]
        state: {counter: "spent", window: "day", increment_from: "args.a"}
"""


@pytest.mark.parametrize(("type", "most"), [("integer", 1000), ("number", 900)])
def test_a_cap_on_sums_comes_back(type: str, most: int) -> None:
    schema = {"type": "object", "properties": {"a": {"type": type}}}
    tools = [parse_definition({"name": "pay", "inputSchema": schema})]
    document = import_intercept(SPENDING, tools).document
    (cap,) = document["tools"]["pay"]["limits"]
    text = compile_policy(document, "intercept", server="s", tools=tools).text
    again, *calls = import_intercept(text, tools).document["tools"]["pay"]["limits"]
    assert (cap["max"], again["max"]) == (1000, most)
    assert again["increment_from"] == cap["increment_from"] == A
    assert [each["max"] for each in calls] == ([100] if type == "number" else [])


def test_a_counter_that_tools_share_is_lost() -> None:
    limit = {"counter": "c", "window": "hour", "max": 5}
    rules = {"a": {"limits": [limit]}, "b": {"limits": [limit]}, "c": {}}
    document = {"version": "1", "default": "allow", "tools": rules}
    output = compile_policy(document, "intercept", server="s", tools=["a", "b", "c"])
    (loss,) = (each for each in output.losses if each.kind is not Lost.CLOCK)
    assert (loss.kind, loss.tools) == (Lost.RATE_LIMITS, ("a", "b"))


def test_limits_of_all_tools_count_under_the_asterisk() -> None:
    limits = [{"counter": "c", "window": "minute", "max": 60}]
    document = {"version": "1", "default": "allow", "all_tools": {"limits": limits}}
    output = compile_policy(document, "intercept", server="s", tools=["a"])
    (rule,) = yaml.safe_load(output.text)["tools"]["*"]["rules"]
    assert rule["conditions"][0]["path"] == "state._global.count0"
    assert [loss.kind for loss in output.losses] == [Lost.CLOCK]
    with_asterisk = compile_policy(document, "intercept", server="s", tools=["a", "*"])
    assert yaml.safe_load(with_asterisk.text) == {"version": "1", "default": "deny", "tools": {}}
