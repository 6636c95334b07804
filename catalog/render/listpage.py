"""What pages with lists show: tools by label, servers, and the labels themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from catalog.entry import Row, Summary
from catalog.render.address import (
    CATEGORIES,
    RISKS,
    SIGNALS,
    document_of,
    label_page,
    numbered,
)
from catalog.render.words import Words
from catalog.slug import server_page
from classifier import Category, RiskLevel, Signal

PAGE = 200
"""Rows on one page."""

T = TypeVar("T")
Label = Category | RiskLevel | Signal


@dataclass(frozen=True, slots=True)
class Part:
    """Where one page of a list stands among the others."""

    number: int
    of: int
    total: int
    """Rows on all pages together."""
    address: str
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class LabelCard:
    """One label with what it means and how many tools have it."""

    label: Label
    kind: str
    """`risk`, `category` or `signal`."""
    parent: str
    """Page of all labels of this kind."""
    heading: str
    """What the kind is called."""
    title: str
    means: str
    more: str
    """For a risk level the usual rule, for a category typical verbs, for a signal what to watch."""
    page: str
    document: str
    count: int

    @property
    def name(self) -> str:
        """What the list is called."""
        return f"{self.title} risk" if self.kind == "risk" else self.title


@dataclass(frozen=True, slots=True)
class LabelIndex:
    """All labels of one kind."""

    kind: str
    page: str
    heading: str
    lead: str
    cards: tuple[LabelCard, ...]


@dataclass(frozen=True, slots=True)
class ToolRow:
    """One tool in a list across servers, with the page of its server and its signals' titles."""

    row: Row
    server_page: str
    signals: tuple[str, ...]


def tool_line(row: Row, words: Words) -> ToolRow:
    """Return one tool as a list across servers shows it."""
    signals = tuple(words.signal[signal]["title"] for signal in row.signals)
    return ToolRow(row, server_page(row.server), signals)


def label_indexes(summary: Summary, words: Words) -> tuple[LabelIndex, ...]:
    """Return the three kinds of labels: risk levels with the gravest first, categories, signals."""
    levels = [(level, summary.by_risk[level]) for level in reversed(RiskLevel)]
    categories = [(category, summary.by_category[category]) for category in Category]
    signals = [(signal, summary.by_signal[signal]) for signal in Signal]
    return (
        _index(words, "risk", page=RISKS, counts=levels),
        _index(words, "category", page=CATEGORIES, counts=categories),
        _index(words, "signal", page=SIGNALS, counts=signals),
    )


def _index(
    words: Words, kind: str, *, page: str, counts: Sequence[tuple[Label, int]]
) -> LabelIndex:
    heading = words.index[kind]["heading"]
    cards = tuple(
        LabelCard(
            label=label,
            kind=kind,
            parent=page,
            heading=heading,
            title=said.get("title", label.value),
            means=said["means"],
            more=said["more"],
            page=label_page(label),
            document=document_of(label_page(label)),
            count=count,
        )
        for label, count in counts
        for said in [words.of(kind)[label]]
    )
    return LabelIndex(kind, page, heading, words.index[kind]["lead"], cards)


def part(page: str, number: int, total: int) -> Part:
    """Return where the `number`-th page of a list of `total` rows stands."""
    pages = pages_of(total)
    return Part(
        number=number,
        of=pages,
        total=total,
        address=numbered(page, number),
        previous=numbered(page, number - 1) if number > 1 else None,
        next=numbered(page, number + 1) if number < pages else None,
    )


def pages_of(total: int) -> int:
    """Return how many pages a list of `total` rows takes; an empty list takes one."""
    return max(1, -(-total // PAGE))


def chunks(rows: Iterator[T]) -> Iterator[list[T]]:
    """Yield the rows of one page after the other; one empty page where there is none."""
    chunk = list(islice(rows, PAGE))
    yield chunk
    while len(chunk) == PAGE and (chunk := list(islice(rows, PAGE))):
        yield chunk
