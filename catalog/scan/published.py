"""Look tools up in a published catalogue: its record, or a copy of its API. No network."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from catalog.crawl.importers.naming import Named, name_launch
from catalog.errors import ScanError
from catalog.observation import Observation, Sandbox, Status
from catalog.server import Server, SourceKind, lookup_key, package_key
from catalog.store.codec import read_definition
from classifier import ClassifierError, Definition, parse_definition

_PACKAGES = (SourceKind.NPM, SourceKind.PYPI)
_ROWS = """
    SELECT versions.server, versions.version, servers.source, servers.facts, observations.id,
    observations.observed_at FROM observations
    JOIN versions ON versions.id = observations.version_id
    JOIN servers ON servers.name = versions.server
    WHERE observations.status = 'ok' ORDER BY observations.id DESC
"""
_TOOLS = """
    SELECT observed_tools.digest, body, extra FROM observed_tools
    JOIN definitions USING (digest) WHERE observation_id = ? ORDER BY position
"""


@dataclass(frozen=True, slots=True)
class Published:
    """One listing that a catalogue holds."""

    server: str
    source: str
    package: str | None
    version: str
    observed_at: str
    key: Any
    """What the catalogue finds its tools by."""


class Catalogue(Protocol):
    """A published catalogue."""

    def listings(self) -> Iterator[Published]:
        """Yield every listing, the newest of a server first."""

    def tools(self, listing: Published) -> tuple[Definition, ...]:
        """Return the tools of a listing, in the order of the server."""


def open_catalogue(path: Path) -> Catalogue:
    """Return the catalogue in a record, in a folder `api/v1`, or in a site that holds one.

    Raises:
        ScanError: there is no catalogue at `path`.
    """
    if path.is_file():
        return RecordFile(path)
    for folder in (path, path / "api" / "v1"):
        if (folder / "servers.json").is_file():
            return ApiFolder(folder)
    raise ScanError(f"{path}: is neither a record such as build/catalog.db nor a folder api/v1")


def look_up(catalogue: Catalogue, server: Server) -> tuple[Observation, tuple[str, ...]]:
    """Return what the catalogue knows of a configured server, and notes on how sure that is."""
    listing, notes = _match(list(catalogue.listings()), server)
    if listing is None:
        return _unknown(server), ()
    tools = catalogue.tools(listing)
    observation = Observation(
        server=server.name,
        observed_at=listing.observed_at,
        duration=0.0,
        status=Status.OK,
        reason=f"{len(tools)} tools from the catalogue",
        transport="file",
        sandbox=Sandbox.NOT_APPLICABLE,
        tools=tools,
    )
    return observation, notes


class RecordFile:
    """The record of a catalogue, opened for reading only."""

    def __init__(self, path: Path) -> None:
        """Read from the file at `path`, which is never written."""
        self._path = path.absolute()

    def listings(self) -> Iterator[Published]:
        """Yield every listing, the newest first."""
        for row in self._query(_ROWS, ()):
            facts = json.loads(row["facts"])
            yield Published(
                server=row["server"],
                source=row["source"],
                package=facts.get("package"),
                version=row["version"],
                observed_at=row["observed_at"],
                key=row["id"],
            )

    def tools(self, listing: Published) -> tuple[Definition, ...]:
        """Return the tools of a listing."""
        rows = self._query(_TOOLS, (listing.key,))
        return tuple(read_definition(row["digest"], row["body"], row["extra"]) for row in rows)

    def _query(self, sql: str, values: tuple[Any, ...]) -> list[sqlite3.Row]:
        try:
            return self._rows("mode=ro", sql, values)
        except sqlite3.OperationalError:
            # A write-ahead log cannot be opened where nothing may be written.
            return self._rows("mode=ro&immutable=1", sql, values)
        except sqlite3.DatabaseError as error:
            raise ScanError(f"{self._path}: is no record of a catalogue ({error})") from error

    def _rows(self, mode: str, sql: str, values: tuple[Any, ...]) -> list[sqlite3.Row]:
        try:
            with closing(sqlite3.connect(f"{self._path.as_uri()}?{mode}", uri=True)) as connection:
                connection.row_factory = sqlite3.Row
                return connection.execute(sql, values).fetchall()
        except sqlite3.OperationalError as error:
            if "immutable" in mode:
                raise ScanError(f"{self._path}: is no record of a catalogue ({error})") from error
            raise


class ApiFolder:
    """A copy of the JSON API of a catalogue."""

    def __init__(self, folder: Path) -> None:
        """Read from `folder`, which is called `api/v1` in a site."""
        self._folder = folder.absolute()

    def listings(self) -> Iterator[Published]:
        """Yield every listing that went well."""
        for row in self._read("servers.json")["result"]:
            if row["status"] == Status.OK.value:
                yield self._listing(row)

    def tools(self, listing: Published) -> tuple[Definition, ...]:
        """Return the tools of a listing."""
        try:
            return tuple(
                parse_definition(self._read(self._place(row["document"]))["definition"])
                for row in self._read(listing.key)["tools"]
            )
        except (KeyError, TypeError, ClassifierError) as error:
            raise ScanError(f"{self._folder}: {listing.server}: {error}") from error

    def _listing(self, row: Mapping[str, Any]) -> Published:
        try:
            place = self._place(row["document"])
            source = self._read(place)["package"]["source"] if row["package"] else ""
            return Published(
                server=row["name"],
                source=source,
                package=row["package"],
                version=row["version"] or "",
                observed_at=row["observed_at"],
                key=place,
            )
        except (KeyError, TypeError) as error:
            raise ScanError(f"{self._folder}/servers.json: lacks {error}") from error

    def _place(self, document: str) -> str:
        return document.removeprefix("api/v1/")

    def _read(self, place: str) -> Any:
        path = (self._folder / place).resolve()
        if not path.is_relative_to(self._folder.resolve()):
            raise ScanError(f"{self._folder}: names a document outside: {place!r}")
        try:
            return json.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            raise ScanError(f"{path}: cannot be read ({type(error).__name__})") from error


def _match(listings: list[Published], server: Server) -> tuple[Published | None, tuple[str, ...]]:
    named = _named(server)
    for key in named.keys:
        if same := [one for one in listings if _has_key(one, key)]:
            return _of_version(same, named)
    if server.source in _PACKAGES:
        return None, ()
    found = [one for one in listings if one.server == server.name]
    return (found[0], ("found in the catalogue by its name only",)) if found else (None, ())


def _named(server: Server) -> Named:
    """Return what a server may be known by; an address is not, as listings do not have theirs."""
    if server.source is SourceKind.COMMAND and server.command:
        return name_launch(server.command, server.args)
    key = lookup_key(server) if server.source in _PACKAGES else ""
    return Named((key,) if key else (), server.version)


def _has_key(listing: Published, key: str) -> bool:
    if listing.package is None:
        return False
    sources = (listing.source,) if listing.source else _PACKAGES
    return any(key == package_key(source, listing.package) for source in sources)


def _of_version(same: list[Published], named: Named) -> tuple[Published, tuple[str, ...]]:
    taken = (_as_note(named.taken),) if named.taken else ()
    for one in same:
        if one.version == named.version:
            return one, taken
    wanted = named.version or "no version"
    note = f"the catalogue knows version {same[0].version}, the configuration names {wanted}"
    return same[0], (*taken, note)


def _as_note(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:].rstrip(".")


def _unknown(server: Server) -> Observation:
    named = f" {server.package}" if server.package else ""
    return Observation(
        server=server.name,
        observed_at="",
        duration=0.0,
        status=Status.SKIPPED,
        reason=f"the catalogue does not know{named or ' it'}; scan without --offline to list it",
        transport="file",
        sandbox=Sandbox.NOT_APPLICABLE,
    )
