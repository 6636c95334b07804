"""The engine against a reference evaluator: slow, plain, and straight from the guide."""

import importlib.util
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from policy import CounterKey, Operator, Scope, Standing, evaluate, load, standing

HERE = Path(__file__).parent
SPEC = importlib.util.spec_from_file_location("policy_reference", HERE / "reference.py")
assert SPEC is not None and SPEC.loader is not None
reference = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(reference)

SCALARS = st.sampled_from([None, True, False, 0, 1, 1.0, 2.5, -1, "", "a", "ab", "b", "1"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2)
    ),
    max_leaves=5,
)
ARGUMENTS = st.dictionaries(st.sampled_from(["a", "b", "a.b"]), VALUES, max_size=3)
TOOLS = st.sampled_from(["t", "u", "v", "*"])


def condition_of(op: str) -> st.SearchStrategy[dict[str, Any]]:
    path = st.sampled_from(list(reference.PATHS))
    if op in ("exists", "not_exists"):
        return st.fixed_dictionaries({"path": path, "op": st.just(op)})
    value: st.SearchStrategy[Any] = VALUES
    if op in ("gt", "gte", "lt", "lte"):
        value = st.sampled_from([0, 1, 2.5, -1])
    elif op in ("starts_with", "ends_with", "regex", "not_regex"):
        value = st.sampled_from(["", "a", "b", "ab"])
    elif op in ("in", "not_in"):
        value = st.lists(VALUES, min_size=1, max_size=3)
    elif op in ("contains", "not_contains"):
        value = SCALARS
    return st.fixed_dictionaries({"path": path, "op": st.just(op), "value": value})


CONDITIONS = st.sampled_from(list(Operator)).flatmap(condition_of)
RULES = st.lists(
    st.fixed_dictionaries({"conditions": st.lists(CONDITIONS, min_size=1, max_size=2)})
    | st.just({"always": True}),
    max_size=2,
)


def limits_of(counters: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    # A counter counts calls or one argument, so that no two limits can disagree about it.
    counted = {"p": None, "q": "args.a", "r": 'args["a.b"]', "s": None}
    return st.lists(
        st.builds(
            lambda name, window, most: (
                {"counter": name, "window": window, "max": most}
                | ({"increment_from": counted[name]} if counted[name] else {})
            ),
            st.sampled_from(counters),
            st.sampled_from(list(reference.SECONDS)),
            st.sampled_from([0, 1, 2.5, 10]),
        ),
        max_size=2,
    )


RULE = st.fixed_dictionaries(
    {},
    optional={
        "action": st.sampled_from(["allow", "allow", "deny", "require_approval"]),
        "rate_limit": st.fixed_dictionaries({"max": st.integers(1, 3), "window": st.just(60)}),
        "require": RULES,
        "deny_if": RULES,
        "limits": limits_of("pq"),
    },
)
DOCUMENTS = st.fixed_dictionaries(
    {"version": st.just("1"), "default": st.sampled_from(["allow", "deny"])},
    optional={
        "hide": st.lists(TOOLS, max_size=1),
        "tools": st.dictionaries(TOOLS, RULE, max_size=3),
        "all_tools": st.fixed_dictionaries({"limits": limits_of("rs")}),
    },
)
USED = st.dictionaries(
    st.tuples(
        st.sampled_from([*"pqrs", "t", "u"]),
        st.sampled_from(list(reference.SECONDS.values())),
        st.sampled_from(["grant", "tool"]),
    ),
    st.integers(0, 4),
    max_size=4,
)


def keyed(used: dict[tuple[str, int, str], int]) -> dict[CounterKey, int]:
    return {CounterKey(name, window, Scope(scope)): n for (name, window, scope), n in used.items()}


@settings(max_examples=300, deadline=None)
@given(DOCUMENTS, TOOLS, ARGUMENTS, USED, st.booleans())
def test_engine_and_reference_agree(
    document: dict[str, Any],
    tool: str,
    arguments: dict[str, Any],
    used: dict[tuple[str, int, str], int],
    approved: bool,
) -> None:
    counters = keyed(used)
    decision = evaluate(load(document), tool, arguments, counters, approved=approved)
    assert (decision.outcome, decision.rule) == reference.decide(
        document, tool, arguments, used, approved
    )


@settings(max_examples=150, deadline=None)
@given(CONDITIONS, ARGUMENTS, st.sampled_from(["require", "deny_if"]))
def test_single_conditions_agree_with_the_reference(
    condition: dict[str, Any], arguments: dict[str, Any], place: str
) -> None:
    tools = {"t": {place: [{"conditions": [condition]}]}}
    document = {"version": "1", "default": "deny", "tools": tools}
    decision = evaluate(load(document), "t", arguments)
    assert (decision.outcome, decision.rule) == reference.decide(
        document, "t", arguments, {}, False
    )


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS, TOOLS, st.lists(ARGUMENTS, min_size=1, max_size=4), USED)
def test_standing_is_true_of_every_call(
    document: dict[str, Any],
    tool: str,
    calls: list[dict[str, Any]],
    used: dict[tuple[str, int, str], int],
) -> None:
    policy = load(document)
    counters = keyed(used)
    told = standing(policy, tool)
    for arguments in calls:
        fresh = evaluate(policy, tool, arguments)
        approved = evaluate(policy, tool, arguments, counters, approved=True)
        if told in (Standing.HIDDEN, Standing.DENIED):
            assert fresh.outcome == approved.outcome == "deny"
            assert fresh.hidden is (told is Standing.HIDDEN)
        elif told is Standing.ASKED:
            assert fresh.outcome != "allow"
        elif told is Standing.LIMITED:
            assert fresh.outcome == "allow"
        elif told is Standing.OPEN:
            assert fresh.outcome == approved.outcome == "allow"
            assert approved.reservations == ()
