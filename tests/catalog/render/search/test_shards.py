"""The parts of the index by themselves; the reader is tested where it runs, in a browser."""

import zlib
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from catalog.entry import Row
from catalog.render.search.byname import BLOCK, name_blocks
from catalog.render.search.coding import gaps, packed, put, put_word
from catalog.render.search.postings import INLINE, LEAF, Field, Postings
from catalog.render.search.profile import CONTRADICTIONS, described, profile_of
from classifier import Category, RiskLevel, Signal


def _unpacked(data: bytes) -> bytes:
    return zlib.decompress(data, -zlib.MAX_WBITS)


def _numbers(data: bytes) -> list[int]:
    found, shift, number = [], 0, 0
    for byte in data:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            found.append(number)
            shift = number = 0
    return found


@given(st.sets(st.integers(0, 2**31 - 1)))
def test_gaps_tell_the_numbers(numbers: set[int]) -> None:
    at, found = -1, []
    for step in _numbers(gaps(sorted(numbers))):
        at += step
        found.append(at)
    assert found == sorted(numbers)


@given(st.binary())
def test_what_is_packed_comes_back(data: bytes) -> None:
    assert _unpacked(packed(data)) == data


def _row(risk: RiskLevel, category: Category, signals: tuple[Signal, ...] = ()) -> Row:
    return Row("s", "n", "p", category, risk, False, signals, "")


def test_a_profile_tells_every_label() -> None:
    for risk, category in product(RiskLevel, Category):
        profile = profile_of(_row(risk, category, tuple(Signal)))
        bits = 2 ** len(Signal) - 1
        assert described(profile) == (risk.rank, category.precedence, 0, 0, bits)
    row = Row("s", "n", "p", Category.READ, RiskLevel.LOW, True, (), "", None, CONTRADICTIONS)
    assert described(profile_of(row)) == (0, 4, 1, 15, 0)


def test_profiles_sort_the_gravest_first() -> None:
    profiles = [profile_of(_row(risk, Category.WRITE)) for risk in reversed(RiskLevel)]
    assert profiles == sorted(profiles)
    assert profiles[0] < profile_of(_row(RiskLevel.CRITICAL, Category.READ)) < profiles[1]


def test_leaves_are_small_and_in_order() -> None:
    postings = Postings()
    for number in range(3000):
        postings.add(number, Field.NAME, {f"term{number % 900}", "every"})
    leaves = list(postings.leaves(3000))
    firsts = [leaf.first for leaf in leaves]
    assert len(leaves) > 1 and firsts == sorted(firsts)
    assert all(len(_unpacked(leaf.data)) < LEAF + INLINE + 100 for leaf in leaves)
    assert len(postings.long) == 1 and len(_unpacked(postings.long[0])) == 3000


def test_a_term_in_too_many_texts_is_only_counted() -> None:
    postings = Postings()
    for number in range(2001):
        postings.add(number, Field.TEXT, {"the"})
    (leaf,) = postings.leaves(2001)
    expected = bytearray(b"\0\3the\0\0\0")
    put(expected, 2001)
    assert _unpacked(leaf.data) == bytes(expected) + b"\0\0"
    assert postings.long == []


def test_words_to_complete_leave_whole_names_and_vendors_out() -> None:
    postings = Postings()
    postings.add(0, Field.WHOLE, {"deletefile"})
    postings.add(0, Field.NAME, {"delete", "file", "@acme", "\u524a\u9664"})
    assert list(postings.words(1)) == ["d", "f", "_"]
    assert _unpacked(postings.words(1)["d"]) == b"\0\6delete\1"


def test_tails_tell_what_words_begin_with() -> None:
    postings = Postings()
    postings.add(0, Field.NAME, {"refund", "defund", "file", "id", "@efund"})
    (leaf,) = postings.tails(1)
    assert leaf.first == "efund"
    expected = bytearray(b"\0\5efund\2d\1r\1")
    put_word(expected, b"ile", b"efund")
    assert _unpacked(leaf.data) == bytes(expected) + b"\1f\1"


def test_an_index_without_words_has_no_tails() -> None:
    assert list(Postings().tails(0)) == []


def test_an_empty_index_has_one_leaf() -> None:
    (leaf,) = Postings().leaves(0)
    assert (leaf.first, _unpacked(leaf.data)) == ("", b"")


def test_name_blocks_hold_every_tool_once() -> None:
    sequence = [number % 7 for number in range(BLOCK + 5)]
    blocks = list(name_blocks(iter(sequence)))
    assert [n for block, _ in blocks for n in _numbers(_unpacked(block))] == sequence
    counts = _numbers(blocks[1][1])
    assert counts[0] == 5 and sum(counts[2::2]) == 5
