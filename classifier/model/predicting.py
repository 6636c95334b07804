"""Let the model predict the category of a definition, and say what moved it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from classifier.model.grams import Block
from classifier.model.weights import FIELD, SCALE, Model, unpack
from classifier.taxonomy import Category

CATEGORIES = tuple(Category)
_PLACES = {category: at for at, category in enumerate(CATEGORIES)}
_MASK = (1 << FIELD) - 1
_EVIDENCE = (
    (Block.NAME, Block.SUMMARY, Block.PARAMETERS),
    (Block.REST,),
)


class Push(NamedTuple):
    """How much one gram moved the scores towards one category and away from another."""

    block: Block
    gram: str
    weight: float


class Scored(NamedTuple):
    """The probabilities of all categories, and the grams that they come from."""

    model: Model
    probabilities: tuple[float, ...]
    """In the order of the taxonomy; they add up to 1."""
    known: Mapping[Block, Sequence[str]]
    """The grams of each block that the model has a weight for."""
    lengths: Mapping[Block, float]

    @property
    def category(self) -> Category:
        """The most probable category; of equals the worse."""
        return CATEGORIES[self.probabilities.index(max(self.probabilities))]

    def of(self, category: Category) -> float:
        """Return the probability of `category`."""
        return self.probabilities[_PLACES[category]]

    def strongest(self, towards: Category, away_from: Category, least: float) -> list[Push]:
        """Return the grams of texts that moved the scores by `least` or more, strongest first.

        What follows the first sentence is looked at only where nothing before it stands out.
        """
        up, down = _PLACES[towards] * FIELD, _PLACES[away_from] * FIELD
        for blocks in _EVIDENCE:
            pushes = [push for block in blocks for push in self._pushes(block, up, down, least)]
            if pushes:
                return sorted(pushes, key=lambda push: (-push.weight, push.block, push.gram))
        return []

    def _pushes(self, block: Block, up: int, down: int, least: float) -> Iterator[Push]:
        length = self.lengths.get(block, 1.0) * SCALE
        cut = least * length
        grams = self.known.get(block, ())
        for gram, row in zip(grams, map(self.model.weights[block].__getitem__, grams), strict=True):
            weight = (row >> up & _MASK) - (row >> down & _MASK)
            if weight >= cut:
                yield Push(block, gram, weight / length)


def score(model: Model, grams: Mapping[Block, set[str]]) -> Scored:
    """Return what `model` makes of the grams of one definition."""
    totals = list(model.bias)
    known: dict[Block, Sequence[str]] = {}
    lengths: dict[Block, float] = {}
    for block, table in model.weights.items():
        # Weights are whole numbers, so the order of a set does not move their sums.
        found = known[block] = list(filter(table.__contains__, grams[block]))
        if not found:
            continue
        *sums, square = unpack(sum(map(table.__getitem__, found)), len(found))
        length = 1.0 if block is Block.FACTS else math.sqrt(square / SCALE)
        lengths[block] = length
        share = 1 / (SCALE * length)
        for at, moved in enumerate(sums):
            totals[at] += moved * share
    return Scored(model, _softmax(totals), known, lengths)


def _softmax(scores: list[float]) -> tuple[float, ...]:
    most = max(scores)
    shares = [math.exp(value - most) for value in scores]
    total = sum(shares)
    return tuple(share / total for share in shares)
