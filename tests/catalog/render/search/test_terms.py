import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.render.search.terms import LONGEST, joined, sort_key, terms

CASES = json.loads(Path(__file__).with_name("terms.json").read_text("utf-8"))


@pytest.mark.parametrize(("text", "found", "name"), CASES, ids=[case[0][:20] for case in CASES])
def test_a_text_is_found_by_its_terms(text: str, found: list[str], name: str) -> None:
    assert (terms(text), joined(text)) == (found, name)


@given(st.text())
def test_any_text_gives_short_terms(text: str) -> None:
    assert all(0 < len(term) <= LONGEST for term in terms(text))
    assert len(joined(text)) <= LONGEST


def test_terms_sort_as_javascript_sorts_them() -> None:
    # In UTF-16 an astral character comes before U+FF5E, in code points behind it.
    assert sorted(["\uff5e", "\U00020000", "a"], key=sort_key) == ["a", "\U00020000", "\uff5e"]
