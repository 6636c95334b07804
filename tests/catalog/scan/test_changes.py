"""What changed since the lock is said in words."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from catalog.observation import Observation, Sandbox, Status
from catalog.scan.changes import Change, Kind, changes
from catalog.scan.lock import Base, Lock, Tools, lock_of, locked_tools, read_lock, write_lock
from catalog.scan.stack import ScannedServer, ScannedTool
from classifier import classify, parse_definition

SEND: dict[str, Any] = {
    "name": "send_mail",
    "description": "Send an e-mail to a recipient.",
    "inputSchema": {
        "type": "object",
        "properties": {"to": {"type": "string"}, "body": {"type": "string"}},
        "required": ["to"],
    },
    "annotations": {"readOnlyHint": False},
}


def server(
    *tools: dict[str, Any], label: str = "mail", status: Status = Status.OK
) -> ScannedServer:
    definitions = [parse_definition(tool) for tool in tools]
    observation = Observation(
        server=label,
        observed_at="2026-11-24T12:00:00Z",
        duration=0,
        status=status,
        reason="",
        transport="stdio",
        sandbox=Sandbox.NONE,
    )
    judged = tuple(ScannedTool(label, one, classify(one)) for one in definitions)
    return ScannedServer(label, label, Path(".mcp.json"), 1, None, observation, judged)


BASE = Base(Path.cwd(), Path("/nonexistent"))


def lock(*tools: dict[str, Any]) -> Tools:
    return locked_tools(server(*tools))


def compare(before: dict[str, Any], **changed: Any) -> list[Change]:
    return list(changes(lock(before), lock(before | changed), "mail"))


def schema(**properties: Any) -> dict[str, Any]:
    known: dict[str, Any] = SEND["inputSchema"]["properties"]
    return {**SEND["inputSchema"], "properties": known | properties}


WORDS = {
    "parameter added": (
        {"inputSchema": schema(bcc={"type": "string"})},
        "`send_mail` now takes `bcc`",
    ),
    "parameters added": (
        {"inputSchema": schema(cc={}, bcc={})},
        "`send_mail` now takes `cc` and `bcc`",
    ),
    "parameter removed": (
        {"inputSchema": {**SEND["inputSchema"], "properties": {"to": {"type": "string"}}}},
        "`send_mail` no longer takes `body`",
    ),
    "required": (
        {"inputSchema": {**SEND["inputSchema"], "required": ["to", "body"]}},
        "`send_mail` now requires `body`",
    ),
    "no longer required": (
        {"inputSchema": {**SEND["inputSchema"], "required": []}},
        "`send_mail` no longer requires `to`",
    ),
    "type": (
        {"inputSchema": schema(to={"type": ["array", "null"]})},
        "`send_mail` takes `to` as array or null instead of string",
    ),
    "parameter described": (
        {"inputSchema": schema(to={"type": "string", "description": "Whom"})},
        "`send_mail` changed `to`: now description Whom",
    ),
    "bound": (
        {"inputSchema": schema(to={"type": "string", "maxLength": 50})},
        "`send_mail` changed `to`: now maxLength 50",
    ),
    "rest of the schema": (
        {"inputSchema": {**SEND["inputSchema"], "additionalProperties": False}},
        "changed what it demands of its arguments as a whole: now additionalProperties false",
    ),
    "description": (
        {"description": "Send an e-mail to one recipient."},
        "`send_mail` has another description: “e-mail to a” → “e-mail to one”",
    ),
    "title added": ({"title": "Send"}, "`send_mail` now has a title"),
    "annotation": (
        {"annotations": {"readOnlyHint": True, "openWorldHint": True}},
        "`openWorldHint` was not declared, is now true; `readOnlyHint` was false, is now true",
    ),
    "output schema": ({"outputSchema": {"type": "object"}}, "now has an output schema"),
    "annotation that is no hint": (
        {"annotations": {"readOnlyHint": False, "x": {"y": 1}}},
        "`send_mail` changed in a detail of its definition",
    ),
}


@pytest.mark.parametrize(("changed", "words"), WORDS.values(), ids=WORDS.keys())
def test_change_is_said_in_words(changed: dict[str, Any], words: str) -> None:
    (change,) = compare(SEND, **changed)
    assert change.kind is Kind.CHANGED
    assert words in change.sentence


def test_new_parameter_and_new_risk_stand_in_one_sentence() -> None:
    tool = {"name": "send_mail", "description": "Send an e-mail to a recipient."}
    bulk = {
        "description": "Send an e-mail to many recipients at once.",
        "inputSchema": {"properties": {"bcc": {"type": "array", "items": {"type": "string"}}}},
    }
    (change,) = compare(tool, **bulk)
    assert change.sentence.startswith("`send_mail` now takes `bcc`; ")
    assert "risk Medium → High" in change.sentence


def test_same_definitions_are_no_change() -> None:
    assert compare(SEND) == []


def test_new_and_missing_tools_are_told() -> None:
    other = {"name": "delete_mail", "description": "Permanently delete a message."}
    (added,) = changes(lock(SEND), lock(SEND, other), "mail")
    (removed,) = changes(lock(SEND, other), lock(SEND), "mail")
    assert added.sentence == "`delete_mail` is new: Destructive, risk Critical"
    assert removed.sentence == "`delete_mail` is gone (was Destructive, risk Critical)"


def test_server_that_cannot_be_listed_stays_as_it_was() -> None:
    former = lock_of([server(SEND)], BASE, former=Lock({}))
    down = server(status=Status.TIMED_OUT)
    assert lock_of([down], BASE, former=former).configurations == former.configurations


def test_verdict_of_another_classifier_is_no_change_of_the_server() -> None:
    before = lock(SEND)
    other = replace(before["send_mail"], risk="Low")
    (change,) = changes({"send_mail": other}, before, "mail")
    assert change.kind is Kind.JUDGED
    assert not change.is_of_server
    assert "risk Low → Medium" in change.sentence


def test_lock_survives_its_file_and_is_the_same_each_time(tmp_path: Path) -> None:
    tools = lock(SEND, SEND, {"name": "send_mail #2"}, {"name": "\ud800"})
    made = Lock({".mcp.json": {"mail": tools}})
    write_lock(tmp_path / "toolrisk.lock", made)
    first = (tmp_path / "toolrisk.lock").read_bytes()
    assert read_lock(tmp_path / "toolrisk.lock") == made
    write_lock(tmp_path / "toolrisk.lock", made)
    assert (tmp_path / "toolrisk.lock").read_bytes() == first
    assert set(tools) == {"send_mail", "send_mail #2", "send_mail #3", "\ud800"}


def test_lock_shows_hidden_characters_as_escapes(tmp_path: Path) -> None:
    made = Lock({".mcp.json": {"mail": lock(SEND | {"description": "Send\u202e it."})}})
    write_lock(tmp_path / "toolrisk.lock", made)
    assert "Send\\u202e it." in (tmp_path / "toolrisk.lock").read_text()


KEYWORDS = {
    "a bound": ({"maximum": 50}, {"maximum": 5000}, "maximum 50 → 5000"),
    "a bound within": ({"items": {"minimum": 1}}, {"items": {"minimum": 0}}, "items/minimum 1 → 0"),
    "a choice": ({"enum": ["a"]}, {"enum": ["a", "b"]}, 'enum ["a"] → ["a", "b"]'),
    "a default": ({"default": False}, {"default": True}, "default false → true"),
    "a bound that is gone": ({"maximum": 5}, {}, "no longer maximum 5"),
    "a description": (
        {"description": "Whom to write to"},
        {"description": "Whom to copy to"},
        "description “Whom to write” → “Whom to copy”",
    ),
    "what cannot be seen": ({"pattern": "a"}, {"pattern": "\u202ea"}, "pattern a → \\u202ea"),
    "many": (
        dict.fromkeys("abcde", 1),
        dict.fromkeys("abcde", 2),
        "a 1 → 2, b 1 → 2, c 1 → 2, 2 more keywords",
    ),
}


@pytest.mark.parametrize(("old", "new", "words"), KEYWORDS.values(), ids=KEYWORDS.keys())
def test_keyword_is_named_with_both_values(
    old: dict[str, Any], new: dict[str, Any], words: str
) -> None:
    before = SEND | {"inputSchema": schema(to={"type": "string", **old})}
    (change,) = compare(before, inputSchema=schema(to={"type": "string", **new}))
    assert change.sentence == f"`send_mail` changed `to`: {words}"


def test_long_texts_are_cut() -> None:
    (change,) = compare(SEND, description="Send " + "very " * 500 + "much.")
    assert len(change.sentence) < 400
    assert "…" in change.sentence
