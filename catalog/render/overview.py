"""What lists of servers need to know: a few light values for each, gathered while streaming."""

from collections import Counter
from dataclasses import dataclass

from catalog.entry import ServerEntry
from catalog.observation import Status
from classifier import Category, RiskLevel


@dataclass(frozen=True, slots=True)
class ServerRow:
    """One server in a list."""

    name: str
    page: str
    title: str | None
    package: str | None
    version: str | None
    status: Status
    observed_at: str
    tools: int
    by_risk: tuple[tuple[RiskLevel, int], ...]
    """All four levels, the gravest first."""
    by_category: tuple[tuple[Category, int], ...]
    """All five categories, in the order of the taxonomy."""
    description: str | None = None
    vendor: str | None = None

    @property
    def is_listed(self) -> bool:
        """True where the tools are known; otherwise nothing is known about the risk."""
        return self.status is Status.OK

    @property
    def worst(self) -> RiskLevel | None:
        """The gravest level among its tools; None where there is none."""
        return next((level for level, count in self.by_risk if count), None)


def server_row(entry: ServerEntry) -> ServerRow:
    """Return the light values of one server."""
    risks = Counter(tool.verdict.risk for tool in entry.tools)
    categories = Counter(tool.verdict.category for tool in entry.tools)
    return ServerRow(
        name=entry.server.name,
        page=entry.page,
        title=entry.server.title,
        package=entry.server.package,
        version=entry.server.version,
        status=entry.observation.status,
        observed_at=entry.observation.observed_at,
        tools=len(entry.tools),
        by_risk=tuple((level, risks[level]) for level in reversed(RiskLevel)),
        by_category=tuple((category, categories[category]) for category in Category),
        description=entry.server.description,
        vendor=entry.server.vendor,
    )


def most_recent(rows: list[ServerRow], count: int) -> list[ServerRow]:
    """Return the servers that were listed last, the latest first."""
    listed = [row for row in rows if row.is_listed]
    return sorted(listed, key=lambda row: (row.observed_at, row.name), reverse=True)[:count]
