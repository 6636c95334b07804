"""Pictures of the evaluation as SVG: the same figures give the same bytes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from classifier.taxonomy import Category

Points = Sequence[tuple[float, float]]

_WIDTH, _HEIGHT = 560, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 20, 20, 52
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#333}.axis{stroke:#888}.grid{stroke:#8883}"
    ".line{fill:none;stroke:#0b62a4;stroke-width:2}.dot{fill:#0b62a4}.ideal{stroke:#888;"
    "stroke-dasharray:4 4}.cell{fill:#0b62a4}.strong{fill:#fff}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.line{stroke:#6cb6ff}.dot,.cell{fill:#6cb6ff}"
    ".strong{fill:#111}}"
)


@dataclass(frozen=True, slots=True)
class Axis:
    """One side of a chart."""

    title: str
    low: float
    high: float
    ticks: tuple[float, ...]
    unit: str = "%"

    def label(self, value: float) -> str:
        """Write a tick: a share as a percentage, a count as it is."""
        return f"{value * 100:g} %" if self.unit == "%" else f"{value:,.0f}"


def line_chart(title: str, x: Axis, y: Axis, points: Points, *, has_ideal: bool = False) -> str:
    """Draw points joined by a line; `has_ideal` adds the diagonal."""
    parts = [*_axes(x, y)]
    if has_ideal:
        (x1, y1), (x2, y2) = _at(x, y, (x.low, y.low)), _at(x, y, (x.high, y.high))
        parts.append(f'<line class="ideal" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>')
    places = [_at(x, y, point) for point in points]
    joined = " ".join(f"{across},{down}" for across, down in places)
    parts.append(f'<polyline class="line" points="{joined}"/>')
    if len(places) <= 12:
        parts += [f'<circle class="dot" cx="{a}" cy="{b}" r="4"/>' for a, b in places]
    return _picture(title, _WIDTH, _HEIGHT, parts)


def confusion_chart(title: str, counts: Counter[tuple[Category, Category]]) -> str:
    """Draw the confusion matrix: labels down, verdicts across, shades by the share of a row."""
    size, left, top = 84, 104, 44
    parts = [f'<text x="{left + 2.5 * size}" y="16" text-anchor="middle">verdict</text>']
    for at, category in enumerate(Category):
        middle = left + size * (at + 0.5)
        parts.append(f'<text x="{middle}" y="36" text-anchor="middle">{category}</text>')
        down = top + size * (at + 0.5) + 4
        parts.append(f'<text x="{left - 8}" y="{down}" text-anchor="end">{category}</text>')
        row = sum(counts[category, other] for other in Category)
        for across, other in enumerate(Category):
            count = counts[category, other]
            parts += _cell(left + size * across, top + size * at, size, (count, row))
    return _picture(title, left + 5 * size + 12, top + 5 * size + 12, parts)


def _cell(x: int, y: int, size: int, counts: tuple[int, int]) -> list[str]:
    count, row = counts
    across, down = x + size / 2, y + size / 2 + 4
    shade = round(0.06 + 0.94 * count / row, 3) if row else 0
    name = ' class="strong"' if shade > 0.5 else ""
    return [
        f'<rect class="cell" x="{x + 1}" y="{y + 1}" width="{size - 2}" height="{size - 2}" '
        f'fill-opacity="{shade}"/>',
        f'<text{name} x="{across}" y="{down}" text-anchor="middle">{count}</text>',
    ]


def _axes(x: Axis, y: Axis) -> list[str]:
    bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    parts = []
    for tick in x.ticks:
        across, _ = _at(x, y, (tick, y.low))
        parts.append(f'<line class="grid" x1="{across}" y1="{_TOP}" x2="{across}" y2="{bottom}"/>')
        text = escape(x.label(tick))
        parts.append(f'<text x="{across}" y="{bottom + 18}" text-anchor="middle">{text}</text>')
    for tick in y.ticks:
        _, down = _at(x, y, (x.low, tick))
        parts.append(f'<line class="grid" x1="{_LEFT}" y1="{down}" x2="{right}" y2="{down}"/>')
        text = escape(y.label(tick))
        parts.append(f'<text x="{_LEFT - 8}" y="{down + 4}" text-anchor="end">{text}</text>')
    parts.append(f'<line class="axis" x1="{_LEFT}" y1="{bottom}" x2="{right}" y2="{bottom}"/>')
    parts.append(f'<line class="axis" x1="{_LEFT}" y1="{_TOP}" x2="{_LEFT}" y2="{bottom}"/>')
    middle = (_LEFT + right) / 2
    parts.append(
        f'<text x="{middle}" y="{_HEIGHT - 10}" text-anchor="middle">{escape(x.title)}</text>'
    )
    parts.append(f'<text x="{_LEFT + 6}" y="{_TOP + 14}">{escape(y.title)}</text>')
    return parts


def _at(x: Axis, y: Axis, point: tuple[float, float]) -> tuple[float, float]:
    across = _LEFT + (point[0] - x.low) / (x.high - x.low) * (_WIDTH - _LEFT - _RIGHT)
    down = _HEIGHT - _BOTTOM - (point[1] - y.low) / (y.high - y.low) * (_HEIGHT - _TOP - _BOTTOM)
    return round(across, 1), round(down, 1)


def _picture(title: str, width: float, height: float, parts: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" role="img" aria-label="{escape(title)}">'
    )
    return "\n".join([head, f"<style>{_STYLE}</style>", *parts, "</svg>", ""])
