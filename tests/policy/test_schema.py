import re
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from policy import Operator, PolicyError, load, schema

FIELDS = sorted(
    {
        *("version", "default", "hide", "tools", "all_tools", "limits", "action", "reason"),
        *("rate_limit", "max", "window", "require", "deny_if", "conditions", "always", "on_deny"),
        *("path", "op", "value", "counter", "scope", "increment_from", "other"),
    }
)
VALUES = st.sampled_from(
    [
        *("1", "allow", "deny", "minute", "day", "grant", "args.x", 'args["a.b"][0]', "x", ""),
        *(1, 0, -1, 1.5, True, False, None, [], {}, ["a"], [1], ["*"]),
        *("eq", "neq", "gt", "in", "regex", "exists", "contains", "ends_with", "equal"),
    ]
)


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


def mostly(key: str, usual: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, Any]]:
    """Draw the member `key`, now and then with a foreign value or under a foreign name."""
    return st.one_of(
        *([st.tuples(st.just(key), usual)] * 12),
        st.tuples(st.just(key), VALUES),
        st.tuples(st.sampled_from(FIELDS), usual),
    )


def members(always: dict[str, Any], sometimes: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    parts = [mostly(key, usual) for key, usual in always.items()]
    parts += [st.none() | mostly(key, usual) for key, usual in sometimes.items()]
    return st.tuples(*parts).map(lambda drawn: dict(pair for pair in drawn if pair))


CONDITION = members(
    {"path": st.sampled_from(["args.x", "args.x[*].y"]), "op": st.sampled_from(list(Operator))},
    {"value": VALUES | st.just("a")},
)
RULES = st.lists(
    members({}, {"conditions": st.lists(CONDITION, max_size=2), "on_deny": st.text()})
    | st.just({"always": True}),
    max_size=2,
)
LIMITS = st.lists(
    members(
        {"counter": st.sampled_from("ab"), "window": st.just("day"), "max": st.integers(0, 9)},
        {"scope": st.just("grant"), "increment_from": st.just("args.x")},
    ),
    max_size=1,
)
RATE = members({"max": st.integers(1, 9), "window": st.integers(1, 99)}, {})
TOOL = members(
    {},
    {
        "action": st.sampled_from(["allow", "require_approval"]),
        "reason": st.text(),
        "rate_limit": RATE,
        "require": RULES,
        "deny_if": RULES,
        "limits": LIMITS,
    },
)
DOCUMENT = members(
    {"version": st.just("1"), "default": st.just("deny")},
    {
        "hide": st.lists(st.text(), max_size=2),
        "tools": st.dictionaries(st.text(max_size=3), TOOL, max_size=2),
        "all_tools": members({}, {"limits": LIMITS}),
    },
)


def test_schema_is_a_schema_that_describes_every_field() -> None:
    Draft202012Validator.check_schema(schema())
    assert set(FIELDS) - {"other"} <= set(re.findall(r"[a-z_]+", str(schema())))


def test_schema_lists_the_operators_there_are() -> None:
    listed = schema()["$defs"]["condition"]["properties"]["op"]["enum"]
    assert listed == [operator.value for operator in Operator]


@settings(max_examples=150, deadline=None)
@given(DOCUMENT)
def test_loading_and_schema_agree(document: dict[str, Any]) -> None:
    try:
        load(document)
        problems = ()
    except PolicyError as error:
        problems = error.problems
    # What only loading can tell: two limits that disagree about their counter.
    beyond = all("a counter of its own" in problem.remedy for problem in problems)
    assert validator().is_valid(document) == beyond


@pytest.mark.parametrize(
    "path", ["args", "x", "args.", "args.a.", "args[a]", "args[01]", 'args["]']
)
def test_schema_refuses_what_is_no_path(path: str) -> None:
    limit = {"counter": "c", "window": "day", "max": 1, "increment_from": path}
    document = {"version": "1", "default": "deny", "all_tools": {"limits": [limit]}}
    assert not validator().is_valid(document)
    with pytest.raises(PolicyError):
        load(document)
