"""Split examples so that no server and no near-duplicate is on both sides."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classifier.training.examples import Example

PARTS = 5


@dataclass(frozen=True, slots=True)
class Fold:
    """Examples to learn from, and others that nothing of them is known about."""

    seen: tuple[Example, ...]
    unseen: tuple[Example, ...]


def folds(examples: Sequence[Example], *, parts: int = PARTS, seed: int = 0) -> Iterator[Fold]:
    """Yield `parts` folds; every example is unseen in exactly one of them.

    Servers are spread by a hash, so the split never depends on the order. What is a
    near-duplicate of an unseen example is left out of what is seen.
    """
    for part in range(parts):
        unseen = tuple(one for one in examples if part_of(one.server, parts, seed) == part)
        near = {one.near for one in unseen}
        seen = tuple(
            one
            for one in examples
            if part_of(one.server, parts, seed) != part and one.near not in near
        )
        yield Fold(seen, unseen)


def part_of(server: str, parts: int, seed: int) -> int:
    """Return the part of a server, 0 … parts - 1."""
    return zlib.crc32(f"{seed} {server}".encode("utf-8", "replace")) % parts
