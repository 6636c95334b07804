"""The values that pages and API documents are made from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from catalog.entry.cost import Cost
from catalog.entry.exposure import Exposure
from catalog.entry.versions import Version
from catalog.observation import Observation
from catalog.server import Server
from classifier import Category, Definition, RiskLevel, Signal, Verdict


@dataclass(frozen=True, slots=True)
class Snippet:
    """A policy document and what it does on the server it was evaluated on."""

    id: str
    """`restrict` (just this tool) or `least-privilege` (the whole server)."""
    title: str
    document: Mapping[str, Any]
    """Policy document v1, valid against its schema."""
    claim: str
    """Computed sentence: what the document does to this server's own tools."""
    rule: str | None = None
    """JSON Pointer of the rule that decides about the tool at hand."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A question about one tool and its answer; every sentence comes from data."""

    id: str
    question: str
    answer: str
    """Plain text paragraphs, parted by empty lines; no markup."""
    document: Mapping[str, Any] | None = None
    """The policy that the answer shows, if it shows one."""
    claim: str | None = None
    """Computed sentence about `document`."""


@dataclass(frozen=True, slots=True)
class Attack:
    """An attack pattern that this very tool is open to."""

    framework: str
    """`OWASP MCP Top 10`, `OWASP Agentic` or `MITRE ATLAS`."""
    id: str
    title: str
    url: str
    because: str
    """One sentence that names what in this tool opens it to the pattern."""
    signals: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Another tool of the same server, and what links it to this one."""

    name: str
    page: str
    category: Category
    risk: RiskLevel
    relation: str
    """Short phrase: `reads the same object`, `deletes the same object`, …"""


@dataclass(frozen=True, slots=True)
class ToolEntry:
    """Everything published about one tool of one server."""

    server: str
    name: str
    occurrence: int
    """1, or n for the n-th tool of that name on the server."""
    page: str
    """Site-relative URL path: `tools/<server slug>/<tool slug>/`."""
    definition: Definition
    verdict: Verdict
    summary: tuple[str, ...]
    """Sentences: what it does on this server."""
    policies: tuple[Snippet, ...]
    faq: tuple[Answer, ...]
    attacks: tuple[Attack, ...]
    related: tuple[Related, ...]
    instead: Related | None = None
    """The weakest sibling that would do where the tool is only used to look."""


@dataclass(frozen=True, slots=True)
class ServerEntry:
    """Everything published about one server."""

    server: Server
    page: str
    """Site-relative URL path: `servers/<server slug>/`."""
    observation: Observation
    """The latest successful observation, or the latest attempt where none was."""
    tools: tuple[ToolEntry, ...]
    """In the order of the server; empty unless the observation is OK."""
    policies: tuple[Snippet, ...]
    cost: Cost
    exposure: Exposure
    versions: tuple[Version, ...]
    """Every version that was listed, the newest first."""
    fingerprint: str
    """Digest over everything the pages of this server are made from, except templates."""


@dataclass(frozen=True, slots=True)
class Row:
    """One tool in a list across servers."""

    server: str
    name: str
    page: str
    category: Category
    risk: RiskLevel
    needs_review: bool
    signals: tuple[Signal, ...]
    text: str
    """First line of the declared description, shortened; hostile."""
    vendor: str | None = None
    """Of its server; hostile."""
    contradictions: tuple[str, ...] = ()
    """Declared annotations that the verdict contradicts."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Totals over the catalogue."""

    servers: int
    """Servers with a successful observation."""
    servers_by_status: Mapping[str, int]
    tools: int
    by_category: Mapping[Category, int]
    by_risk: Mapping[RiskLevel, int]
    by_signal: Mapping[Signal, int]
    needs_review: int
    generated_at: str
    """Time of the newest observation; `now` never gets into an output."""
    classifier: str


class Catalogue(Protocol):
    """What the renderer reads; entries are streamed, never held together."""

    def summary(self) -> Summary:
        """Return the totals."""

    def entries(self) -> Iterator[ServerEntry]:
        """Yield every server, sorted by name."""

    def rows(
        self,
        *,
        category: Category | None = None,
        risk: RiskLevel | None = None,
        signal: Signal | None = None,
        vendor: str | None = None,
        letter: str | None = None,
    ) -> Iterator[Row]:
        """Yield the tools that match, sorted by server and position; by name with a letter."""

    def letters(self) -> Mapping[str, int]:
        """Return how many names of tools begin with each letter, `0-9` or `other`."""

    def vendors(self) -> Mapping[str, int]:
        """Return how many tools each vendor has, sorted by name."""
