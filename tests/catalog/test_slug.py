import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.slug import LONGEST, SEGMENT, server_page, server_slug, slug, tool_page, unslug

NAMES = st.text(st.characters(codec=None, exclude_categories=()), max_size=400)


@given(NAMES, st.integers(1, 2000))
def test_every_name_is_reversible(name: str, occurrence: int) -> None:
    assert unslug(slug(name, occurrence)) == (name, occurrence)


@given(NAMES)
def test_a_slug_is_a_harmless_path(name: str) -> None:
    segments = slug(name).split("/")
    assert all(0 < len(segment) <= SEGMENT for segment in segments)
    assert set(slug(name)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_~/")


@given(NAMES, NAMES, st.integers(1, 3), st.integers(1, 3))
def test_no_two_names_share_a_slug_even_where_case_is_folded(
    one: str, other: str, first: int, second: int
) -> None:
    same = slug(one, first).casefold() == slug(other, second).casefold()
    assert same == ((one, first) == (other, second))


@pytest.mark.parametrize(
    ("name", "occurrence", "expected"),
    [
        ("get_user", 1, "get_user"),
        ("getUser", 1, "get~user"),
        ("tools.list", 1, "tools~02elist"),
        ("a/b", 1, "a~02fb"),
        ("", 1, "~"),
        ("", 2, "~~-2"),
        ("get_user", 2, "get_user~-2"),
        ("é", 1, "~1006h"),
    ],
)
def test_slug_of(name: str, occurrence: int, expected: str) -> None:
    assert slug(name, occurrence) == expected
    assert unslug(expected) == (name, occurrence)


def test_a_name_beyond_the_longest_path_is_known_by_its_digest() -> None:
    path = slug("x" * (LONGEST + 1))
    assert path.startswith("~_")
    with pytest.raises(ValueError, match="no slug"):
        unslug(path)


def test_a_server_is_always_one_segment() -> None:
    assert "/" not in server_slug("x" * (SEGMENT + 1))
    assert server_slug("x" * SEGMENT) == "x" * SEGMENT
    assert server_slug("x" * (SEGMENT + 1)) != server_slug("x" * (SEGMENT + 2))


def test_pages_lie_below_their_room() -> None:
    assert server_page("GitHub") == "servers/~git~hub/"
    assert tool_page("git", "log", 2) == "tools/git/log~-2/"
