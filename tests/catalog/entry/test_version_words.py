"""What a version changed in a tool is said in words."""

from pathlib import Path
from typing import Any

import pytest

from catalog.build import classify_new
from catalog.catalogue import StoredCatalogue
from catalog.entry import Judged, Listing, versions_of
from catalog.entry.versions import MOST_WORDS, TOLD, words_between
from catalog.server import Server, SourceKind
from catalog.store import Store
from classifier import classify, parse_definition

SEND: dict[str, Any] = {
    "name": "send_mail",
    "title": "Send",
    "description": "Send an e-mail to a recipient.",
    "inputSchema": {
        "type": "object",
        "properties": {"to": {"type": "string"}, "limit": {"type": "integer", "maximum": 50}},
        "required": ["to"],
    },
    "outputSchema": {"type": "object", "properties": {"id": {"type": "string"}}},
    "annotations": {"readOnlyHint": True},
}


def judged(**changed: Any) -> Judged:
    definition = parse_definition(SEND | changed)
    return definition, classify(definition)


def arguments(**properties: Any) -> dict[str, Any]:
    schema = SEND["inputSchema"]
    return {"inputSchema": schema | {"properties": schema["properties"] | properties}}


CASES = {
    "argument added": (arguments(bcc={"type": "string"}), "now takes `bcc`"),
    "argument removed": (
        {"inputSchema": {"type": "object", "properties": {"to": {"type": "string"}}}},
        "no longer takes `limit`",
    ),
    "required": (
        {"inputSchema": SEND["inputSchema"] | {"required": ["to", "limit"]}},
        "now requires `limit`",
    ),
    "bound": (
        arguments(limit={"type": "integer", "maximum": 5000}),
        "changed `limit`: maximum 50 → 5000",
    ),
    "words": (
        {"description": "Send an e-mail to any recipient."},
        "has another description: “e-mail to a” → “e-mail to any”",
    ),
    "words at the beginning": (
        {"description": "Please send an e-mail to a recipient."},
        "has another description: “Send” → “Please send”",
    ),
    "words before the beginning": (
        {"description": "Never Send an e-mail to a recipient."},
        "has another description: “Send an” → “Never Send an”",
    ),
    "no more words": (
        {"description": None},
        "no longer has a description: “Send an e-mail to a recipient.”",
    ),
    "title": ({"title": "Send now"}, "has another title: “Send” → “Send now”"),
    "hint": ({"annotations": {"readOnlyHint": False}}, "`readOnlyHint` was true, is now false"),
    "output": (
        {"outputSchema": {"type": "object", "properties": {"id": {"type": "integer"}}}},
        "has another output schema: properties/id/type string → integer",
    ),
    "markup and what cannot be seen": (
        arguments(**{"`<b>\u202e": {}}),
        "now takes `ˋ<b>\\u202e`",
    ),
    "a detail": ({"annotations": {"readOnlyHint": True, "x": 1}}, "changed in a detail"),
}


@pytest.mark.parametrize(("changed", "words"), CASES.values(), ids=CASES.keys())
def test_a_change_is_said_in_words(changed: dict[str, Any], words: str) -> None:
    found = words_between(judged(), judged(**changed))
    assert any(each.startswith(words) for each in found), found


def test_another_verdict_is_said_after_the_change() -> None:
    before, after = (
        parse_definition({"name": "notes", "description": said})
        for said in ("List the notes of a project.", "Permanently delete all notes of a project.")
    )
    found = words_between((before, classify(before)), (after, classify(after)))
    assert found[0].startswith("has another description")
    assert any(each.startswith("category ") for each in found[1:])
    assert any(each.startswith("risk ") for each in found[1:])


def test_a_change_behind_much_text_is_told_with_its_words() -> None:
    lead = "Send " + "very " * 5000
    found = words_between(judged(description=f"{lead}slow."), judged(description=f"{lead}fast."))
    assert "“very very slow.” → “very very fast.”" in found[0]


def test_what_is_told_stays_short_whatever_a_server_declares() -> None:
    many = {f"argument_{at}" * 30: {"maximum": at} for at in range(300)}
    more = {name: {"maximum": -1} for name in many}
    added = words_between(judged(), judged(**arguments(**many)))
    changed = words_between(judged(**arguments(**many)), judged(**arguments(**more)))
    assert "288 more" in added[0] and len(added[0]) < 1500
    assert len(changed) < MOST_WORDS + 6 and "and more" in changed


def _listing(day: int, digest: str) -> Listing:
    return Listing(f"1.{day}", f"2026-01-{day:02}T00:00:00Z", ((("send_mail", 1), digest),))


def test_only_what_changed_of_late_is_read_again() -> None:
    asked: list[str] = []

    def recall(digest: str) -> Judged | None:
        asked.append(digest)
        return judged(description=f"Send it to {digest}.")

    found = versions_of([_listing(day, f"list {day // 2}") for day in range(1, 29)], recall)
    assert [each.version for each in found if each.changes] == [
        f"1.{day}" for day in range(28, 28 - TOLD, -2)
    ]
    assert len(asked) == TOLD
    assert "“to list 13.” → “to list 14.”" in found[0].changes[0].words[0]


def test_the_record_keeps_what_is_told(make_observation: Any, tmp_path: Path) -> None:
    with Store(tmp_path / "catalog.db") as store:
        for version, (definition, _) in (("1", judged()), ("2", judged(**arguments(bcc={})))):
            server = Server("shop", SourceKind.NPM, version=version)
            store.record(server, make_observation([definition]), version)
        classify_new(store)
        (entry,) = StoredCatalogue(store).entries()
    (change,) = entry.versions[0].changes
    assert (change.name, change.occurrence, change.words) == ("send_mail", 1, ("now takes `bcc`",))
    assert entry.versions[1].changes == ()
