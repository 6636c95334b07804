"""Which tools and servers a term is in, written as sorted leaves that are fetched one by one."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from catalog.render.search.coding import gaps, packed, put, put_word
from catalog.render.search.terms import sort_key

LEAF = 10_000
"""Bytes of one leaf before it is packed, about."""
INLINE = 2_000
"""Longest list of ids within a leaf; a longer one has a file of its own."""
_COMMON_LEAST = 2_000
_SHORTEST_TAIL = 2


class Field(IntEnum):
    """Where a term was found; the order is the order in a leaf."""

    WHOLE = 0
    """It is the whole name, without its separators."""
    NAME = 1
    OWNER = 2
    """Name or title of the server, or its vendor."""
    TEXT = 3


_COMMON = {Field.OWNER: 0.1, Field.TEXT: 0.03}
"""From which share of all entries on a term tells nothing in a field."""
_NONE = array("I")
Lists = dict[str, "array[int]"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A run of terms with their lists."""

    first: str
    data: bytes


@dataclass(slots=True)
class Postings:
    """Lists of ids by term and field, gathered in ascending order of ids."""

    _lists: tuple[Lists, ...] = field(default_factory=lambda: tuple({} for _ in Field))
    """Per field, by term."""
    long: list[bytes] = field(default_factory=list)
    """Lists too long for a leaf, once `leaves` has run."""

    def add(self, number: int, where: Field, found: set[str]) -> None:
        """Write down that the terms `found` are in the field `where` of an entry."""
        lists = self._lists[where]
        for term in found:
            ids = lists.get(term)
            if ids is None:
                ids = lists[term] = array("I")
            ids.append(number)

    def leaves(self, entries: int) -> Iterator[Leaf]:
        """Yield all terms in sorted runs; of what is in too many entries only how many."""
        limits = {where: max(_COMMON_LEAST, int(entries * it)) for where, it in _COMMON.items()}
        out, first, former = bytearray(), "", b""
        for term in self._terms():
            if len(out) >= LEAF:
                yield Leaf(first, packed(bytes(out)))
                out, former = bytearray(), b""
            first = first if out else term
            put_word(out, coded := term.encode(), former)
            former = coded
            for where in Field:
                self._put_list(out, self._lists[where].get(term, _NONE), limits.get(where))
        yield Leaf(first, packed(bytes(out)))

    def words(self, entries: int) -> dict[str, bytes]:
        """Return the terms that typing completes and mends, by their first character."""
        shards: dict[str, list[str]] = {}
        for term in self._known(entries):
            shards.setdefault(shard_of(term), []).append(term)
        return {name: packed(self._words(terms)) for name, terms in shards.items()}

    def tails(self, entries: int) -> Iterator[Leaf]:
        """Yield the same words without their first character, sorted, to mend a slip in it."""
        heads: dict[str, list[str]] = {}
        for term in self._known(entries):
            if len(term) > _SHORTEST_TAIL and term[0] <= "\uffff":
                heads.setdefault(term[1:], []).append(term[0])
        out, first, former = bytearray(), "", b""
        for tail in sorted(heads, key=sort_key):
            if len(out) >= LEAF:
                yield Leaf(first, packed(bytes(out)))
                out, former = bytearray(), b""
            first = first if out else tail
            put_word(out, coded := tail.encode(), former)
            former = coded
            put(out, len(heads[tail]))
            for head in heads[tail]:
                put(out, ord(head))
                put(out, self._size(head + tail))
        if out:
            yield Leaf(first, packed(bytes(out)))

    def _terms(self) -> list[str]:
        return sorted(set().union(*self._lists), key=sort_key)

    def _known(self, entries: int) -> Iterator[str]:
        least = 2 if entries > _COMMON_LEAST else 1
        return (term for term in self._terms() if term[0] != "@" and self._is_word(term, least))

    def _is_word(self, term: str, least: int) -> bool:
        _, names, owners, texts = self._lists
        return term in names or term in owners or len(texts.get(term, _NONE)) >= least

    def _words(self, terms: list[str]) -> bytes:
        out, former = bytearray(), b""
        for term in terms:
            put_word(out, coded := term.encode(), former)
            former = coded
            put(out, self._size(term))
        return bytes(out)

    def _size(self, term: str) -> int:
        return sum(len(lists.get(term, _NONE)) for lists in self._lists[1:]).bit_length()

    def _put_list(self, out: bytearray, ids: "array[int]", limit: int | None) -> None:
        """Append count, length and gaps; length 0 points to a long list, or to none."""
        put(out, len(ids))
        if not ids:
            return
        if limit is not None and len(ids) > limit:
            out += b"\0\0"
            return
        data = gaps(ids)
        if len(data) <= INLINE:
            put(out, len(data))
            out += data
            return
        self.long.append(packed(data))
        put(out, 0)
        put(out, len(self.long))


def shard_of(term: str) -> str:
    """Return the name of the shard of words that holds a term."""
    return term[0] if term[0] in _LETTERS else "_"


_LETTERS = "abcdefghijklmnopqrstuvwxyz"
