"""Counts as the segments of a bar, in whole thousandths of its length."""

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.render.address import label_page
from classifier import Category, RiskLevel

LENGTH = 1000
"""Length of a bar in its own units."""
_LEAST = 6
"""What a segment is drawn with at least, so that one in a thousand is still seen."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One label of a bar."""

    label: Category | RiskLevel
    page: str
    count: int
    start: int
    width: int
    """Of the whole; 0 where the count is 0."""
    share: int
    """Width beside the longest segment, for bars that stand below each other."""


def segments(
    counts: Iterable[tuple[Category | RiskLevel, int]],
) -> tuple[Segment, ...]:
    """Return one segment for each label, in the order given."""
    pairs = list(counts)
    total = sum(count for _, count in pairs)
    largest = max((count for _, count in pairs), default=0)
    widths = _widths([count for _, count in pairs], total)
    return tuple(
        Segment(
            label=label,
            page=label_page(label),
            count=count,
            start=sum(widths[:at]),
            width=widths[at],
            share=max(_LEAST, count * LENGTH // largest) if count else 0,
        )
        for at, (label, count) in enumerate(pairs)
    )


def _widths(counts: list[int], total: int) -> list[int]:
    widths = [max(_LEAST, count * LENGTH // total) if count else 0 for count in counts]
    if any(widths):
        # What rounding left over, or took too much, goes to the widest.
        widths[widths.index(max(widths))] += LENGTH - sum(widths)
    return widths
