"""Figures over outcomes: accuracy, confusion, calibration, abstention, each with its interval."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from classifier.taxonomy import Category
from classifier.training.outcomes import Outcome

_Z = 1.959964
BINS = 10
DANGEROUS = (Category.FINANCIAL, Category.DESTRUCTIVE, Category.EXECUTE)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the interval of Wilson at 95 %."""

    hits: int
    seen: int

    @property
    def value(self) -> float:
        """The share itself, 0 where nothing was seen."""
        return self.hits / self.seen if self.seen else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Between which values the true share lies, with 95 % confidence."""
        if not self.seen:
            return 0.0, 1.0
        share, square = self.value, _Z * _Z / self.seen
        middle = (share + square / 2) / (1 + square)
        half = (
            _Z / (1 + square) * math.sqrt(share * (1 - share) / self.seen + square / self.seen / 4)
        )
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Bin:
    """Verdicts of about one confidence."""

    confidence: float
    right: Share


def share(hits: Iterable[bool]) -> Share:
    """Count how many of `hits` are true."""
    listed = list(hits)
    return Share(sum(listed), len(listed))


def accuracy(outcomes: Iterable[Outcome]) -> Share:
    """Return how many verdicts agree with their label."""
    return share(one.is_right for one in outcomes if one.label)


def confusion(outcomes: Iterable[Outcome]) -> Counter[tuple[Category, Category]]:
    """Count outcomes by label and verdict."""
    return Counter((one.label, one.conclusion.category) for one in outcomes if one.label)


def recall(counts: Counter[tuple[Category, Category]], category: Category) -> Share:
    """Return how many of the tools of `category` are found."""
    return Share(counts[category, category], sum(counts[category, one] for one in Category))


def precision(counts: Counter[tuple[Category, Category]], category: Category) -> Share:
    """Return how many verdicts of `category` are right."""
    return Share(counts[category, category], sum(counts[one, category] for one in Category))


def macro_f1(counts: Counter[tuple[Category, Category]]) -> float:
    """Return the mean over the categories of the harmonic mean of precision and recall."""
    return sum(_f1(counts, category) for category in Category) / len(Category)


def taken_for_read(outcomes: Iterable[Outcome], above: float = 0.0) -> Share:
    """Return how many dangerous tools were taken for Read, with more confidence than `above`."""
    return share(
        one.conclusion.category is Category.READ and one.conclusion.confidence > above
        for one in outcomes
        if one.label in DANGEROUS
    )


def calibration(outcomes: Sequence[Outcome]) -> Iterator[Bin]:
    """Yield ten bins of equal width, the empty ones left out."""
    for at in range(BINS):
        low, high = at / BINS, (at + 1) / BINS
        inside = [
            one
            for one in outcomes
            if one.label and low <= one.conclusion.confidence < high + (at == BINS - 1)
        ]
        if inside:
            mean = sum(one.conclusion.confidence for one in inside) / len(inside)
            yield Bin(mean, accuracy(inside))


def calibration_error(outcomes: Sequence[Outcome]) -> float:
    """Return the expected calibration error: the mean distance of confidence from accuracy."""
    bins = list(calibration(outcomes))
    seen = sum(one.right.seen for one in bins)
    return sum(abs(one.confidence - one.right.value) * one.right.seen for one in bins) / max(
        1, seen
    )


def abstention(outcomes: Sequence[Outcome], points: int = 40) -> Iterator[tuple[float, float]]:
    """Yield the share sent to review and the error among the rest, least confident first."""
    ranked = sorted(
        (one for one in outcomes if one.label), key=lambda one: one.conclusion.confidence
    )
    for at in range(points):
        sent = round(len(ranked) * at / points / 2)
        rest = ranked[sent:]
        yield sent / len(ranked), 1 - accuracy(rest).value


def _f1(counts: Counter[tuple[Category, Category]], category: Category) -> float:
    found, right = recall(counts, category).value, precision(counts, category).value
    return 2 * found * right / (found + right) if found + right else 0.0
