from collections.abc import Sequence

import pytest

from catalog.entry.wording import counted, first_few, label, listed, sentence, shortened


@pytest.mark.parametrize(
    ("parts", "text"),
    [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")],
)
def test_parts_are_joined_as_in_speech(parts: Sequence[str], text: str) -> None:
    assert listed(parts) == text


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 tools"), (1, "1 tool"), (2, "2 tools"), (50_000, "50,000 tools")]
)
def test_a_number_agrees_with_its_noun(number: int, text: str) -> None:
    assert counted(number, "tool") == text


def test_names_behind_the_first_few_are_counted() -> None:
    assert first_few(["a", "b", "c", "d"], 2) == "a, b and 2 more"
    assert first_few(["a", " ", "c"], 3) == "a, one with a blank name and c"


@pytest.mark.parametrize("name", ["", " ", "\t\n\u3000"])
def test_a_blank_name_becomes_a_phrase(name: str) -> None:
    assert label(name) == "the tool with a blank name"


def test_a_long_name_is_shortened_and_a_short_one_is_not() -> None:
    assert len(label("x" * 300)) == 80
    assert label("<script>") == "<script>"
    assert shortened("abcdef", 4) == "abc…"


def test_a_sentence_ends_with_one_full_stop() -> None:
    assert sentence("get_order reads") == "get_order reads."
    assert sentence("It reads.") == "It reads."
