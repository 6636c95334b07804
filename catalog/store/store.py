"""Read and write the record in transactions; a kill loses at most the server in flight."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Self

from catalog.errors import StoreError
from catalog.observation import Observation, Status
from catalog.server import Server
from catalog.slug import tool_page
from catalog.store.codec import (
    definition_json,
    dumps,
    headline,
    read_definition,
    read_observation,
    read_server,
    read_verdict,
    server_json,
)
from classifier import Definition, Verdict

SCHEMA_VERSION = 1
"""Kept in `PRAGMA user_version`; a file of another version is refused."""

_OBSERVATION = """
    SELECT observations.*, versions.server FROM observations
    JOIN versions ON versions.id = observations.version_id
"""


class Store:
    """The record of servers, definitions, observations and verdicts. Close it after use."""

    def __init__(self, path: Path) -> None:
        """Open or create the record at `path`.

        Raises:
            StoreError: the file is no record of this schema version.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self.connection = sqlite3.connect(path, isolation_level=None)
        """For queries by other readers in this package; write through the methods only."""
        self.connection.row_factory = sqlite3.Row
        try:
            self._prepare(path)
        except sqlite3.DatabaseError as error:
            self.connection.close()
            raise StoreError(f"{path}: not a catalogue record ({error}); move it away") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the write-ahead log is folded back into it."""
        self.connection.close()

    def record(self, server: Server, observation: Observation, key: str) -> None:
        """Write one observation with its definitions, all or nothing."""
        with self._transaction():
            self._write_server(server)
            version_id = self._version_id(server)
            observation_id = self._write_observation(version_id, observation, key)
            self._write_tools(server.name, observation_id, observation.tools)
            self._set_current(server.name)

    def cached(self, key: str) -> Observation | None:
        """Return the newest successful observation made under this listing key."""
        row = self.connection.execute(
            f"{_OBSERVATION} WHERE listing_key = ? AND status = ? ORDER BY observations.id DESC",
            (key, Status.OK.value),
        ).fetchone()
        return None if row is None else self._observation(row)

    def latest(self, name: str) -> Observation | None:
        """Return what the pages of a server are made from: newest success, else newest attempt."""
        row = self.connection.execute(
            f"{_OBSERVATION} JOIN current ON current.observation_id = observations.id"
            " WHERE current.server = ?",
            (name,),
        ).fetchone()
        return None if row is None else self._observation(row)

    def has_listing(self) -> bool:
        """Tell whether any server was ever listed."""
        found = self.connection.execute("SELECT 1 FROM observations WHERE status = 'ok' LIMIT 1")
        return found.fetchone() is not None

    def servers(self) -> Iterator[Server]:
        """Yield every server that was ever observed, sorted by name."""
        rows = self.connection.execute("SELECT name, source, facts FROM servers ORDER BY name")
        for row in rows.fetchall():
            yield read_server(row["name"], row["source"], row["facts"])

    def unclassified(self, classifier: str) -> Iterator[Definition]:
        """Yield the current definitions without a verdict of this classifier version."""
        digests = self.connection.execute(
            "SELECT DISTINCT observed_tools.digest FROM current"
            " JOIN observed_tools USING (observation_id)"
            " LEFT JOIN verdicts ON verdicts.digest = observed_tools.digest"
            " AND verdicts.classifier = ? WHERE verdicts.digest IS NULL ORDER BY 1",
            (classifier,),
        )
        for (digest,) in digests.fetchall():
            if (found := self.definition(digest)) is not None:
                yield found

    def definition(self, digest: str) -> Definition | None:
        """Return a definition that any tool ever had, without the fields MCP does not name."""
        found = self.connection.execute(
            "SELECT body FROM definitions WHERE digest = ?", (digest,)
        ).fetchone()
        return None if found is None else read_definition(digest, found["body"], "{}")

    def verdict(self, digest: str, classifier: str) -> Verdict | None:
        """Return the verdict of this classifier version on a definition, where it has one."""
        found = self.connection.execute(
            "SELECT body FROM verdicts WHERE digest = ? AND classifier = ?", (digest, classifier)
        ).fetchone()
        return None if found is None else read_verdict(found["body"])

    def write_verdicts(self, verdicts: Iterable[Verdict]) -> None:
        """Write verdicts in one transaction; one that is there already is replaced."""
        with self._transaction():
            for verdict in verdicts:
                self._write_verdict(verdict)

    def verdicts(self, server: str, classifier: str) -> tuple[Verdict, ...]:
        """Return the verdicts on the current tools of a server, in the order of the server.

        Raises:
            StoreError: a tool has no verdict of this classifier version yet.
        """
        rows = self.connection.execute(
            "SELECT observed_tools.name, verdicts.body FROM current"
            " JOIN observed_tools USING (observation_id)"
            " LEFT JOIN verdicts ON verdicts.digest = observed_tools.digest"
            " AND verdicts.classifier = ? WHERE current.server = ? ORDER BY position",
            (classifier, server),
        ).fetchall()
        missing = [row["name"] for row in rows if row["body"] is None]
        if missing:
            raise StoreError(f"{server}: {len(missing)} tools are not classified; classify first")
        return tuple(read_verdict(row["body"]) for row in rows)

    def _prepare(self, path: Path) -> None:
        found = self.connection.execute("PRAGMA user_version").fetchone()[0]
        if found not in (0, SCHEMA_VERSION):
            self.connection.close()
            raise StoreError(
                f"{path}: written by another version (schema {found}, expected {SCHEMA_VERSION});"
                " move it away and crawl again"
            )
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")
        self.connection.execute("PRAGMA foreign_keys = ON")
        if not found:
            self.connection.executescript(
                files("catalog.store").joinpath("schema.sql").read_text(encoding="utf-8")
            )
            self.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _transaction(self) -> "_Transaction":
        return _Transaction(self.connection)

    def _observation(self, row: sqlite3.Row) -> Observation:
        tools = self.connection.execute(
            "SELECT observed_tools.digest, body, extra FROM observed_tools"
            " JOIN definitions USING (digest) WHERE observation_id = ? ORDER BY position",
            (row["id"],),
        )
        return read_observation(
            dict(row), tuple(read_definition(tool[0], tool[1], tool[2]) for tool in tools)
        )

    def _write_server(self, server: Server) -> None:
        self.connection.execute(
            "INSERT INTO servers VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE"
            " SET source = excluded.source, facts = excluded.facts",
            (server.name, server.source.value, server_json(server)),
        )

    def _version_id(self, server: Server) -> int:
        version = server.version or ""
        self.connection.execute(
            "INSERT INTO versions (server, version) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (server.name, version),
        )
        found: int = self.connection.execute(
            "SELECT id FROM versions WHERE server = ? AND version = ?", (server.name, version)
        ).fetchone()["id"]
        return found

    def _write_observation(self, version_id: int, observation: Observation, key: str) -> int:
        cursor = self.connection.execute(
            "INSERT INTO observations (version_id, listing_key, observed_at, duration,"
            " install_seconds, status, reason, transport, sandbox, facts, launch, warnings)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                version_id,
                key,
                observation.observed_at,
                observation.duration,
                observation.install_seconds,
                observation.status.value,
                storable(observation.reason),
                observation.transport,
                observation.sandbox.value,
                dumps(observation.facts.as_json()),
                dumps(observation.launch),
                dumps(observation.warnings),
            ),
        )
        return int(cursor.lastrowid or 0)

    def _write_tools(self, server: str, observation_id: int, tools: tuple[Definition, ...]) -> None:
        seen: Counter[str] = Counter()
        for position, tool in enumerate(tools):
            name = storable(tool.name)
            seen[tool.name] += 1
            self.connection.execute(
                "INSERT INTO definitions VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (tool.digest, name, storable(headline(tool)), definition_json(tool)),
            )
            occurrence = seen[tool.name]
            page = tool_page(server, tool.name, occurrence)
            extra = dumps(tool.extra)
            self.connection.execute(
                "INSERT INTO observed_tools VALUES (?, ?, ?, ?, ?, ?, ?)",
                (observation_id, position, name, occurrence, page, tool.digest, extra),
            )

    def _set_current(self, name: str) -> None:
        self.connection.execute(
            "INSERT INTO current SELECT versions.server, observations.id FROM observations"
            " JOIN versions ON versions.id = observations.version_id WHERE versions.server = ?"
            " ORDER BY observations.status = 'ok' DESC, observations.id DESC LIMIT 1"
            " ON CONFLICT (server) DO UPDATE SET observation_id = excluded.observation_id",
            (name,),
        )

    def _write_verdict(self, verdict: Verdict) -> None:
        self.connection.execute(
            "INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                verdict.digest,
                verdict.classifier,
                verdict.category.value,
                verdict.risk.value,
                verdict.confidence,
                int(verdict.needs_review),
                dumps(verdict.as_json()),
            ),
        )
        self.connection.executemany(
            "INSERT OR IGNORE INTO verdict_signals VALUES (?, ?, ?)",
            [(verdict.digest, verdict.classifier, signal.value) for signal in verdict.signals],
        )


def storable(text: str) -> str:
    """Return `text` with what SQLite cannot keep as text, lone surrogates, replaced.

    Only for columns people query; bodies are ASCII JSON and keep every character.
    """
    return text.encode("utf-8", "replace").decode("utf-8")


class _Transaction:
    """One write transaction, rolled back when anything is raised inside."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.execute("COMMIT" if kind is None else "ROLLBACK")
