"""The sentence about the runner-up is made of this definition's own findings."""

from itertools import permutations
from pathlib import Path

import pytest
import yaml

from classifier import Category, parse_definition
from classifier.deciding import decide
from classifier.explaining import why_not_runner_up
from classifier.features import read_features
from classifier.rule import Zone
from classifier.ruleset import default_ruleset

_TEXTS = yaml.safe_load(
    (Path(__file__).parents[2] / "classifier/texts.yaml").read_text(encoding="utf-8")
)

_CASES = {
    "both say so, the worse governs": (
        {"name": "create_and_delete_note"},
        "Destructive rather than Write: the name says `delete`, the name says `create` as well, "
        "and of two equally strong findings the worse governs.",
    ),
    "an operation outweighs the name": (
        {"name": "list_notes", "inputSchema": {"properties": {"action": {"enum": ["delete"]}}}},
        "Destructive rather than Read: one of its operations is `delete`, "
        "which counts for more here, although the name says `list`.",
    ),
    "a phrase outweighs a word of it": (
        {"name": "git_reset"},
        "Destructive rather than Write: the name says `git_reset`, "
        "and taken as a whole that says more than `reset` alone.",
    ),
    "nothing speaks for the runner-up": (
        {"name": "list_notes"},
        "Read rather than Write: the name says `list`, "
        "and nothing in the definition says that it leaves a change behind.",
    ),
    "a hint that a call changes something does not speak for Write": (
        {"name": "run_code", "annotations": {"readOnlyHint": False}},
        "Execute rather than Write: the name says `run_code`, "
        "and what it changes depends on what is run.",
    ),
    "nothing decides": (
        {"name": "zorblax"},
        "Read rather than Write is a guess: nothing in the definition decides between them.",
    ),
}


def _sentence(raw: dict[str, object]) -> str:
    rules = default_ruleset()
    return why_not_runner_up(
        decide(rules.fired(read_features(parse_definition(raw), rules.lexicon)))
    )


@pytest.mark.parametrize(("raw", "want"), _CASES.values(), ids=_CASES.keys())
def test_runner_up_is_explained(raw: dict[str, object], want: str) -> None:
    assert _sentence(raw) == want


def test_there_is_a_sentence_for_every_pair() -> None:
    assert set(_TEXTS["lacking"]) == {f"{one}/{other}" for one, other in permutations(Category, 2)}


def test_there_is_a_phrase_for_every_place_that_is_quoted() -> None:
    assert set(_TEXTS["places"]) == set(Zone) - {Zone.ACT, Zone.SHAPE}


def test_long_quote_is_shortened() -> None:
    description = "Note. These are deleted permanently" + " and" * 100
    assert len(_sentence({"name": "x" * 300 + "_delete", "description": description})) < 400


def test_backtick_in_a_quote_does_not_end_the_quotation() -> None:
    sentence = _sentence({"name": "run", "description": "Runs `sql` and any\n`graphql` query."})
    assert sentence.count("`") == 4
