from typing import Any

import pytest

from policy import Effect, effect, load

READ = {"version": "1", "default": "allow"}
CHECK = {"require": [{"conditions": [{"path": "args.x", "op": "exists"}]}]}
RATE = {"rate_limit": {"max": 3, "window": 60}}
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
        "Hides 1 tool; no tool stays callable as before.",
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
        READ | {"tools": {"a": ASK | RATE | CHECK}},
        list("abc"),
        "Asks for approval before any call of 1 tool goes through; "
        "the other 2 stay callable as before.",
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
        "Limits how often 1 tool can be called; no tool stays callable as before.",
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


@pytest.mark.parametrize(("document", "tools", "sentence"), CLAIMS.values(), ids=CLAIMS)
def test_claim(document: dict[str, Any], tools: list[str], sentence: str) -> None:
    assert effect(load(document), tools).sentence() == sentence


def test_effect_puts_each_tool_in_one_group() -> None:
    document = {"version": "1", "default": "deny", "hide": ["h"], "tools": {"a": ASK, "o": {}}}
    told = effect(load(document), ["h", "a", "o", "d", "h"])
    assert told == Effect(hidden=("h", "h"), asked=("a",), open=("o",), denied=("d",))
    assert told.total == 5
