"""Combinations, and that the denials against them are the fewest: held against brute force."""

from dataclasses import replace
from itertools import combinations as subsets
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.scan.combinations import (
    Combination,
    Key,
    combinations,
    fewest_denials,
    patterns,
)
from catalog.scan.stack import Guard, ScannedTool
from classifier import Category, Signal, classify, parse_definition

BASE = classify(parse_definition({"name": "look", "description": "Look at a thing."}))


def tool(
    name: str, *signals: Signal, server: str = "s", category: Category = Category.READ
) -> ScannedTool:
    verdict = replace(BASE, category=category, signals=signals)
    return ScannedTool(server, parse_definition({"name": name}), verdict)


TRIO = (
    tool("read_mail", Signal.PRIVATE_DATA, server="mail"),
    tool("fetch", Signal.UNTRUSTED_CONTENT, server="web"),
    tool("post", Signal.EXTERNAL_SEND, server="chat"),
)


def ids(*tools: ScannedTool) -> list[str]:
    return [found.pattern.id for found in combinations(tools)]


LIVE = {
    "the trio over three servers": (TRIO, ["TR201"]),
    "two legs of it": (TRIO[:2], []),
    "one tool for all legs": (
        (tool("x", Signal.PRIVATE_DATA, Signal.UNTRUSTED_CONTENT, Signal.URL_INPUT),),
        ["TR201"],
    ),
    "a leg that the client denies": ((*TRIO[:2], replace(TRIO[2], guard=Guard.DENIED)), []),
    "a leg that the client asks about": (
        (*TRIO[:2], replace(TRIO[2], guard=Guard.ASKED)),
        ["TR201"],
    ),
    "credentials and a way out": ((tool("k", Signal.SECRETS), TRIO[2]), ["TR202"]),
    "strangers and destruction": ((TRIO[1], tool("d", category=Category.DESTRUCTIVE)), ["TR203"]),
    "strangers and money": ((TRIO[1], tool("d", category=Category.FINANCIAL)), ["TR204"]),
    "strangers and execution": ((TRIO[1], tool("d", category=Category.EXECUTE)), ["TR205"]),
    "strangers and rights": ((TRIO[1], tool("d", Signal.PRIVILEGE)), ["TR206"]),
    "steering beside private data": ((TRIO[0], tool("d", Signal.HIDDEN_INSTRUCTIONS)), ["TR207"]),
    "nothing": ((), []),
}


@pytest.mark.parametrize(("tools", "expected"), LIVE.values(), ids=LIVE.keys())
def test_combination_is_live_while_every_leg_has_a_tool(
    tools: tuple[ScannedTool, ...], expected: list[str]
) -> None:
    assert ids(*tools) == expected


def test_servers_of_a_combination_are_named() -> None:
    assert combinations(TRIO)[0].servers == ("chat", "mail", "web")


def test_the_riskier_tool_is_denied_where_the_number_is_equal() -> None:
    risky = tool("wipe", category=Category.DESTRUCTIVE)
    risky = replace(risky, verdict=replace(risky.verdict, risk=BASE.risk.shifted(3)))
    tools = (TRIO[1], risky)
    assert fewest_denials(combinations(tools), tools) == (("s", "wipe"),)


def test_without_combinations_nothing_is_denied() -> None:
    assert fewest_denials(()) == ()


def test_the_search_stays_small() -> None:
    # Every choice of one leg for each pattern is looked at, in the worst case.
    choices = 1
    for pattern in patterns():
        choices *= len(pattern.legs)
    assert choices <= 1000


KEYS = st.tuples(st.just("s"), st.sampled_from("abcdef"))
LEG = st.frozensets(KEYS, min_size=1, max_size=4)
LEGS = st.lists(LEG, min_size=2, max_size=3)


def broken_by(denied: frozenset[Key], concrete: list[tuple[Key, ...]]) -> bool:
    return all(denied.intersection(tools) for tools in concrete)


@given(st.lists(LEGS, max_size=4))
def test_denials_are_as_few_as_a_search_of_all_sets_finds(
    stack: list[list[frozenset[Key]]],
) -> None:
    live = [Combination(patterns()[0], tuple(tuple(sorted(leg)) for leg in one)) for one in stack]
    found = frozenset(fewest_denials(live))
    # Written out: each way to pick one tool a leg has to be hit, as in a hitting set.
    concrete = [tools for one in stack for tools in product(*one)]
    assert broken_by(found, concrete)
    known = sorted({key for one in stack for leg in one for key in leg})
    smaller = subsets(known, len(found) - 1) if found else ()
    assert not any(broken_by(frozenset(one), concrete) for one in smaller)


@given(st.lists(LEGS, max_size=4))
def test_denials_do_not_depend_on_the_order(stack: list[list[frozenset[Key]]]) -> None:
    live = [Combination(patterns()[0], tuple(tuple(sorted(leg)) for leg in one)) for one in stack]
    assert fewest_denials(live) == fewest_denials(live[::-1])
