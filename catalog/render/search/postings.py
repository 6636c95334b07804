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
_COMMON_SHARE = 0.03
_COMMON_LEAST = 2_000


class Field(IntEnum):
    """Where a term was found; the order is the order in a leaf."""

    WHOLE = 0
    """It is the whole name, without its separators."""
    NAME = 1
    OWNER = 2
    """Name or title of the server, or its vendor."""
    TEXT = 3


Lists = tuple["array[int]", ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A run of terms with their lists."""

    first: str
    data: bytes


@dataclass(slots=True)
class Postings:
    """Lists of ids by term and field, gathered in ascending order of ids."""

    _lists: dict[str, Lists] = field(default_factory=dict)
    long: list[bytes] = field(default_factory=list)
    """Lists too long for a leaf, once `leaves` has run."""

    def add(self, number: int, where: Field, found: set[str]) -> None:
        """Write down that the terms `found` are in the field `where` of an entry."""
        for term in found:
            lists = self._lists.get(term)
            if lists is None:
                lists = self._lists[term] = tuple(array("I") for _ in Field)
            lists[where].append(number)

    def leaves(self, entries: int) -> Iterator[Leaf]:
        """Yield all terms in sorted runs; texts are not searched for what is in too many."""
        limit = max(_COMMON_LEAST, int(entries * _COMMON_SHARE))
        out, first, former = bytearray(), "", b""
        for term in sorted(self._lists, key=sort_key):
            if len(out) >= LEAF:
                yield Leaf(first, packed(bytes(out)))
                out, former = bytearray(), b""
            first = first if out else term
            put_word(out, coded := term.encode(), former)
            former = coded
            for where in Field:
                self._put_list(out, self._lists[term][where], where is Field.TEXT and limit)
        yield Leaf(first, packed(bytes(out)))

    def words(self, entries: int) -> dict[str, bytes]:
        """Return the terms that typing completes and mends, by their first character."""
        least = 2 if entries > _COMMON_LEAST else 1
        shards: dict[str, list[str]] = {}
        for term in sorted(self._lists, key=sort_key):
            if term[0] != "@" and self._is_word(term, least):
                shards.setdefault(shard_of(term), []).append(term)
        return {name: packed(self._words(terms)) for name, terms in shards.items()}

    def _is_word(self, term: str, least: int) -> bool:
        _, name, owner, text = self._lists[term]
        return bool(name or owner) or len(text) >= least

    def _words(self, terms: list[str]) -> bytes:
        out, former = bytearray(), b""
        for term in terms:
            put_word(out, coded := term.encode(), former)
            former = coded
            put(out, sum(map(len, self._lists[term][1:])).bit_length())
        return bytes(out)

    def _put_list(self, out: bytearray, ids: "array[int]", limit: int) -> None:
        """Append count, length and gaps; length 0 points to a long list, or to none."""
        put(out, len(ids))
        if not ids:
            return
        if limit and len(ids) > limit:
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
