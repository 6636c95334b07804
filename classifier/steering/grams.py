"""The grams of a passage: its words, their concepts, and how these follow each other."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from classifier.steering.concepts import Concepts, Word

NEAR = 3
"""Words that two concepts may be apart to count as near each other."""


def grams_of(text: str, concepts: Concepts) -> set[str]:
    """Return the grams of a passage.

    `w:` a word, `b:` two words in a row, `c:` a concept, `q:` two concepts near each other, and
    `d:` two or three words in a row with concepts in their place and fillers left out.
    """
    words = concepts.words(text)
    found = {f"c:{one}" for word in words for one in word.concepts}
    found.update(f"w:{word.word}" for word in words)
    spelt = ["^", *(word.word for word in words)]
    found.update(f"b:{first} {second}" for first, second in pairwise(spelt))
    found.update(_near(words))
    found.update(_told(words, concepts))
    return found


def _near(words: Sequence[Word]) -> Iterator[str]:
    for at, word in enumerate(words):
        for other in words[at + 1 : at + 1 + NEAR]:
            for first in word.concepts:
                for second in other.concepts:
                    yield f"q:{first}>{second}"


def _told(words: Sequence[Word], concepts: Concepts) -> Iterator[str]:
    kept = [word for word in words if word.word not in concepts.fillers]
    told = ["^", *(word.concepts[0].upper() if word.concepts else word.word for word in kept)]
    for first, second in pairwise(told):
        yield f"d:{first} {second}"
    for at in range(len(told) - 2):
        yield f"d:{told[at]} {told[at + 1]} {told[at + 2]}"
