"""The checker reads every sentence that pages can hold, and no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proof_sentences import KINDS, Unreadable, read_besides, read_claim, read_outcome

from policy import Effect

COUNTS = st.fixed_dictionaries({kind: st.sampled_from((0, 0, 1, 2, 999, 1000)) for kind in KINDS})


@given(COUNTS)
def test_every_claim_is_read_back(counts: dict[str, int]) -> None:
    groups = {kind: ("x",) * count for kind, count in counts.items()}
    assert read_claim(Effect(**groups).sentence()) == counts


def test_what_a_claim_says_besides_is_read_back() -> None:
    effect = Effect(asked=("a", "b", "c"), refusing=("b",), counted=("a", "c", "d"), checked=("d",))
    sentence = effect.sentence()
    assert read_claim(sentence) == dict.fromkeys(KINDS, 0) | {"asked": 3, "checked": 1}
    assert read_besides(sentence) == {"refusing": 1, "asked_counted": 2, "checked_counted": 1}


@pytest.mark.parametrize("others", [(), ("b", "c")])
def test_a_refusal_that_is_named_is_read_back(others: tuple[str, ...]) -> None:
    effect = Effect(asked=("a",), refusing=("a",), refusals=("an `x` over 1",), open=others)
    sentence = effect.sentence()
    assert read_claim(sentence) == dict.fromkeys(KINDS, 0) | {"asked": 1, "open": len(others)}
    assert read_besides(sentence) == {"refusing": 1, "asked_counted": 0, "checked_counted": 0}


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "Hides 1 tool.",
        "hides 1 tool; no tool stays callable as before.",
        "Hides 1 tool; no tool stays callable as before",
        "Hides 2 tool; no tool stays callable as before.",
        "Hides 0 tools; the other 2 stay callable as before.",
        "Hides 1000 tools; no tool stays callable as before.",
        "Hides 1 tool; hides 2 tools; no tool stays callable as before.",
        "Denies every call of 1 tool; hides 1 tool; no tool stays callable as before.",
        "The other 2 stay callable as before.",
        "All tools stay callable as before.",
        "Hides its only tool; no tool stays callable as before.",
        "Refuses an `x` over 1, asks for approval before any call of its only tool goes through.",
        "Asks for approval before any other call of its only tool goes through.",
        "Checks the arguments of its only tool and limits how often all of them can be called.",
        "Checks the arguments of its only tool and more.",
    ],
)
def test_what_is_no_claim_is_refused(sentence: str) -> None:
    with pytest.raises(Unreadable):
        read_claim(sentence)


def test_a_sentence_about_a_document_is_understood_or_refused() -> None:
    told = "The document shown here lets a call of a b through."
    outcome = read_outcome(
        f"{told} The limit is 1 call within 60 seconds; the next call is denied."
    )
    assert outcome is not None
    assert (outcome.kind, outcome.name, outcome.rate) == ("allowed", "a b", (1, 60))
    assert read_outcome("It is a tool.") is None
    with pytest.raises(Unreadable):
        read_outcome("The document shown here makes everything good.")
