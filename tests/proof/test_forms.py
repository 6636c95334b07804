"""A form for another product that is laxer than the policy, or that cannot be read, is found."""

import json
from typing import Any

import pytest
from proof_behaviour import Tool
from proof_forms import wrong_forms
from proof_pages import Form

TOOL = Tool("read", {"type": "object", "properties": {"path": {"type": "string"}}}, "Medium")
DENIED = ("Every call of “read” is denied instead.",)
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


def told(document: dict[str, Any], losses: tuple[str, ...], text: str, name: str) -> list[str]:
    form = Form(name, text, losses)
    return [said for _, said in wrong_forms((form,), document, TOOL)]


@pytest.mark.parametrize(
    ("document", "losses", "form"),
    [
        (ASKED, DENIED, HIDDEN),
        (CHECKED, DENIED, of(action="deny")),
        (CHECKED, (), CHECKED),
        (LIMITED, (), of(limits=[LIMIT])),
        (LIMITED, ("A person is asked.",), ASKED),
    ],
)
def test_a_form_that_is_as_strict_is_right(
    document: dict[str, Any], losses: tuple[str, ...], form: dict[str, Any]
) -> None:
    assert told(document, losses, json.dumps(form), "policy.json") == []


@pytest.mark.parametrize(
    ("document", "losses", "form", "said"),
    [
        (ASKED, DENIED, of(action="allow"), "says allow where the policy says require_approval"),
        (CHECKED, (), of(action="allow"), "says allow where the policy says deny"),
        (CHECKED, (), HIDDEN, "says deny where the policy says allow"),
        (LIMITED, (), of(limits=[{**LIMIT, "max": 30}]), "counts calls otherwise"),
        (LIMITED, DENIED, LIMITED, "is told to deny every call, but the tool is limited"),
        (LIMITED, (), of(act="deny"), "is not valid"),
    ],
)
def test_a_form_that_is_laxer_or_not_as_told_is_wrong(
    document: dict[str, Any], losses: tuple[str, ...], form: dict[str, Any], said: str
) -> None:
    (found,) = told(document, losses, json.dumps(form), "policy.json")
    assert said in found


@pytest.mark.parametrize("name", ["settings.json", "config.toml", "tools.yaml"])
def test_a_form_that_cannot_be_parsed_is_wrong(name: str) -> None:
    (found,) = told(LIMITED, (), '{"a": [', name)
    assert "cannot be parsed" in found
