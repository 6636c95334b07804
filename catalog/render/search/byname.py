"""The order by name, as a sequence of profiles in blocks.

Within a profile the ids follow the names already, so the sequence alone tells each id: it is
the first of its profile and as many more as the profile came up before.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from catalog.render.search.coding import packed, put

BLOCK = 2_048
"""Tools in one block."""


def name_blocks(profiles: Iterator[int]) -> Iterator[tuple[bytes, bytes]]:
    """Yield each block and, to find one's way without it, how often each profile is in it."""
    while block := list(islice(profiles, BLOCK)):
        out = bytearray()
        for number in block:
            put(out, number)
        yield packed(bytes(out)), _histogram(block)


def _histogram(block: list[int]) -> bytes:
    counts = sorted(Counter(block).items())
    out = bytearray()
    put(out, len(counts))
    former = -1
    for number, count in counts:
        put(out, number - former)
        put(out, count)
        former = number
    return bytes(out)
