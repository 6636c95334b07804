"""The sentence about the runner-up is made of this definition's own findings."""

from itertools import permutations
from pathlib import Path

import pytest
import yaml

from classifier import Category, classify, parse_definition
from classifier.rule import Zone

_TEXTS = yaml.safe_load(
    (Path(__file__).parents[2] / "classifier/texts.yaml").read_text(encoding="utf-8")
)

_CASES = {
    "both say so, the worse governs": (
        {"name": "create_and_delete_note"},
        "Destructive rather than Write: the name says `delete`; "
        "the name says `create` too, but the worse of the two governs.",
    ),
    "an operation outweighs the name": (
        {"name": "list_notes", "inputSchema": {"properties": {"action": {"enum": ["delete"]}}}},
        "Destructive rather than Read: one of its operations is `delete`, "
        "which weighs more than that the name says `list`.",
    ),
    "nothing decides": (
        {"name": "zorblax"},
        "Read rather than Write is a guess: nothing in the definition decides between them.",
    ),
}


@pytest.mark.parametrize(("raw", "want"), _CASES.values(), ids=_CASES.keys())
def test_runner_up_is_explained(raw: dict[str, object], want: str) -> None:
    assert classify(parse_definition(raw)).why_not_runner_up == want


def test_there_is_a_sentence_for_every_pair() -> None:
    assert set(_TEXTS["lacking"]) == {f"{one}/{other}" for one, other in permutations(Category, 2)}


def test_there_is_a_phrase_for_every_place_that_is_quoted() -> None:
    assert set(_TEXTS["places"]) == set(Zone) - {Zone.ACT, Zone.SHAPE}


def test_long_quote_is_shortened() -> None:
    description = "Note. These are deleted permanently" + " and" * 100
    verdict = classify(
        parse_definition({"name": "x" * 300 + "_delete", "description": description})
    )
    assert len(verdict.why_not_runner_up) < 400
