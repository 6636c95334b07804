"""Combinations, and that the denials against them are the fewest: held against brute force."""

from dataclasses import replace
from itertools import combinations as subsets
from itertools import product
from pathlib import Path

import pytest
import yaml
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
from policy import combinations as module
from policy.combinations import words_of_name

FILE = Path(module.__file__).with_suffix(".yaml")
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
    "a shell reads and sends by itself": (
        (TRIO[1], tool("sh", Signal.FREEFORM_CODE, category=Category.EXECUTE)),
        ["TR201", "TR203", "TR205"],
    ),
    "a query that only reads": ((TRIO[1], TRIO[0], tool("q", Signal.FREEFORM_CODE)), []),
    "any query beside any request": (
        (
            tool("execute_sql", Signal.FREEFORM_CODE, category=Category.EXECUTE),
            tool("http_request", Signal.URL_INPUT, category=Category.EXECUTE),
        ),
        ["TR201", "TR203", "TR205"],
    ),
    "a tool that calls any tool": (
        (TRIO[1], tool("callTool", category=Category.EXECUTE)),
        ["TR201", "TR205"],
    ),
    "a tracker that others read": (
        (*TRIO[:2], tool("createIssue", category=Category.WRITE)),
        ["TR201"],
    ),
    "a label of a tracker": ((*TRIO[:2], tool("add_issue_label", category=Category.WRITE)), []),
    "a reader of issues is no way out": ((*TRIO[:2], tool("create_issue")), []),
    "a reader of files": ((tool("read_file"), *TRIO[1:]), ["TR201"]),
    "nothing": ((), []),
}


@pytest.mark.parametrize(("tools", "expected"), LIVE.values(), ids=LIVE.keys())
def test_combination_is_live_while_every_leg_has_a_tool(
    tools: tuple[ScannedTool, ...], expected: list[str]
) -> None:
    assert ids(*tools) == expected


OUTLETS = ("create_issue", "create_pull_request", "push_files", "add_issue_comment")


@pytest.mark.parametrize("name", OUTLETS)
def test_denials_leave_no_outlet_behind(name: str) -> None:
    post = tool("post_message", Signal.EXTERNAL_SEND, server="chat")
    outlets = tuple(tool(each, category=Category.WRITE, server="code") for each in OUTLETS)
    reader = tool("get_file_contents", Signal.UNTRUSTED_CONTENT, server="code")
    tools = (*TRIO[:2], reader, post, *outlets)
    denied = set(fewest_denials(combinations(tools), tools))
    kept = [each for each in tools if (each.server, each.name) not in denied]
    assert combinations(kept) == ()
    assert combinations([*TRIO[:2], tool(name, category=Category.WRITE)]) != ()


def test_every_leg_takes_something_and_is_used() -> None:
    raw = yaml.safe_load(FILE.read_text("utf-8"))
    assert {name for each in raw["patterns"] for name in each["legs"]} == set(raw["legs"])
    for leg in (leg for pattern in patterns() for leg in pattern.legs):
        assert leg.signals or leg.categories
        assert all(each.categories and all(each.phrases) for each in leg.named)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("createIssue", {"create", "issue"}),
        ("GitHub_create-issue.v2", {"git", "hub", "create", "issue", "v2"}),
        ("ÄPI__x", {"", "pi", "x"}),
    ],
)
def test_words_of_a_name(name: str, words: set[str]) -> None:
    assert words_of_name(name) - {""} == words - {""}


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
