"""Declared annotations are held against what the definition shows."""

from typing import Any

import pytest

from classifier import classify, parse_definition

_CASES: list[tuple[str, dict[str, Any], list[tuple[str, bool, bool]]]] = [
    ("delete_note", {"readOnlyHint": True}, [("readOnlyHint", True, False)]),
    ("update_note", {"readOnlyHint": True}, [("readOnlyHint", True, False)]),
    ("delete_note", {"destructiveHint": False}, [("destructiveHint", False, True)]),
    ("get_note", {"readOnlyHint": False}, [("readOnlyHint", False, True)]),
    ("get_note", {"destructiveHint": True}, [("destructiveHint", True, False)]),
    # Not only additive: an update is that, so nothing contradicts.
    ("update_note", {"destructiveHint": True}, []),
    ("create_note", {"destructiveHint": False, "readOnlyHint": False}, []),
    # MCP gives destructiveHint no meaning beside readOnlyHint: true.
    ("get_note", {"readOnlyHint": True, "destructiveHint": True}, []),
    ("get_note", {}, []),
    ("delete_note", {"readOnlyHint": None}, []),
]


@pytest.mark.parametrize(("name", "annotations", "want"), _CASES)
def test_contradictions_of_annotations(
    name: str, annotations: dict[str, Any], want: list[tuple[str, bool, bool]]
) -> None:
    found = classify(parse_definition({"name": name, "annotations": annotations})).contradictions
    assert [(one.annotation, one.declared, one.derived) for one in found] == want
    assert all(one.reason.endswith(".") for one in found)


def test_annotation_is_evidence_and_not_truth() -> None:
    verdict = classify(
        parse_definition({"name": "delete_x", "annotations": {"readOnlyHint": True}})
    )
    assert verdict.category == "Destructive"


def test_absent_hint_is_no_evidence() -> None:
    bare = classify(parse_definition({"name": "zorblax"}))
    assert bare.needs_review
    assert bare.findings == ()


@pytest.mark.parametrize(
    ("name", "description", "wants"),
    [
        ("filePath", "Where to save the note to.", []),
        ("filename", "Write the note there instead of returning it.", []),
        ("path", "Path of the note.", ["readOnlyHint"]),
        ("format", "How the note was saved.", ["readOnlyHint"]),
    ],
)
def test_a_reader_that_may_save_a_file_declares_rightly_that_it_changes_something(
    name: str, description: str, wants: list[str]
) -> None:
    schema = {"properties": {name: {"type": "string", "description": description}}}
    raw = {"name": "get_note", "inputSchema": schema, "annotations": {"readOnlyHint": False}}
    verdict = classify(parse_definition(raw))
    if verdict.category == "Read":
        assert [one.annotation for one in verdict.contradictions] == wants
