"""Whatever a source holds, it is imported or refused, and what is refused is denied."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy import PolicyError, load
from policy.importing import (
    ImportingError,
    import_claude_code,
    import_hosted,
    import_intercept,
    loss_texts,
)

USELESS: dict[str, list[Any]] = {
    "condition": [
        {"conditions": [{"path": "args.a", "op": "sounds_like", "value": 1}]},
        {"conditions": [{"path": "args.a", "op": "eq", "value": 1, "not": True}]},
        {"conditions": [{"path": "args.a", "op": ["eq"], "value": 1}]},
    ],
    "value": [
        {"conditions": [{"path": "args.a", "op": "lt", "value": "5"}]},
        {"conditions": [{"path": "args.a", "op": "in", "value": []}]},
        {"conditions": [{"path": "args.a", "op": "regex", "value": "("}]},
        {"conditions": [{"path": "args.a", "op": "exists", "value": "yes"}]},
    ],
    "mapping": [5, None, []],
    "action": [{"action": "log"}, {"action": ["deny"]}],
    "counting-approval": [{"action": "require_approval", "rate_limit": "5/hour"}],
    "no-condition": [{}, {"conditions": []}, {"conditions": "x"}],
    "rate": [{"rate_limit": rate} for rate in ("5", "0/hour", "x/day", "5/week", "9" * 5000, 5)],
    "place": [{"conditions": [{"path": "env.a", "op": "eq", "value": 1}]}, {"conditions": [7]}],
    "counter": [
        {"conditions": [{"path": "state.t.c", "op": "lt", "value": 5}], "state": state}
        for state in (5, {"counter": "c"}, {"counter": "c", "window": "week"}, {"x": 1})
    ],
}


@pytest.mark.parametrize("phrase", USELESS)
def test_tool_with_a_useless_rule_is_denied(phrase: str) -> None:
    says = loss_texts()["unusable-rule"]["phrases"][phrase].partition("“")[0]
    for rule in USELESS[phrase]:
        source = {"version": "1", "tools": {"t": {"rules": [rule]}}}
        imported = import_intercept(json.dumps(source))
        assert imported.document["tools"]["t"]["action"] == "deny", rule
        assert any(says in loss.says for loss in imported.losses), rule


def test_every_phrase_is_reached() -> None:
    assert set(USELESS) | {"tool"} == set(loss_texts()["unusable-rule"]["phrases"])
    hosted = import_hosted('{"version": "1", "default": "allow", "tools": {"t": 5}}')
    assert hosted.document["tools"]["t"]["action"] == "deny"


KEYS = st.sampled_from(
    [
        *("version", "default", "hide", "tools", "rules", "name", "action", "conditions", "state"),
        *("path", "op", "value", "rate_limit", "require", "deny_if", "limits", "all_tools", "t"),
        *("permissions", "allow", "ask", "deny", "defaultMode", "counter", "window", "hooks"),
        *("allowedMcpServers", "deniedMcpServers", "on_deny", "spend", "increment_from", "*"),
    ]
)
WORDS = st.sampled_from(
    ["1", "allow", "deny", "args.a", "state.t.c", "eq", "lt", "day", "5/hour", "mcp__a__*", ""]
)
JUNK = st.recursive(
    WORDS | st.sampled_from([None, True, 0, 1.5, -1]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
TOPS = st.dictionaries(KEYS, JUNK, max_size=3)
RULES = st.fixed_dictionaries(
    {"rules": st.lists(st.dictionaries(KEYS, JUNK, max_size=4), max_size=2)}
)
INTERCEPT = st.fixed_dictionaries(
    {"version": st.just("1"), "tools": st.dictionaries(KEYS, RULES | JUNK, max_size=2)}
)
HOSTED = st.fixed_dictionaries(
    {
        "version": st.just("1"),
        "default": st.just("allow"),
        "tools": st.dictionaries(KEYS, st.dictionaries(KEYS, JUNK, max_size=3), max_size=2),
    }
)
CLAUDE = st.fixed_dictionaries({"permissions": st.dictionaries(KEYS, JUNK, max_size=3)})


@settings(max_examples=300, deadline=None)
@given(TOPS, INTERCEPT | HOSTED | CLAUDE | st.just({}))
def test_junk_is_imported_or_refused(more: dict[str, Any], source: dict[str, Any]) -> None:
    text = json.dumps(more | source)
    for read in (import_intercept, import_hosted, import_claude_code):
        try:
            load(read(text).document)
        except (ImportingError, PolicyError) as error:
            assert str(error)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_imported_or_refused(text: str) -> None:
    for read in (import_intercept, import_hosted, import_claude_code):
        with pytest.raises((ImportingError, PolicyError)):
            read(text)
