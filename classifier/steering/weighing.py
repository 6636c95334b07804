"""The weights of the trained steering model, read from the plain JSON of its folder."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path

from classifier.steering.concepts import Concepts, default_concepts
from classifier.steering.grams import grams_of

STEERING_MODEL = Path(__file__).parents[1] / "models/steering_v1"
SCALE = 1000
"""Weights are whole thousandths, so that the same training gives the same bytes."""

LEAST_SPACES = 2
"""Spaces that an order has at least; two words are a title."""

_BREAKS = str.maketrans(dict.fromkeys("\n\t.,;:!?()[]{}<>\"'`*|/\\=", " "))


@dataclass(frozen=True, slots=True, eq=False)
class Steering:
    """Weights of grams: how strongly each speaks for an order that is beyond the tool's use."""

    concepts: Concepts
    bias: float
    weights: Mapping[str, int]
    cues: Mapping[str, int]
    """Weights of plain words, for the quick look that most sentences do not get past."""
    least_cue: int
    """Sum of cues from which on a sentence is weighed."""
    threshold: float
    """From this on a passage counts as steering by itself."""
    confirms: float
    """From this on a passage that a rule points at counts."""

    def hint(self, text: str) -> int:
        """Return the cue of a sentence; enough by itself where its plain words tell too little."""
        if not text.isascii():
            return max(0, self.least_cue)
        return self.cue(text) if text.count(" ") >= LEAST_SPACES else 0

    def cue(self, text: str) -> int:
        """Return what the plain words of `text` add up to."""
        cues = self.cues
        return sum([cues.get(word, 0) for word in cue_words(text)])

    def weigh(self, text: str) -> float:
        """Return how strongly a passage steers; 0 is as likely as not in the training."""
        return self.weigh_grams(grams_of(text, self.concepts))

    def weigh_grams(self, grams: Iterable[str]) -> float:
        """Return the weight of grams, known ones brought to the same length."""
        known = [self.weights[gram] for gram in grams if gram in self.weights]
        return self.bias + sum(known) / SCALE / sqrt(len(known)) if known else self.bias


def cue_words(text: str) -> set[str]:
    """Return the plain words of `text`, as the quick look takes them."""
    return set(text.translate(_BREAKS).lower().split())


@cache
def default_steering() -> Steering:
    """Return the model that ships with the classifier, loaded on first use."""
    return read_steering(STEERING_MODEL)


def read_steering(folder: Path) -> Steering:
    """Read a trained model from its folder."""
    raw = json.loads((folder / "weights.json").read_text(encoding="utf-8"))
    return Steering(
        concepts=default_concepts(),
        bias=raw["bias"],
        weights=raw["weights"],
        cues=raw["cues"],
        least_cue=raw["least_cue"],
        threshold=raw["threshold"],
        confirms=raw["confirms"],
    )
