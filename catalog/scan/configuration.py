"""Client configurations: find those of this machine, and read the servers they name."""

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from catalog.crawl.candidate import Candidate
from catalog.crawl.importers import read_servers
from catalog.errors import ScanError
from catalog.scan.clients import Client, FilePattern, Format, Places, known_files, recognise
from catalog.scan.gathering import Value, values_of
from catalog.scan.jsonc import line_of, parse

_KEYS = (("mcpServers",), ("servers",), ("mcp", "mcpServers"), ("mcp", "servers"))
_TOML_KEY = "mcp_servers"
_HOLDERS = {
    Format.GEMINI: ("mcpServers",),
    Format.WINDSURF: ("mcpServers",),
    Format.CODEX: (_TOML_KEY,),
}
"""Where clients that keep rules beside the servers look for both."""


@dataclass(frozen=True, slots=True)
class Configured:
    """One server as a configuration names it."""

    name: str
    candidate: Candidate
    is_disabled: bool
    """True where the client does not start it."""
    line: int
    """Line of its name in the file, from 1."""
    settings: Path | None
    """File that holds which of its tools may be called; None where the client has no such file."""
    scope: str = ""
    """Folder that the server is for, where the file holds servers for several."""
    values: tuple[Value, ...] = field(default=(), repr=False)
    """What its entry says, as far as it may be a credential."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The servers of one file."""

    path: Path
    client: Client | None
    """None where it cannot be told whose file this is."""
    servers: tuple[Configured, ...]
    has_servers_key: bool = True
    """False where the file has no place for servers at all: it may be another kind of file."""


def find_configurations(
    places: Places,
    environ: Mapping[str, str],
    *,
    on_problem: Callable[[ScanError], None],
) -> tuple[Configuration, ...]:
    """Return every client configuration of this machine that has a place for servers.

    One that cannot be read goes to `on_problem`; the others are returned all the same.
    """
    found = []
    for client, _, path in known_files(places):
        if not is_file(path):
            continue
        try:
            read = read_configuration(path, environ, places, client=client)
        except ScanError as error:
            on_problem(error)
        else:
            found += [read] if read.has_servers_key else []
    return tuple(found)


def read_configuration(
    path: Path, environ: Mapping[str, str], places: Places, *, client: Client | None = None
) -> Configuration:
    """Return the servers of one file; `client` None to recognise it by its path.

    Raises:
        ScanError: the file cannot be read; the message quotes nothing of it.
    """
    client = client or recognise(path)
    text = read_text(path)
    try:
        is_toml = path.suffix == ".toml"
        document = _toml(text) if is_toml else parse(text)
    except ScanError as error:
        raise ScanError(f"{path}: {error}") from error
    if not isinstance(document, dict):
        raise ScanError(f"{path}: holds no object with servers")
    lines = text if not is_toml else ""
    holders = list(_holders(document, path, client, places))
    servers = [
        server
        for keys, settings in holders
        for server in _read(document, keys, path, environ, lines=lines, settings=settings)
    ]
    if is_toml:
        servers = [replace(one, line=_toml_line(text, one.name)) for one in servers]
    return Configuration(path, client, tuple(servers), has_servers_key=bool(holders))


def is_file(path: Path) -> bool:
    """Tell whether there is a file that could be looked at."""
    try:
        return path.is_file()
    except OSError:  # A folder on the way is closed to us.
        return False


def read_text(path: Path) -> str:
    """Return the text of a file, its line ends as they are.

    Raises:
        ScanError: it cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ScanError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    except UnicodeDecodeError as error:
        raise ScanError(f"{path}: is no UTF-8 text") from error


def _holders(
    document: Mapping[str, Any], path: Path, client: Client | None, places: Places
) -> Iterator[tuple[tuple[str, ...], Path | None]]:
    """Yield the keys below which servers lie, and the file for the rules on their tools."""
    for keys in ((_TOML_KEY,),) if path.suffix == ".toml" else _KEYS:
        if isinstance(_at(document, keys), dict):
            yield keys, _settings(path, client, keys)
            break
    project = str(places.project)
    if isinstance(_at(document, ("projects", project, "mcpServers")), dict):
        local = places.project / ".claude" / "settings.local.json"
        yield ("projects", project, "mcpServers"), local


def _settings(path: Path, client: Client | None, keys: tuple[str, ...]) -> Path | None:
    if client is None or client.format is None:
        return None
    if _HOLDERS.get(client.format, keys) != keys:
        return None  # The client would not find rules there.
    known = [one for one in client.files if one.settings]
    if not known:
        return path
    place = path.absolute()
    for pattern in known:
        tail = pattern.path.split("/")[1:]
        if list(place.parts[-len(tail) :]) == tail:
            return _beside(place.parents[len(tail) - 1], pattern)
    return _beside(place.parent, known[0])


def _beside(folder: Path, pattern: FilePattern) -> Path:
    # The rules lie below the folder that the pattern of the configuration starts in.
    return folder.joinpath(*(pattern.settings or "").split("/")[1:])


def _read(
    document: Mapping[str, Any],
    keys: tuple[str, ...],
    path: Path,
    environ: Mapping[str, str],
    *,
    lines: str,
    settings: Path | None,
) -> Iterator[Configured]:
    entries: Mapping[str, Any] = _at(document, keys)
    prepared = {str(name): _prepared(entry) for name, entry in entries.items()}
    candidates = read_servers(prepared, path, environ, inputs=_inputs(document))
    for (name, entry), candidate in zip(prepared.items(), candidates, strict=True):
        yield Configured(
            name=name,
            candidate=candidate,
            is_disabled=_is_disabled(entry),
            line=line_of(lines, (*keys, name)) if lines else 1,
            settings=settings,
            scope=keys[1] if keys[0] == "projects" else "",
            values=values_of(entry),
        )


def _prepared(entry: Any) -> Any:
    """Bring what Codex writes differently into the form that the others share."""
    if not isinstance(entry, dict):
        return entry
    headers = dict(_mapping(entry.get("headers")) or _mapping(entry.get("http_headers")))
    for header, variable in _mapping(entry.get("env_http_headers")).items():
        headers[header] = f"${{{variable}}}"
    if isinstance(token := entry.get("bearer_token_env_var"), str):
        headers["Authorization"] = f"Bearer ${{{token}}}"
    passed = entry.get("env_vars")
    names = [name for name in passed if isinstance(name, str)] if isinstance(passed, list) else []
    env = {name: f"${{{name}}}" for name in names} | dict(_mapping(entry.get("env")))
    return {**entry, "headers": headers, "env": env}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_disabled(entry: Any) -> bool:
    is_object = isinstance(entry, dict)
    return is_object and (entry.get("disabled") is True or entry.get("enabled") is False)


def _inputs(document: Mapping[str, Any]) -> dict[str, str]:
    declared = document.get("inputs")
    items = declared if isinstance(declared, list) else []
    return {
        item["id"]: item["default"]
        for item in items
        if isinstance(item, dict)
        and isinstance(item.get("id"), str)
        and isinstance(item.get("default"), str)
    }


def _at(document: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # The message of the parser may quote the text, and with it a credential.
        place = re.search(r"at line \d+, column \d+", str(error))
        raise ScanError(f"is no TOML ({place[0] if place else 'at its end'})") from None


def _toml_line(text: str, name: str) -> int:
    pattern = rf"""^\s*\[\s*{_TOML_KEY}\s*\.\s*["']?{re.escape(name)}["']?\s*[\].]"""
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(pattern, line):
            return number
    return 1


def shown_path(path: Path, project: Path, home: Path) -> str:
    """Return how a path is named to people: from the project or the home, else in full."""
    for folder, lead in ((project, ""), (home, "~" + os.sep)):
        if path.is_relative_to(folder):
            return lead + str(path.relative_to(folder))
    return str(path)
