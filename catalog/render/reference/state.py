"""The state of the catalogue as charts, each of which is a table as well."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.entry import TOKENIZER, WINDOW, Summary
from catalog.render.address import label_page
from catalog.render.reference.figures import HINTS, Figures, state_texts
from catalog.render.reference.survey import Survey
from catalog.render.words import Words
from classifier import Category, RiskLevel, Signal

LENGTH = 1000
"""Length of the longest bar in its own units."""
_LEAST = 6
_COUNT = "count"
_HONESTY = ("standing", "contradicted", "absent")
_WARNINGS = ("silent", "warned")


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a bar."""

    part: str
    """Id of the part, or of the risk level that gives it its colour."""
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart."""

    label: str
    page: str | None
    level: RiskLevel | None
    counts: tuple[int, ...]
    """One for each part of the chart."""
    share: float
    """Of everything counted in a chart of one part; of the line's first part otherwise."""
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart with its data."""

    id: str
    title: str
    lead: str
    unit: str
    column: str
    parts: tuple[tuple[str, str], ...]
    """Id and title of each; a single part is called after the unit."""
    bars: tuple[Bar, ...]
    total: int
    """What shares are told of."""


@dataclass(frozen=True, slots=True)
class _Line:
    label: str
    counts: tuple[int, ...]
    page: str | None = None
    level: RiskLevel | None = None


def charts(summary: Summary, figures: Figures, words: Words) -> tuple[Chart, ...]:
    """Return every chart of the state of the catalogue."""
    tools, servers = summary.tools, figures.servers
    return (
        _chart("categories", (_COUNT,), _categories(summary), tools),
        _chart("risk", (_COUNT,), _risks(summary), tools),
        _chart("signals", (_COUNT,), _signals(summary, words), tools),
        _chart("annotations", _HONESTY, _annotations(figures), tools),
        _chart("warnings", _WARNINGS, _warnings(figures), tools),
        _chart("sizes", (_COUNT,), _groups(figures.sizes, "sizes"), servers),
        _chart("tokens", (_COUNT,), _groups(figures.tokens, "tokens"), servers),
    )


def state_result(summary: Summary, survey: Survey, shown: Iterable[Chart]) -> dict[str, Any]:
    """Return the same numbers as the API publishes them."""
    figures = survey.figures
    return {
        "tools": summary.tools,
        "servers": figures.servers,
        "needs_review": summary.needs_review,
        "charts": [_as_json(chart) for chart in shown],
        "tokens": {
            "tokenizer": TOKENIZER,
            "window": WINDOW,
            "total": figures.tokens_total,
            "heaviest": [
                {"server": name, "page": page, "tokens": tokens}
                for name, page, tokens in survey.heaviest()
            ],
        },
    }


def _categories(summary: Summary) -> list[_Line]:
    return [_Line(each.value, (summary.by_category[each],), label_page(each)) for each in Category]


def _risks(summary: Summary) -> list[_Line]:
    levels = reversed(RiskLevel)
    return [_Line(each.value, (summary.by_risk[each],), label_page(each), each) for each in levels]


def _signals(summary: Summary, words: Words) -> list[_Line]:
    counted = sorted(Signal, key=lambda each: -summary.by_signal[each])
    return [
        _Line(words.signal[each]["title"], (summary.by_signal[each],), label_page(each))
        for each in counted
    ]


def _annotations(figures: Figures) -> list[_Line]:
    return [_Line(hint, tuple(figures.hints[hint, part] for part in _HONESTY)) for hint in HINTS]


def _warnings(figures: Figures) -> list[_Line]:
    found = [(each, (figures.warned[each, False], figures.warned[each, True])) for each in Category]
    return [_Line(each.value, counts, label_page(each)) for each, counts in found if any(counts)]


def _groups(counts: Mapping[str, int], kind: str) -> list[_Line]:
    names = (str(group["name"]) for group in state_texts()[kind])
    return [_Line(name, (counts[name],)) for name in names]


def _chart(key: str, parts: tuple[str, ...], lines: list[_Line], total: int) -> Chart:
    texts = state_texts()["charts"][key]
    named = {_COUNT: f"{texts['unit'].capitalize()}s", **state_texts()["parts"]}
    largest = max((sum(line.counts) for line in lines), default=0)
    return Chart(
        id=key,
        title=texts["title"],
        lead=texts["lead"],
        unit=texts["unit"],
        column=texts["column"],
        parts=tuple((part, named[part]) for part in parts),
        bars=tuple(_bar(line, parts, largest, total) for line in lines),
        total=total,
    )


def _bar(line: _Line, parts: tuple[str, ...], largest: int, total: int) -> Bar:
    whole = sum(line.counts) if len(parts) > 1 else total
    pieces: list[Piece] = []
    at = 0
    for part, count in zip(parts, line.counts, strict=True):
        width = max(_LEAST, count * LENGTH // largest) if count else 0
        kind = line.level.value.lower() if line.level else part
        pieces.append(Piece(kind, at, min(width, LENGTH - at)))
        at += width
    share = line.counts[0] / whole if whole else 0.0
    drawn = tuple(piece for piece in pieces if piece.width > 0)
    return Bar(line.label, line.page, line.level, line.counts, share, drawn)


def _as_json(chart: Chart) -> dict[str, Any]:
    parts = [part for part, _ in chart.parts]
    return {
        "id": chart.id,
        "title": chart.title,
        "unit": chart.unit,
        "parts": [{"id": part, "title": title} for part, title in chart.parts],
        "rows": [
            {"label": bar.label, "counts": dict(zip(parts, bar.counts, strict=True))}
            for bar in chart.bars
        ],
    }
