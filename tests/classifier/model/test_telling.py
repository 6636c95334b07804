"""What is shown of the model's weighing says something to a person."""

import pytest

from classifier import classify, parse_definition

_STOP = {"of", "to", "a", "the", "in", "for", "by"}


@pytest.mark.parametrize(
    "raw",
    [
        {"name": "take_view", "description": "Take a view of the page to the list of a thing."},
        {"name": "zorblax", "description": "Of the note to a shelf in the library by the owner."},
    ],
)
def test_no_evidence_of_the_model_is_made_of_stop_words_only(raw: dict[str, str]) -> None:
    found = classify(parse_definition(raw)).findings
    shown = [each.quote.lower().split() for each in found if each.rule.startswith("model/")]
    assert all(set(words) - _STOP for words in shown)
