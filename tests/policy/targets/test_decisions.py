"""Whatever is compiled, no target is more permissive than the policy, and equal without a loss."""

from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.demo.definitions import declared
from classifier import classify, parse_definition
from policy import Action, PolicyError, least_privilege, load, restrict
from policy.targets import UnwritableError, compile_policy, targets

NAMES = [
    "list",
    "send",
    "pay(x)",
    "a b",
    "a-b",
    "a.b",
    "*",
    "mcp__x__y",
    'q"',
    "",
    "z\n",
    "ä",
    "😀",
]
SERVERS = ["shop", "my shop", "a__b", "claude.ai Shop", 'x"y', "ключ", "shop_", "_", "*"]
IDS = [target.id for target in targets()]

texts = st.sampled_from(["a", "a.b", "^a", "https://x", ""])
numbers = st.sampled_from([0, 1, 5, 2.5, -1, 0.1])
exact = st.sampled_from([Decimal("0.10000000000000000001"), Decimal("4.99999999999999999999")])
paths = st.sampled_from(["args.a", "args.b", "args.a.b", 'args["a.b"]', "args.a[0]", "args.a[*].b"])


def condition(path: str) -> st.SearchStrategy[Any]:
    def made(ops: list[str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.fixed_dictionaries(
            {"path": st.just(path), "op": st.sampled_from(ops), "value": values}
        )

    either = texts | numbers | st.booleans()
    bare = st.fixed_dictionaries(
        {"path": st.just(path), "op": st.sampled_from(["exists", "not_exists"])}
    )
    return (
        bare
        | made(["gt", "gte", "lt", "lte"], numbers)
        | made(["regex", "not_regex", "starts_with", "ends_with"], texts)
        | made(["eq", "ne", "neq", "contains", "not_contains"], either)
        | made(["in", "not_in"], st.lists(either, min_size=1, max_size=2))
    )


conditions = paths.flatmap(lambda path: st.lists(condition(path), min_size=1, max_size=2))
rules = conditions.map(lambda made: {"conditions": made}) | st.just({"always": True})
limits = st.fixed_dictionaries(
    {
        "counter": st.sampled_from(["x", "y"]),
        "window": st.sampled_from(["minute", "hour", "day"]),
        "max": st.sampled_from([0, 3, 2.5, 40]),
    },
    optional={"increment_from": st.just("args.b")},
)
tool_rules = st.fixed_dictionaries(
    {},
    optional={
        "action": st.sampled_from(["allow", "deny", "require_approval"]),
        "rate_limit": st.fixed_dictionaries(
            {"max": st.just(3), "window": st.sampled_from([1, 60, 61, 3600, 86400, 604800])}
        ),
        "require": st.lists(rules, max_size=2),
        "deny_if": st.lists(rules, max_size=2),
        "limits": st.lists(limits, max_size=1),
    },
)
documents = st.fixed_dictionaries(
    {"version": st.just("1"), "default": st.sampled_from(["allow", "deny"])},
    optional={
        "hide": st.lists(st.sampled_from(NAMES), max_size=2),
        "tools": st.dictionaries(st.sampled_from(NAMES), tool_rules, max_size=5),
        "all_tools": st.fixed_dictionaries({"limits": st.lists(limits, max_size=1)}),
    },
)
leaves = st.none() | st.booleans() | numbers | exact | texts | st.sampled_from(["1", "5", "true"])
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2)
)
calls = st.dictionaries(st.sampled_from(["a", "b", "a.b"]), values, max_size=2)


@pytest.mark.parametrize("target", IDS)
@given(
    document=documents,
    server=st.sampled_from(SERVERS),
    tools=st.lists(st.sampled_from(NAMES), max_size=8),
    samples=st.lists(calls, min_size=1, max_size=5),
    lost=st.sampled_from([Action.DENY, Action.REQUIRE_APPROVAL]),
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_target_is_more_permissive_than_the_policy(
    target: str,
    readers: dict[str, Any],
    comparing: ModuleType,
    document: Any,
    server: str,
    tools: list[str],
    samples: list[Any],
    lost: Action,
) -> None:
    try:
        policy = load(document)
    except PolicyError:
        return
    asks = lost is Action.REQUIRE_APPROVAL
    try:
        compiled = compile_policy(policy, target, server=server, tools=tools, lost=lost)
    except UnwritableError:
        assert target in ("claude-code", "cursor")
        return
    decide = readers[target](compiled.text, server)
    found = comparing.violations(
        policy,
        compiled,
        decide,
        target=target,
        tools=tools,
        calls=[{}, *samples],
        asks_where_lost=asks,
    )
    assert list(found) == []


@pytest.mark.parametrize("target", IDS)
def test_recommended_policies_of_the_demo_server_hold(
    target: str, readers: dict[str, Any], comparing: ModuleType
) -> None:
    pairs = [(each, classify(each)) for each in map(parse_definition, declared())]
    documents = [least_privilege(pairs), *(restrict(*pair) for pair in pairs)]
    tools = [definition.name for definition, _ in pairs]
    for document in documents:
        compiled = compile_policy(document, target, server="demo-shop", tools=tools)
        decide = readers[target](compiled.text, "demo-shop")
        found = comparing.violations(
            load(document), compiled, decide, target=target, tools=tools, calls=[{}]
        )
        assert list(found) == []


@pytest.mark.parametrize("listed_by_server", ["all", "half"])
@pytest.mark.parametrize("default", ["allow", "deny"])
@pytest.mark.parametrize("target", IDS)
def test_hostile_names_break_no_syntax(
    target: str,
    default: str,
    listed_by_server: str,
    readers: dict[str, Any],
    comparing: ModuleType,
    hostile_names: list[str],
) -> None:
    actions = ["allow", "deny", "require_approval"]
    listed = {
        name: {"action": actions[at % 3]} for at, name in enumerate(hostile_names) if at % 4 < 3
    }
    document = {"version": "1", "default": default, "tools": listed, "hide": hostile_names[3::8]}
    document["hide"] = [name for name in document["hide"] if name not in ("*", "")]
    listed.pop("", None)
    tools = hostile_names if listed_by_server == "all" else hostile_names[::2]
    compiled = compile_policy(document, target, server="x", tools=tools)
    decide = readers[target](compiled.text, "x")
    found = comparing.violations(
        load(document), compiled, decide, target=target, tools=tools, calls=[{}]
    )
    assert list(found) == []
    compiled.text.encode("utf-8")
