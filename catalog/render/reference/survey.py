"""Counts and rows over all tools, gathered while entries stream past; memory stays flat."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from catalog.entry import Row, ServerEntry, ToolEntry
from catalog.render.evidence import all_findings
from catalog.render.reference.figures import Figures, figures_of
from catalog.render.reference.hashing import hashed
from catalog.render.toolpage import RESTRICT
from catalog.server import lookup_key
from classifier import Category, RiskLevel, Signal

HEAVIEST = 10
"""Servers that are named for what their definitions cost."""
_HEADLINE = 240
_SCHEMA = """
    CREATE TABLE tools (
        id INTEGER PRIMARY KEY, server TEXT, name TEXT, page TEXT, digest TEXT,
        category TEXT, risk TEXT, needs_review INTEGER, signals TEXT, text TEXT, rule TEXT,
        hash TEXT
    );
    CREATE TABLE servers (name TEXT PRIMARY KEY, key TEXT, page TEXT, version TEXT, tokens INTEGER,
        first INTEGER, last INTEGER, hash TEXT);
    CREATE TABLE marks (kind TEXT, value TEXT, tool INTEGER, PRIMARY KEY (kind, value, tool))
        WITHOUT ROWID;
"""
_KNOWN = "hash, name, digest, category, risk, needs_review, signals, page, rule, server"
_ROW = "server, name, page, category, risk, needs_review, signals, text"


@dataclass(frozen=True, slots=True)
class Known:
    """One tool as it is looked up."""

    hash: str
    name: str
    digest: str
    category: str
    risk: str
    needs_review: int
    signals: str
    """JSON array."""
    page: str
    rule: str
    """The recommended rule as JSON; `null` where the recommendation is to hide the tool."""
    server: str


@dataclass(frozen=True, slots=True)
class KnownServer:
    """One server as it is looked up."""

    hash: str
    key: str
    name: str
    page: str
    version: str | None
    tools: tuple[Known, ...]


class Survey:
    """What pages about all tools are made from, in a private file that ends with it."""

    def __init__(self) -> None:
        """Begin with no servers."""
        # The empty name stands for a temporary database on disk that SQLite removes itself.
        self._db = sqlite3.connect("")
        self._db.executescript(f"PRAGMA journal_mode = OFF; {_SCHEMA}")
        self._tools = 0
        self._figures = Figures()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    @property
    def figures(self) -> Figures:
        """The counts over everything added so far."""
        return self._figures

    def add(self, entry: ServerEntry) -> None:
        """Take in one server with its tools."""
        first = self._tools + 1
        for tool in entry.tools:
            self._tools += 1
            self._add_tool(tool)
        figures_of(entry, self._figures)
        self._insert("servers", self._server_values(entry, first))

    def count(self, kind: str, value: str) -> int:
        """Return how many tools carry a mark: the id of an `attack` or of a `rule`."""
        found = self._db.execute(
            "SELECT count(*) FROM marks WHERE kind = ? AND value = ?", (kind, value)
        )
        return int(found.fetchone()[0])

    def counts(self, kind: str) -> Counter[str]:
        """Return the marks of one kind, each with the number of its tools."""
        query = "SELECT value, count(*) FROM marks WHERE kind = ? GROUP BY value"
        return Counter(dict(self._db.execute(query, (kind,)).fetchall()))

    def rows(self, kind: str, value: str, most: int = -1) -> Iterator[Row]:
        """Yield the tools that carry a mark, sorted by server and position."""
        query = (
            f"SELECT {_ROW} FROM marks JOIN tools ON tools.id = tool"
            " WHERE kind = ? AND value = ? ORDER BY tool LIMIT ?"
        )
        return map(_row, self._db.execute(query, (kind, value, most)))

    def heaviest(self) -> list[tuple[str, str, int]]:
        """Return name, page and tokens of the servers whose definitions cost most."""
        query = (
            "SELECT name, page, tokens FROM servers WHERE tokens > 0"
            " ORDER BY tokens DESC, name LIMIT ?"
        )
        return [(_text(name), *rest) for name, *rest in self._db.execute(query, (HEAVIEST,))]

    @property
    def tools(self) -> int:
        """How many tools were added."""
        return self._tools

    def by_name(self) -> Iterator[Known]:
        """Yield every tool for looking it up, sorted by the hash of its name."""
        query = f"SELECT {_KNOWN} FROM tools ORDER BY hash, name, id"
        return (Known(*_decoded(row)) for row in self._db.execute(query))

    def by_server(self) -> Iterator[KnownServer]:
        """Yield every listed server with a public name, sorted by the hash of that name."""
        query = (
            "SELECT hash, key, name, page, version, first, last FROM servers"
            " WHERE key != '' ORDER BY hash, key, name"
        )
        tools = f"SELECT {_KNOWN} FROM tools WHERE id BETWEEN ? AND ? ORDER BY id"
        for *values, first, last in self._db.execute(query).fetchall():
            rows = self._db.execute(tools, (first, last)).fetchall()
            known = tuple(Known(*_decoded(row)) for row in rows)
            yield KnownServer(*(*_decoded(tuple(values)), known))

    def _add_tool(self, tool: ToolEntry) -> None:
        self._insert("tools", (self._tools, *_tool_values(tool)))
        marks = {("attack", attack.id) for attack in tool.attacks}
        marks |= {("rule", finding.rule) for finding in all_findings(tool.verdict)}
        for kind, value in sorted(marks):
            self._insert("marks", (kind, value, self._tools))

    def _server_values(self, entry: ServerEntry, first: int) -> tuple[Any, ...]:
        key = lookup_key(entry.server) if entry.tools else ""
        tokens = entry.cost.total
        said = entry.server.version or entry.observation.facts.version
        version = _stored(said) if said else None
        name = _stored(entry.server.name)
        return (name, key, entry.page, version, tokens, first, self._tools, hashed(key))

    def _insert(self, table: str, values: tuple[Any, ...]) -> None:
        places = ", ".join("?" * len(values))
        self._db.execute(f"INSERT INTO {table} VALUES ({places})", values)


def _tool_values(tool: ToolEntry) -> tuple[Any, ...]:
    verdict = tool.verdict
    lines = (line.strip() for line in (tool.definition.description or "").split("\n", 50))
    return (
        _stored(tool.server),
        _stored(tool.name),
        tool.page,
        tool.definition.digest,
        verdict.category.value,
        verdict.risk.value,
        verdict.needs_review,
        json.dumps([signal.value for signal in verdict.signals]),
        _stored(next((line for line in lines if line), "")[:_HEADLINE]),
        json.dumps(_rule(tool)),
        hashed(tool.name),
    )


def _rule(tool: ToolEntry) -> dict[str, Any] | None:
    """Return the recommended rule; None where the recommendation is to hide the tool."""
    documents = (each.document for each in tool.policies if each.id == RESTRICT)
    found = next(documents, {}).get("tools", {}).get(tool.name)
    return dict(found) if found is not None else None


def _stored(text: str) -> bytes:
    # Names may hold lone surrogates, which SQLite refuses as text.
    return text.encode("utf-8", "surrogatepass")


def _text(stored: bytes) -> str:
    return stored.decode("utf-8", "surrogatepass")


def _decoded(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(_text(value) if isinstance(value, bytes) else value for value in row)


def _row(row: tuple[Any, ...]) -> Row:
    server, name, page, category, risk, review, signals, text = _decoded(row)
    return Row(
        server=server,
        name=name,
        page=page,
        category=Category(category),
        risk=RiskLevel(risk),
        needs_review=bool(review),
        signals=tuple(Signal(signal) for signal in json.loads(signals)),
        text=text,
    )
