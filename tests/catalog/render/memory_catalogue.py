"""A catalogue held in memory, for pages that are made of what a test says."""

from collections import Counter
from collections.abc import Iterator, Sequence

from catalog.entry import Row, ServerEntry, Summary, ToolEntry
from classifier import Category, RiskLevel, Signal

WHEN = "2026-01-02T03:04:05Z"


class MemoryCatalogue:
    """A catalogue held in memory, which counts how often the totals were asked for."""

    def __init__(self, entries: Sequence[ServerEntry]) -> None:
        self._entries = sorted(entries, key=lambda entry: entry.server.name)

    def entries(self) -> Iterator[ServerEntry]:
        return iter(self._entries)

    def rows(
        self,
        *,
        category: Category | None = None,
        risk: RiskLevel | None = None,
        signal: Signal | None = None,
        vendor: str | None = None,
        letter: str | None = None,
    ) -> Iterator[Row]:
        found = [
            row
            for entry in self._entries
            for row in (_row(tool, entry.server.vendor) for tool in entry.tools)
            if category in (None, row.category)
            and risk in (None, row.risk)
            and (signal is None or signal in row.signals)
            and vendor in (None, row.vendor)
            and letter in (None, _letter(row.name))
        ]
        if letter is not None:
            found.sort(key=lambda row: (row.name.lower(), row.name))
        return iter(found)

    def letters(self) -> dict[str, int]:
        return dict(sorted(Counter(_letter(row.name) for row in self.rows()).items()))

    def vendors(self) -> dict[str, int]:
        named = (row.vendor for row in self.rows())
        return dict(sorted(Counter(name for name in named if name is not None).items()))

    def summary(self) -> Summary:
        rows = list(self.rows())
        statuses = Counter(entry.observation.status.value for entry in self._entries)
        categories = Counter(row.category for row in rows)
        risks = Counter(row.risk for row in rows)
        signals = Counter(signal for row in rows for signal in row.signals)
        return Summary(
            servers=statuses["ok"],
            servers_by_status=dict(statuses),
            tools=len(rows),
            by_category={category: categories[category] for category in Category},
            by_risk={risk: risks[risk] for risk in RiskLevel},
            by_signal={signal: signals[signal] for signal in Signal},
            needs_review=sum(row.needs_review for row in rows),
            generated_at=max((e.observation.observed_at for e in self._entries), default=WHEN),
            classifier="test",
        )


def _letter(name: str) -> str:
    first = name[:1].lower()
    if "a" <= first <= "z":
        return first
    return "0-9" if first and first in "0123456789" else "other"


def _row(tool: ToolEntry, vendor: str | None) -> Row:
    lines = (tool.definition.description or "").splitlines()
    return Row(
        server=tool.server,
        name=tool.name,
        page=tool.page,
        category=tool.verdict.category,
        risk=tool.verdict.risk,
        needs_review=tool.verdict.needs_review,
        signals=tool.verdict.signals,
        text=lines[0][:160] if lines else "",
        vendor=vendor,
        contradictions=tuple(it.annotation for it in tool.verdict.contradictions),
    )
