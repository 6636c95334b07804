"""What an agent can look up, whichever form of the published catalogue it is read from."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from catalog.entry import Row
from catalog.observation import Status
from classifier import Category, Definition, RiskLevel, Signal, Verdict


@dataclass(frozen=True, slots=True)
class Filter:
    """What a search asks for; None asks for nothing."""

    words: tuple[str, ...] = ()
    """Each has to occur, case folded."""
    server: str | None = None
    category: Category | None = None
    risk: RiskLevel | None = None
    signal: Signal | None = None

    def takes(self, row: Row) -> bool:
        """Tell whether a tool is asked for."""
        text = f"{row.server}\n{row.name}\n{row.text}".casefold()
        return (
            (self.server is None or row.server == self.server)
            and (self.category is None or row.category is self.category)
            and (self.risk is None or row.risk is self.risk)
            and (self.signal is None or self.signal in row.signals)
            and all(word in text for word in self.words)
        )


@dataclass(frozen=True, slots=True)
class Recommended:
    """A policy document and what it does on its server."""

    document: Mapping[str, Any]
    claim: str


@dataclass(frozen=True, slots=True)
class ToolFacts:
    """What the catalogue holds about one tool."""

    row: Row
    definition: Definition
    verdict: Verdict
    policy: Recommended | None
    observed_at: str
    same_name: int
    """How many tools of the server have this name."""


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """What the catalogue holds about one server."""

    name: str
    page: str
    title: str | None
    description: str | None
    source: str
    """Where it comes from, such as `npm`."""
    package: str | None
    version: str | None
    status: Status
    reason: str
    observed_at: str
    tools: tuple[Row, ...]
    """In the order of the server; empty unless the status is OK."""

    @property
    def is_listed(self) -> bool:
        """True where the tools of the server are known."""
        return self.status is Status.OK

    def by_risk(self) -> dict[RiskLevel, int]:
        """Count the tools by risk."""
        counts = Counter(row.risk for row in self.tools)
        return {level: counts[level] for level in RiskLevel}

    def by_category(self) -> dict[Category, int]:
        """Count the tools by category."""
        counts = Counter(row.category for row in self.tools)
        return {category: counts[category] for category in Category}


class Catalogue(Protocol):
    """A published catalogue; every method reads only what its answer needs."""

    def search(self, wanted: Filter) -> Iterator[Row]:
        """Yield the tools that match, always in the same order; close it when done."""

    def tool(self, page: str) -> ToolFacts | None:
        """Return the tool of a page, as `catalog.slug.tool_page` names it, or None."""

    def server(self, name: str) -> ServerFacts | None:
        """Return one server, or None."""

    def server_policy(self, name: str) -> Recommended | None:
        """Return the policy for a whole server, or None where its tools are not known."""

    def from_package(self, package: str) -> tuple[str, ...]:
        """Return the names of the servers that come from a package, sorted."""
