"""A form for another product that is laxer than the policy, or not as it is told, is found."""

import json
from typing import Any

import pytest
from proof_behaviour import Tool
from proof_forms import Tried, wrong_forms
from proof_pages import Form, Told

TOOL = Tool("read", {"type": "object", "properties": {"path": {"type": "string"}}}, "Medium")
OTHER = Tool("list", {"type": "object"}, "Low")
DENIED = (Told("approval", "Every call of “read” is denied instead."),)
CHECK = {"conditions": [{"path": "args.path", "op": "contains", "value": ".."}]}
LIMIT = {"counter": "c", "window": "minute", "max": 3, "scope": "grant"}


def of(**rule: Any) -> dict[str, Any]:
    return {"version": "1", "default": "allow", "tools": {"read": rule}}


ASKED, CHECKED, LIMITED = (
    of(action="require_approval"),
    of(deny_if=[CHECK]),
    of(rate_limit={"max": 3, "window": 60}),
)
HIDDEN = {"version": "1", "default": "allow", "hide": ["read"], "tools": {}}
ALL_HIDDEN = HIDDEN | {"hide": ["read", "list"]}
COUNTED = of(limits=[LIMIT])


def told(
    document: dict[str, Any], losses: tuple[Told, ...], text: str, target: str = "policylayer"
) -> list[str]:
    form = Form(target, text, "shop", losses, "server", ())
    found = wrong_forms((form,), document, TOOL, (TOOL, OTHER), Tried())
    return [said for _, said in found]


@pytest.mark.parametrize(
    ("document", "losses", "form"),
    [
        (ASKED, DENIED, HIDDEN),
        (CHECKED, DENIED, HIDDEN),
        (CHECKED, (), CHECKED),
        (LIMITED, (), COUNTED),
        (HIDDEN, (), HIDDEN),
        (HIDDEN, (Told("alone", "Taken alone, it denies the other tool."),), ALL_HIDDEN),
    ],
)
def test_a_form_that_is_as_strict_is_right(
    document: dict[str, Any], losses: tuple[Told, ...], form: dict[str, Any]
) -> None:
    assert told(document, losses, json.dumps(form)) == []


@pytest.mark.parametrize(
    ("document", "losses", "form", "said"),
    [
        (ASKED, DENIED, CHECKED, "more permissive"),
        (CHECKED, (), COUNTED, "more permissive"),
        (CHECKED, (), HIDDEN, "not equal without a loss"),
        (LIMITED, (), of(limits=[{**LIMIT, "max": 30}]), "counts calls otherwise"),
        (LIMITED, DENIED, COUNTED, "is denied instead.', and calls of 'read' are ['allow']"),
        (LIMITED, (), of(act="deny"), "cannot be read"),
        (HIDDEN, (), ALL_HIDDEN, "tells nothing of 'list', which is deny, policy allow"),
        (
            HIDDEN,
            (Told("alone", "Taken alone, it denies the other tool."),),
            HIDDEN,
            "and 'list' is allow",
        ),
    ],
)
def test_a_form_that_is_laxer_or_not_as_told_is_wrong(
    document: dict[str, Any], losses: tuple[Told, ...], form: dict[str, Any], said: str
) -> None:
    found = told(document, losses, json.dumps(form))
    assert any(said in each for each in found), found


@pytest.mark.parametrize("target", ["claude-code", "codex", "intercept", "vscode"])
def test_a_form_that_cannot_be_read_is_wrong(target: str) -> None:
    (found,) = told(LIMITED, (), '{"a": [', target)
    assert "cannot be read" in found


def test_a_form_that_names_another_server_is_wrong() -> None:
    text = json.dumps(
        {"permissions": {"allow": ["mcp__shop"], "ask": [], "deny": ["mcp__x__read"]}}
    )
    assert any("more permissive" in each for each in told(HIDDEN, (), text, "claude-code"))
