"""The weights of a trained model, read from the plain JSON of its folder."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from classifier.model.grams import Block
from classifier.taxonomy import Category

MODELS = Path(__file__).parents[1] / "models"
CURRENT = "effect_v1"
"""The folder of the model in use, below `classifier/models`."""
SCALE = 1000
"""Weights are whole thousandths, so that the same training gives the same bytes."""

FIELD = 32
"""Bits of one number in a row."""
BIAS = 1 << 20
"""Added to every number in a row, so that none is negative."""

_MASK = (1 << FIELD) - 1
_SHIFTS = tuple(FIELD * at for at in range(len(Category) + 1))

Row = int
"""Six numbers in one: the weights of a gram for each category in the order of the taxonomy,
then the square of its own length. One addition then adds all six, which is what makes the
model quick enough without numpy."""


@dataclass(frozen=True, slots=True)
class Curve:
    """How a probability of the model becomes a share of right answers: a logistic curve."""

    slope: float
    """Of the logit of the probability."""
    support: float
    """Of the strength of the rules that say the same."""
    offset: float


@dataclass(frozen=True, slots=True)
class Overrule:
    """Where a rule and the model differed in the cross-check, and which was right."""

    rule_right: int
    model_right: int
    seen: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Thresholds of the decision; each was set on servers that the model had not seen."""

    read_needs: float
    """Read is concluded only from this probability on."""
    certain_below: float
    """Read is held for certain only where less than this speaks for a dangerous category."""
    review_below: float
    """Less confident verdicts are for a person to look at."""
    error_bound: float
    """At most this share of the other verdicts is wrong, with 95 % confidence."""
    review_error_bound: float
    """The same for those a person should look at."""


@dataclass(frozen=True, slots=True)
class Model:
    """A trained model: weights, curves from scores to shares, and thresholds."""

    name: str
    bias: tuple[float, ...]
    weights: Mapping[Block, Mapping[str, Row]]
    curves: Mapping[Category, Curve]
    overrules: Mapping[str, Overrule]
    limits: Limits


@cache
def default_model() -> Model:
    """Return the model that ships with the classifier, loaded on first use."""
    return load_model(MODELS / CURRENT)


def load_model(folder: Path) -> Model:
    """Read the model in `folder`; nothing in it is ever executed."""
    weights = _read(folder / "weights.json")
    metadata = _read(folder / "metadata.json")
    return Model(
        name=folder.name,
        bias=tuple(weights["bias"]),
        weights={Block(block): _rows(flat) for block, flat in weights["blocks"].items()},
        curves={
            Category(category): Curve(**curve) for category, curve in metadata["curves"].items()
        },
        overrules={rule: Overrule(**counts) for rule, counts in metadata["overrules"].items()},
        limits=Limits(**metadata["limits"]),
    )


def pack(numbers: Sequence[int]) -> Row:
    """Put whole numbers between -BIAS and BIAS into one row."""
    row = 0
    for at, number in enumerate(numbers):
        row |= (max(-BIAS, min(BIAS - 1, number)) + BIAS) << (FIELD * at)
    return row


def unpack(total: Row, rows: int) -> list[int]:
    """Return the six sums out of `total`, which is the sum of so many `rows`."""
    lifted = rows * BIAS
    return [(total >> shift & _MASK) - lifted for shift in _SHIFTS]


def _rows(flat: Mapping[str, list[int]]) -> dict[str, Row]:
    return {gram: pack(numbers) for gram, numbers in flat.items()}


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
