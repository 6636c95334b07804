"""Look things up in a record such as `build/catalog.db`, opened for reading only."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from catalog.agents.facts import Filter, Recommended, ServerFacts, ToolFacts
from catalog.demo import DEMO
from catalog.entry import Row
from catalog.entry.policies import Ground, tool_policies
from catalog.errors import CatalogError
from catalog.observation import Status
from catalog.slug import server_page, unslug
from catalog.store.codec import read_definition, read_verdict
from classifier import Category, Definition, RiskLevel, Signal, Verdict
from policy import least_privilege, load

_PUBLISHED = """
    (current.server != :demo OR NOT EXISTS (
        SELECT 1 FROM current AS other JOIN observations AS listed
        ON listed.id = other.observation_id WHERE listed.status = 'ok' AND other.server != :demo))
"""
_TOOLS = f"""
    FROM current JOIN observed_tools USING (observation_id)
    JOIN definitions USING (digest)
    JOIN verdicts ON verdicts.digest = observed_tools.digest
    AND verdicts.classifier = :classifier WHERE {_PUBLISHED}
"""
_ROW = """
    SELECT current.server, observed_tools.name, observed_tools.page, definitions.headline,
    verdicts.category, verdicts.risk, verdicts.needs_review,
    json_extract(verdicts.body, '$.signals') AS signals
"""
_BODIES = """
    SELECT definitions.body, observed_tools.digest, observed_tools.extra, verdicts.body AS verdict
"""
_SERVER = f"""
    SELECT servers.name, servers.source, servers.facts, observations.status, observations.reason,
    observations.observed_at, versions.version
    FROM current JOIN servers ON servers.name = current.server
    JOIN observations ON observations.id = current.observation_id
    JOIN versions ON versions.id = observations.version_id WHERE {_PUBLISHED}
"""
_TEXT = "(current.server || char(10) || observed_tools.name || char(10) || definitions.headline)"
_WILD = re.compile("[%_!]")
_ORDER = " ORDER BY current.server, observed_tools.position"


class RecordFile:
    """The record of a catalogue, read lazily and never written."""

    def __init__(self, path: Path) -> None:
        """Read from the file at `path`.

        Raises:
            CatalogError: no classified record is there.
        """
        self._path = path.absolute()
        if not path.is_file():
            raise CatalogError(f"{path}: no record here; run `toolrisk build` first")
        found = self._all("SELECT classifier FROM verdicts LIMIT 1", {})
        if not found:
            raise CatalogError(f"{path}: holds no verdict yet; run `toolrisk build` first")
        newest = (
            "SELECT verdicts.classifier FROM current JOIN observed_tools USING (observation_id)"
            " JOIN verdicts USING (digest) GROUP BY 1 ORDER BY count(*) DESC, 1 DESC LIMIT 1"
        )
        self._values = {"demo": DEMO, "classifier": self._all(newest, {})[0]["classifier"]}

    def search(self, wanted: Filter) -> Iterator[Row]:
        """Yield the tools that match, sorted by server and position."""
        sql, values = f"{_ROW} {_TOOLS}", dict(self._values)
        for column in ("category", "risk"):
            if (value := getattr(wanted, column)) is not None:
                sql += f" AND verdicts.{column} = :{column}"
                values[column] = value.value
        if wanted.server is not None:
            sql += " AND current.server = :server"
            values["server"] = wanted.server
        if wanted.signal is not None:
            sql += (
                " AND EXISTS (SELECT 1 FROM verdict_signals WHERE signal = :signal AND"
                " verdict_signals.classifier = :classifier"
                " AND verdict_signals.digest = verdicts.digest)"
            )
            values["signal"] = wanted.signal.value
        for number, word in enumerate(word for word in wanted.words if word.isascii()):
            # SQLite folds ASCII only, and reads no verdict of a tool that this leaves out.
            sql += f" AND {_TEXT} LIKE :word{number} ESCAPE '!'"
            literal = _WILD.sub(r"!\g<0>", word)
            values[f"word{number}"] = f"%{literal}%"
        return (row for row in self._rows(sql + _ORDER, values) if wanted.takes(row))

    def tool(self, page: str) -> ToolFacts | None:
        """Return the tool of a page, or None."""
        server = self._server_of(page)
        rows = [] if server is None else list(self.search(Filter(server=server)))
        place = next((at for at, row in enumerate(rows) if row.page == page), None)
        if server is None or place is None:
            return None
        sql = f"{_BODIES} {_TOOLS} AND current.server = :server {_ORDER} LIMIT 1 OFFSET :place"
        found = self._all(sql, {**self._values, "server": server, "place": place})
        definition, verdict = _pair(found[0])
        # The column lacks what SQLite cannot keep; the body of the definition has it.
        names = [row.name for row in rows]
        names[place] = definition.name
        shown = tool_policies(definition, verdict, Ground(names)).shown["restrict"]
        about = self.server(server)
        return ToolFacts(
            row=replace(rows[place], name=definition.name),
            definition=definition,
            verdict=verdict,
            policy=Recommended(shown.document, shown.claim),
            observed_at=about.observed_at if about else "",
            same_name=names.count(definition.name),
        )

    def server(self, name: str) -> ServerFacts | None:
        """Return one server, or None."""
        found = self._all(f"{_SERVER} AND current.server = :name", {**self._values, "name": name})
        if not found:
            return None
        facts = json.loads(found[0]["facts"])
        return ServerFacts(
            name=name,
            page=server_page(name),
            title=facts.get("title"),
            description=facts.get("description"),
            source=found[0]["source"],
            package=facts.get("package"),
            version=found[0]["version"] or None,
            status=Status(found[0]["status"]),
            reason=found[0]["reason"],
            observed_at=found[0]["observed_at"],
            tools=tuple(self.search(Filter(server=name))),
        )

    def server_policy(self, name: str) -> Recommended | None:
        """Return the policy for a whole server, or None where its tools are not known."""
        sql = f"{_BODIES} {_TOOLS} AND current.server = :server {_ORDER}"
        pairs = [_pair(row) for row in self._all(sql, {**self._values, "server": name})]
        if not pairs:
            return None
        document = least_privilege(pairs)
        ground = Ground([definition.name for definition, _ in pairs])
        return Recommended(document, ground.claim(load(document)))

    def from_package(self, package: str) -> tuple[str, ...]:
        """Return the names of the servers that come from a package, sorted."""
        sql = f"{_SERVER} AND json_extract(servers.facts, '$.package') = :package ORDER BY 1"
        found = self._all(sql, {**self._values, "package": package})
        return tuple(row["name"] for row in found)

    def _server_of(self, page: str) -> str | None:
        try:
            return unslug(page.split("/")[1])[0]
        except (IndexError, ValueError):
            # A long name goes by its digest.
            sql = f"SELECT current.server {_TOOLS} AND observed_tools.page = :page LIMIT 1"
            found = self._all(sql, {**self._values, "page": page})
            return found[0]["server"] if found else None

    def _rows(self, sql: str, values: dict[str, Any]) -> Iterator[Row]:
        for found in self._each(sql, values):
            yield Row(
                server=found["server"],
                name=found["name"],
                page=found["page"],
                category=Category(found["category"]),
                risk=RiskLevel(found["risk"]),
                needs_review=bool(found["needs_review"]),
                signals=tuple(Signal(signal) for signal in json.loads(found["signals"])),
                text=found["headline"],
            )

    def _all(self, sql: str, values: dict[str, Any]) -> list[sqlite3.Row]:
        return list(self._each(sql, values))

    def _each(self, sql: str, values: dict[str, Any]) -> Iterator[sqlite3.Row]:
        try:
            with closing(self._open()) as connection:
                yield from connection.execute(sql, values)
        except sqlite3.DatabaseError as error:
            raise CatalogError(f"{self._path}: is no record of a catalogue ({error})") from error

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connected("mode=ro")
        except sqlite3.OperationalError:
            # A write-ahead log cannot be opened where nothing may be written.
            return self._connected("mode=ro&immutable=1")

    def _connected(self, mode: str) -> sqlite3.Connection:
        connection = sqlite3.connect(f"{self._path.as_uri()}?{mode}", uri=True)
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        except sqlite3.OperationalError:
            connection.close()
            raise
        return connection


def _pair(row: sqlite3.Row) -> tuple[Definition, Verdict]:
    definition = read_definition(row["digest"], row["body"], row["extra"])
    return definition, read_verdict(row["verdict"])
