import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.render.invisible import marked, marked_name, plain, plain_name, shorten

EVERYTHING = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "a[U+202E]b"),
        ("a\u200bb", "a[U+200B]b"),
        ("\ud800", "[U+D800]"),
        ("\x00\x1b", "[U+0000][U+001B]"),
        ("tag\U000e0041", "tag[U+E0041]"),
        ("two\r\nlines\n\ttab", "two\nlines\n\ttab"),
        ("Z" + "\u0351" * 9, "Z\u0351\u0351\u0351[U+0351 ×6]"),
        ("caf\u0065\u0301", "caf\u0065\u0301"),
        ("👨\u200d👩 ⚠\ufe0f", "👨\u200d👩 ⚠\ufe0f"),
        ("a\ufe0fb\u200dc", "a[U+FE0F]b[U+200D]c"),
    ],
    ids=ascii,
)
def test_what_cannot_be_seen_is_marked_in_text(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("", "(empty name)"),
        (" ", "[U+0020]"),
        ("a  b", "a [U+0020]b"),
        (" a", "[U+0020]a"),
        ("\t\n", "[U+0009][U+000A]"),
        ("a\u00a0b\u3000", "a[U+00A0]b[U+3000]"),
        ("plain name", "plain name"),
    ],
    ids=ascii,
)
def test_white_space_that_misleads_is_marked_in_names(name: str, shown: str) -> None:
    assert plain_name(name) == shown


@given(EVERYTHING)
def test_marked_text_has_no_markup_but_the_marks(text: str) -> None:
    bare = marked(text).replace('<mark class="unseen">', "").replace("</mark>", "")
    assert "<" not in bare and '"' not in bare
    bare.encode()


@given(EVERYTHING)
def test_both_forms_of_a_name_say_the_same(name: str) -> None:
    assert marked_name(name).striptags().strip() == " ".join(plain_name(name).split())
    assert plain_name(name).isprintable() or not name.isascii()


@given(EVERYTHING, st.integers(1, 50))
def test_shortened_text_is_never_longer_than_allowed(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit
