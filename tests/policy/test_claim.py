from typing import Any

import pytest

from policy import Effect, effect, load
from policy.controls import controls

READ = {"version": "1", "default": "allow"}
CHECK = {"require": [{"conditions": [{"path": "args.x", "op": "exists"}]}]}
RATE = {"rate_limit": {"max": 3, "window": 60}}
CAP = next(each.check.pattern for each in controls().money.units if each.check and each.cap == 100)
ASK = {"action": "require_approval"}

CLAIMS: dict[str, tuple[dict[str, Any], list[str], str]] = {
    "no tools": (READ, [], "The server lists no tools, so there is nothing to allow or deny."),
    "one, as before": (READ, ["a"], "The only tool stays callable as before."),
    "all, as before": (READ, ["a", "b"], "All 2 tools stay callable as before."),
    "hides what is not there": (
        READ | {"hide": ["z"]},
        ["a", "b"],
        "All 2 tools stay callable as before.",
    ),
    "hides one of two": (
        READ | {"hide": ["a"]},
        ["a", "b"],
        "Hides 1 tool; the other one stays callable as before.",
    ),
    "hides one of many": (
        READ | {"hide": ["a"]},
        list("abcd"),
        "Hides 1 tool; the other 3 stay callable as before.",
    ),
    "hides the only one": (
        READ | {"hide": ["a"]},
        ["a"],
        "Hides its only tool.",
    ),
    "hides a name that is there twice": (
        READ | {"hide": ["a"]},
        ["a", "a", "b"],
        "Hides 2 tools; the other one stays callable as before.",
    ),
    "default deny with only hide": (
        {"version": "1", "default": "deny", "hide": ["a"]},
        list("abc"),
        "Hides 1 tool; denies every call of 2 tools; no tool stays callable as before.",
    ),
    "asks": (
        READ | {"tools": {"a": ASK}},
        list("abc"),
        "Asks for approval before any call of 1 tool goes through; "
        "the other 2 stay callable as before.",
    ),
    "asks, checks and limits one": (
        READ | {"tools": {"a": ASK | RATE | CHECK}},
        list("abc"),
        "Refuses an `x` that fails a check, asks for approval before any other call of 1 tool goes "
        "through and limits how often it can be called; the other 2 stay callable as before.",
    ),
    "asks, checks and limits some": (
        READ | {"tools": {"a": ASK | CHECK, "b": ASK | RATE, "c": ASK | RATE | CHECK}},
        list("abc"),
        "Asks for approval before any call of 3 tools goes through, refuses some calls of 2 of "
        "them outright and limits how often 2 of them can be called; no tool stays callable as "
        "before.",
    ),
    "checks and limits": (
        READ | {"tools": {"a": CHECK | RATE}},
        ["a"],
        "Checks the arguments of its only tool and limits how often it can be called.",
    ),
    "everything at once": (
        {
            "version": "1",
            "default": "deny",
            "hide": ["h"],
            "tools": {"a": ASK, "c": CHECK, "l": RATE, "l2": RATE, "o": {}},
        },
        ["h", "a", "c", "l", "l2", "o", "d"],
        "Hides 1 tool; denies every call of 1 tool; asks for approval before any call of 1 tool "
        "goes through; checks the arguments of 1 tool; limits how often 2 tools can be called; "
        "the other one stays callable as before.",
    ),
    "limits every call": (
        READ | {"all_tools": {"limits": [{"counter": "c", "window": "day", "max": 5}]}},
        ["a"],
        "Limits how often its only tool can be called.",
    ),
    "counts an argument": (
        READ
        | {
            "tools": {
                "a": {
                    "limits": [
                        {"counter": "c", "window": "day", "max": 5, "increment_from": "args.x"}
                    ]
                }
            }
        },
        ["a", "b"],
        "Checks the arguments of 1 tool; the other one stays callable as before.",
    ),
    "denies by a rule that always holds": (
        READ | {"tools": {"a": ASK | {"deny_if": [{"always": True}]}}},
        ["a", "b"],
        "Denies every call of 1 tool; the other one stays callable as before.",
    ),
    "denies by a limit of nothing": (
        READ | {"tools": {"a": {"limits": [{"counter": "c", "window": "day", "max": 0}]}}},
        ["a", "b"],
        "Denies every call of 1 tool; the other one stays callable as before.",
    ),
    "a rule that never denies": (
        READ | {"tools": {"a": {"require": [{"always": True}]}}},
        ["a"],
        "The only tool stays callable as before.",
    ),
    "thousands": (
        READ | {"hide": ["0"]},
        [str(n) for n in range(2345)],
        "Hides 1 tool; the other 2,344 stay callable as before.",
    ),
}


def require(*conditions: tuple[str, str, Any]) -> dict[str, Any]:
    return {"require": [{"conditions": [written(*each) for each in conditions]}]}


def deny_if(*conditions: tuple[str, ...] | tuple[str, str, Any]) -> dict[str, Any]:
    return {"deny_if": [{"conditions": [written(*each) for each in conditions]}]}


def written(path: str, op: str, *value: Any) -> dict[str, Any]:
    return {"path": f"args.{path}", "op": op} | ({"value": value[0]} if value else {})


REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "an amount that is required": (
        require(("amount", "gte", 0), ("amount", "lte", 10000)),
        "an `amount` below 0 or over 10,000",
    ),
    "an amount where it is given": (
        deny_if(("notional", "exists"), ("notional", "gt", 100)),
        "a `notional` over 100",
    ),
    "an amount that is a text": (
        deny_if(("sum", "exists"), ("sum", "not_regex", CAP)),
        "a `sum` below 0 or over 100",
    ),
    "a lower bound": (require(("left", "gt", 2)), "a `left` of 2 or less"),
    "a missing one": (deny_if(("sum", "not_exists")), "a call without `sum`"),
    "some pattern": (require(("url", "regex", "x")), "a `url` that fails a check"),
    "bounds that hold together": (
        deny_if(("a", "gt", 1), ("b", "gt", 1)),
        "an `a` or a `b` that fails a check",
    ),
    "a name that is no word": (
        deny_if(('["a; b"]'.replace("[", "x["), "gt", 1)),
        "an argument over 1",
    ),
    "a sum over time": (
        {"limits": [{"counter": "c", "window": "day", "max": 5, "increment_from": "args.x"}]},
        "a sum of `x` over 5 within 86,400 seconds",
    ),
    "many": (
        require(*((name, "regex", "x") for name in "abcd")),
        "arguments that fail a check",
    ),
}


@pytest.mark.parametrize(("rule", "refused"), REFUSALS.values(), ids=REFUSALS)
def test_what_is_refused_of_the_tool_asked_for_is_named(rule: dict[str, Any], refused: str) -> None:
    document = READ | {"tools": {"a": ASK | rule}}
    assert effect(load(document), ["a"]).sentence() == (
        f"Refuses {refused}, asks for approval before any other call of its only tool goes through."
    )


@pytest.mark.parametrize(("document", "tools", "sentence"), CLAIMS.values(), ids=CLAIMS)
def test_claim(document: dict[str, Any], tools: list[str], sentence: str) -> None:
    assert effect(load(document), tools).sentence() == sentence


def test_effect_puts_each_tool_in_one_group() -> None:
    document = {"version": "1", "default": "deny", "hide": ["h"], "tools": {"a": ASK, "o": {}}}
    told = effect(load(document), ["h", "a", "o", "d", "h"])
    assert told == Effect(hidden=("h", "h"), asked=("a",), open=("o",), denied=("d",))
    assert told.total == 5
