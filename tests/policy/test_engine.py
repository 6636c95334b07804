from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy import CounterKey, Operator, Outcome, Scope, evaluate, load, loads

CASES = Path(__file__).parent / "cases"


def calls() -> list[Any]:
    found = []
    for path in (CASES / "order.yaml", CASES / "limits.yaml"):
        for group in yaml.safe_load(path.read_text()):
            for number, call in enumerate(group["calls"]):
                case = (group["policy"], call)
                found.append(pytest.param(*case, id=f"{group['name']} {number}"))
    return found


@pytest.mark.parametrize(("document", "call"), calls())
def test_call_is_decided_by_the_named_rule(document: dict[str, Any], call: dict[str, Any]) -> None:
    used = {
        CounterKey(name, window, Scope(scope)): amount
        for name, window, scope, amount in call.get("used", ())
    }
    decision = evaluate(
        load(document),
        call["tool"],
        call.get("args", {}),
        used,
        approved=call.get("approved", False),
    )
    assert (decision.outcome, decision.rule) == (call["outcome"], call["rule"])
    assert decision.hidden is call.get("hidden", False)
    assert decision.reason.endswith(".")
    assert not decision.reservations or decision.outcome is Outcome.ALLOW


PATHS = {
    "plain": ("args.a", {"a": 7}, True),
    "nested": ("args.a.b", {"a": {"b": 7}}, True),
    "dotted key": ('args["a.b"]', {"a.b": 7}, True),
    "dotted key is not nested": ("args.a.b", {"a.b": 7}, False),
    "quote in a key": ('args["a\\"]"].b', {'a"]': {"b": 7}}, True),
    "empty key": ('args[""]', {"": 7}, True),
    "Unicode key": ("args.naïve-ключ", {"naïve-ключ": 7}, True),
    "index": ("args.a[1]", {"a": [1, 7]}, True),
    "index past the end": ("args.a[2]", {"a": [1, 7]}, False),
    "key of an element": ("args.a[0].b", {"a": [{"b": 7}]}, True),
    "through an array": ("args.a.b", {"a": [{"b": 1}, {"b": 7}]}, True),
    "through nested arrays": ("args.a.b", {"a": [[{"b": 1}], [[{"b": 7}]]]}, True),
    "every element": ("args.a[*].b", {"a": [{"b": 1}, {"b": 7}]}, True),
    "step into null": ("args.a.b", {"a": None}, False),
    "step into a text": ("args.a.b", {"a": '{"b": 1}'}, True),
    "digits are a key": ("args.a.0", {"a": {"0": 7}}, True),
    "index of an object": ("args.a[0]", {"a": {"0": 1}}, True),
    "every element of an object": ("args.a[*]", {"a": {"0": 1}}, True),
}


@pytest.mark.parametrize(("path", "arguments", "found"), PATHS.values(), ids=PATHS)
def test_path_reaches_argument(path: str, arguments: dict[str, Any], found: bool) -> None:
    tool = {"deny_if": [{"conditions": [{"path": path, "op": "eq", "value": 7}]}]}
    policy = load({"version": "1", "default": "allow", "tools": {"t": tool}})
    assert (evaluate(policy, "t", arguments).outcome is Outcome.DENY) is found


@pytest.mark.parametrize("op", Operator)
@pytest.mark.parametrize("place", ["require", "deny_if"])
def test_condition_that_cannot_look_into_a_value_denies(place: str, op: Operator) -> None:
    values = {"in": ["x"], "not_in": ["x"], "gt": 1, "gte": 1, "lt": 1, "lte": 1}
    condition = {"path": "args.a.b", "op": op.value, "value": values.get(op.value, "x")}
    if op in (Operator.EXISTS, Operator.NOT_EXISTS):
        del condition["value"]
    tool = {place: [{"conditions": [condition]}]}
    policy = load({"version": "1", "default": "allow", "tools": {"t": tool}})
    for value in ("text", 5, True, [{"b": "x"}, "text"]):
        assert evaluate(policy, "t", {"a": value}).outcome is Outcome.DENY


def test_contains_can_look_into_each_text_of_an_array() -> None:
    condition = {"path": "args.a[*]", "op": "contains", "value": "rm"}
    tool = {"deny_if": [{"conditions": [condition]}]}
    policy = load({"version": "1", "default": "allow", "tools": {"t": tool}})
    assert evaluate(policy, "t", {"a": ["ls", "rm -rf"]}).outcome is Outcome.DENY
    assert evaluate(policy, "t", {"a": ["ls"]}).outcome is Outcome.ALLOW


def test_decimals_are_compared_as_written() -> None:
    policy = loads(
        '{"version": "1", "default": "allow", "tools": {"t": {"deny_if": [{"conditions":'
        ' [{"path": "args.x", "op": "gt", "value": 0.1234567890123456789}]}]}}}'
    )
    equal, more = Decimal("0.1234567890123456789"), Decimal("0.12345678901234567891")
    assert evaluate(policy, "t", {"x": equal}).outcome is Outcome.ALLOW
    assert evaluate(policy, "t", {"x": more}).outcome is Outcome.DENY


def test_huge_numbers_are_compared_without_being_written_out() -> None:
    condition = {"path": "args.x", "op": "lt", "value": 10}
    tool = {"require": [{"conditions": [condition]}]}
    policy = load({"version": "1", "default": "allow", "tools": {"t": tool}})
    for huge in (Decimal("1e999999"), 10**4000):
        assert evaluate(policy, "t", {"x": huge}).outcome is Outcome.DENY
        assert evaluate(policy, "t", {"x": -huge}).outcome is Outcome.ALLOW


def test_pattern_that_would_backtrack_is_answered_at_once() -> None:
    condition = {"path": "args.x", "op": "regex", "value": "^(a+)+$"}
    tool = {"deny_if": [{"conditions": [condition]}]}
    policy = load({"version": "1", "default": "allow", "tools": {"t": tool}})
    assert evaluate(policy, "t", {"x": "a" * 100_000 + "b"}).outcome is Outcome.ALLOW


def test_deeply_nested_arguments_are_no_trouble() -> None:
    deep: Any = 1
    for _ in range(100_000):
        deep = [deep]
    for op, value in (("gt", 0), ("eq", 1), ("eq", [1]), ("contains", 1)):
        condition = {"path": "args.x", "op": op, "value": value}
        tool = {"deny_if": [{"conditions": [condition]}]}
        policy = load({"version": "1", "default": "allow", "tools": {"t": tool}})
        evaluate(policy, "t", {"x": deep})
    while isinstance(deep, list):
        deep = deep.pop()


def test_allowed_call_tells_what_to_reserve() -> None:
    spend = {"counter": "spend", "window": "day", "max": 50, "increment_from": "args.sum"}
    policy = load(
        {
            "version": "1",
            "default": "deny",
            "tools": {"pay": {"rate_limit": {"max": 3, "window": 10}, "limits": [spend]}},
            "all_tools": {"limits": [{"counter": "calls", "window": "hour", "max": 100}]},
        }
    )
    reservations = evaluate(policy, "pay", {"sum": 1.5}).reservations
    assert [(r.counter.name, r.amount, r.max, r.rule) for r in reservations] == [
        ("pay", 1, 3, "/tools/pay/rate_limit"),
        ("spend", Decimal("1.5"), 50, "/tools/pay/limits/0"),
        ("calls", 1, 100, "/all_tools/limits/0"),
    ]


def test_limits_on_one_counter_reserve_once_under_the_lower_maximum() -> None:
    policy = load(
        {
            "version": "1",
            "default": "allow",
            "tools": {"a": {"limits": [{"counter": "c", "window": "hour", "max": 9}]}},
            "all_tools": {"limits": [{"counter": "c", "window": "hour", "max": 5}]},
        }
    )
    (reservation,) = evaluate(policy, "a").reservations
    assert (reservation.amount, reservation.max) == (1, 5)
    assert reservation.rule == "/all_tools/limits/0"
    used = {reservation.counter: 5}
    assert evaluate(policy, "a", {}, used).rule == "/all_tools/limits/0"


def test_own_words_are_told_to_the_caller() -> None:
    always = {"always": True, "on_deny": "Ask the treasurer."}
    tools = {
        "a": {"deny_if": [always]},
        "b": {"action": "deny", "reason": "Closed for the year end."},
        "c": {"action": "require_approval", "reason": "Leaves the house."},
    }
    policy = load({"version": "1", "default": "allow", "tools": tools})
    assert evaluate(policy, "a").reason == "Ask the treasurer."
    assert evaluate(policy, "b").reason == "Closed for the year end."
    assert evaluate(policy, "c").reason == "Leaves the house."


def test_reasons_do_not_repeat_the_values_of_arguments() -> None:
    conditions = [{"path": "args.token", "op": "regex", "value": "^k"}]
    for place in ("require", "deny_if"):
        tool = {place: [{"conditions": conditions}]}
        policy = load({"version": "1", "default": "allow", "tools": {"t": tool}})
        for value in ("k-secret", "secret", ["secret", 1]):
            assert "secret" not in evaluate(policy, "t", {"token": value}).reason
