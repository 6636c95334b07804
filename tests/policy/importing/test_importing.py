"""Imports of examples: the policy they come to, and what of them is lost."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from classifier import parse_definition
from policy import PolicyError, load, schema
from policy.importing import (
    Imported,
    ImportingError,
    import_claude_code,
    import_hosted,
    import_intercept,
    loss_texts,
)
from policy.pointer import steps_of

CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"))
GUIDE = (Path(__file__).parents[3] / "site" / "guide" / "import.md").read_text(encoding="utf-8")

EQUAL = """
version: 1
tools: {a: {rules: [{name: x, conditions: [{path: args.a, op: eq, value: VALUE}]}]}}
"""


def imported(case: dict[str, Any]) -> Imported:
    tools = [parse_definition(each) for each in case.get("tools", [])]
    if case["from"] == "intercept":
        return import_intercept(yaml.safe_dump(case["source"], sort_keys=False), tools)
    text = json.dumps(case["source"])
    if case["from"] == "policylayer":
        return import_hosted(text)
    return import_claude_code(text, tools, server=case.get("server"))


def plain(document: dict[str, Any], expected: Any) -> dict[str, Any]:
    """Replace reasons that the case leaves open."""
    for name, entry in document.get("tools", {}).items():
        wanted = expected.get("tools", {}).get(name)
        if wanted == "denied" and entry["action"] == "deny":
            document["tools"][name] = "denied"
        elif isinstance(wanted, dict) and wanted.get("reason") == "any":
            entry["reason"] = "any"
    return document


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_source_comes_to_the_policy(case: dict[str, Any]) -> None:
    document = imported(case).document
    Draft202012Validator(schema()).validate(document)
    load(document)
    expected = case["source"] if case["policy"] == "same" else {"version": "1"} | case["policy"]
    assert plain(document, expected) == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_losses_are_told_with_their_places(case: dict[str, Any]) -> None:
    losses = imported(case).losses
    assert [(each.id, each.pointer) for each in losses] == [tuple(each) for each in case["losses"]]
    for loss in losses:
        value: Any = case["source"]
        for step in steps_of(loss.pointer):
            value = value[int(step)] if isinstance(value, list) else value[step]
        assert loss.says.endswith(".") and loss.instead.endswith(".")


def test_every_loss_has_a_case_and_a_row_in_the_guide() -> None:
    told = {id for case in CASES for id, _ in case["losses"]}
    assert told == set(loss_texts())
    assert re.findall(
        r"^\| `([a-z-]+)` \|", GUIDE.partition("## What is lost")[2], re.MULTILINE
    ) == list(loss_texts())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_import_is_imported_as_it_is(case: dict[str, Any]) -> None:
    document = imported(case).document
    again = import_hosted(json.dumps(document))
    assert (again.document, again.losses) == (document, ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "version: '2'",
        "version: '1'\ndefault: ask",
        "version: '1'\ntools: []",
        "version: '1'\ntools: {a: []}",
        "version: '1'\nhide: x",
        "version: '1'\nmode: shadow",
        "version: '1'\ntools: {a: {}, a: {}}",
        "version: '1'\ntools: {a: &a {}, b: *a}",
        "version: '1'\ntools: {<<: {a: {}}}",
        EQUAL.replace("VALUE", "010"),
        EQUAL.replace("VALUE", "2026-01-01"),
        "version: '1'\ntools: !!python/name:os.system",
    ],
)
def test_what_is_no_intercept_policy_is_refused(text: str) -> None:
    with pytest.raises(ImportingError):
        import_intercept(text)


def test_yaml_is_read_as_go_reads_it() -> None:
    text = EQUAL.replace("VALUE", "yes")
    conditions = import_intercept(text).document["tools"]["a"]["require"][0]["conditions"]
    assert conditions[1] == {"path": "args.a", "op": "eq", "value": "yes"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": "1"}',
        '{"version": "1", "default": "allow", "shadow": true}',
        '{"version": "1", "default": "allow", "default": "deny"}',
        '{"version": "1", "default": "allow", "tools": []}',
        '{"version": "1", "default": "allow", "hide": "x"}',
        '{"version": "1", "default": "allow", "all_tools": {"limits": [{}]}}',
        '{"version": "1", "default": "allow", "tools": 0.10000000000000000001}',
        '{"version": "1", "default": "allow", "tools": {"a": NaN}}',
    ],
)
def test_what_is_no_hosted_policy_is_refused(text: str) -> None:
    with pytest.raises((ImportingError, PolicyError)):
        import_hosted(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"permissions": []}',
        '{"permissions": {"allow": "mcp__a"}}',
        '{"permissions": {"allow": [1]}}',
        '{"permissions": {"allow": ["mcp__a", "mcp__b__c"]}}',
        '{"permissions": {"deny": ["mcp__*"]}}',
    ],
)
def test_settings_that_do_not_tell_one_server_are_refused(text: str) -> None:
    with pytest.raises(ImportingError):
        import_claude_code(text)
