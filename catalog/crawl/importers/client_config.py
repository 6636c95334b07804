"""Read the servers of a client configuration: Claude, Cursor, VS Code and their kin."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from catalog.crawl.candidate import Candidate
from catalog.crawl.importers.expansion import Expansion
from catalog.crawl.importers.hiding import Hidden
from catalog.crawl.importers.launch import UnknownPackageError, package_launch
from catalog.crawl.importers.naming import name_launch
from catalog.crawl.target import Unavailable
from catalog.errors import SeedError
from catalog.observation import Status
from catalog.server import Server, SourceKind

_COMMENT = re.compile(r'("(?:[^"\\\n]|\\.)*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING_COMMA = re.compile(r'("(?:[^"\\\n]|\\.)*")|,(?=\s*[}\]])')
_CLIENT_FOLDERS = (".vscode", ".cursor", ".claude", ".windsurf", ".gemini", ".codex")
_HTTP_TYPES = ("http", "streamable-http", "streamableHttp", "streamable_http")


def read_client_config(path: Path, environ: Mapping[str, str]) -> tuple[Candidate, ...]:
    """Return every server that the configuration at `path` names, in its order.

    Variables come from `environ`. Their values, and credentials written into arguments and
    addresses, go to `Server.secrets`; what is published shows `${NAME}` in their place.

    Raises:
        SeedError: the file cannot be read or names no servers.
    """
    document = _document(path)
    servers = _servers(document)
    if not servers:
        raise SeedError(f"{path}: names no servers under mcpServers or servers")
    return read_servers(servers, path, environ, inputs=_inputs(document))


def read_servers(
    servers: Mapping[str, Any],
    path: Path,
    environ: Mapping[str, str],
    *,
    inputs: Mapping[str, str] | None = None,
) -> tuple[Candidate, ...]:
    """Return the servers of a configuration that was parsed already.

    `path` is where it lies, `inputs` the defaults of what it asks its user for.
    """
    folder = path.absolute().parent
    expansion = Expansion(
        environ=environ,
        inputs=inputs or {},
        folder=folder.parent if folder.name in _CLIENT_FOLDERS else folder,
        home=Path(environ.get("HOME", "/nonexistent")),
    )
    return tuple(_candidate(str(name), entry, expansion) for name, entry in servers.items())


def _document(path: Path) -> Mapping[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SeedError(f"{path}: cannot be read ({error}); check the path") from error
    text = _TRAILING_COMMA.sub(r"\1", _COMMENT.sub(r"\1", text))
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SeedError(f"{path}: is no JSON ({error})") from error
    if not isinstance(document, dict):
        raise SeedError(f"{path}: holds no JSON object with mcpServers or servers")
    return document


def _servers(document: Mapping[str, Any]) -> Mapping[str, Any]:
    # `mcp.servers` is how the settings.json of VS Code nests them.
    for holder in (document, document.get("mcp")):
        if not isinstance(holder, dict):
            continue
        for key in ("mcpServers", "servers"):
            if isinstance(holder.get(key), dict):
                return dict(holder[key])
    return {}


def _inputs(document: Mapping[str, Any]) -> dict[str, str]:
    declared = document.get("inputs")
    return {
        item["id"]: item["default"]
        for item in (declared if isinstance(declared, list) else ())
        if isinstance(item, dict)
        and isinstance(item.get("id"), str)
        and isinstance(item.get("default"), str)
    }


def _candidate(name: str, entry: object, expansion: Expansion) -> Candidate:
    if not isinstance(entry, dict):
        return _refused(name, "is no object in the configuration; write command or url")
    if entry.get("disabled") is True or entry.get("enabled") is False:
        return _refused(name, "is disabled in the configuration; enable it to have it listed")
    hidden = Hidden()
    url = entry.get("url") or entry.get("serverUrl") or entry.get("httpUrl")
    if isinstance(url, str):
        return _remote(name, url, entry, expansion, hidden)
    if not isinstance(entry.get("command"), str) or not entry["command"]:
        return _refused(name, "names neither a command nor a url in the configuration")
    return _local(name, entry, expansion, hidden)


def _remote(
    name: str, url: str, entry: Mapping[str, Any], expansion: Expansion, hidden: Hidden
) -> Candidate:
    kind = entry.get("type", "http")
    if kind not in _HTTP_TYPES:
        return _refused(name, f"speaks {kind!r}; give its streamable HTTP address")
    headers = {
        key: expansion.expand(value, hidden) for key, value in _texts(entry.get("headers")).items()
    }
    address = hidden.hide_address(expansion.expand(url, hidden))
    server = Server(
        name=name, source=SourceKind.HTTP, url=address, headers=headers, secrets=hidden.secrets
    )
    return Candidate(server)


def _local(name: str, entry: Mapping[str, Any], expansion: Expansion, hidden: Hidden) -> Candidate:
    declared = entry.get("args")
    words = [str(word) for word in declared] if isinstance(declared, list) else []
    expanded = [expansion.expand(word, hidden) for word in (entry["command"], *words)]
    env = {key: expansion.expand(value, hidden) for key, value in _texts(entry.get("env")).items()}
    cwd = entry.get("cwd")
    try:
        launch = package_launch(expanded[0], expanded[1:])
    except UnknownPackageError as error:
        if not name_launch(expanded[0], expanded[1:]).keys:
            return _refused(name, str(error))
        # A catalogue may know it, though what is asked for cannot be installed exactly.
        shown = hidden.hide_arguments(expanded[1:])
        known = Server(name, SourceKind.COMMAND, command=expanded[0], args=shown)
        return _refused(name, str(error), replace(known, secrets=hidden.secrets))
    if launch is not None:
        return Candidate(
            Server(
                name=name,
                source=launch.source,
                package=launch.package,
                version=launch.version,
                command=launch.command,
                args=hidden.hide_arguments(launch.args),
                env=env | hidden.hide_settings(launch.settings),
                secrets=hidden.secrets,
            )
        )
    command, *arguments = (_absolute(word, expansion.folder) for word in expanded)
    return Candidate(
        Server(
            name=name,
            source=SourceKind.COMMAND,
            command=command,
            args=hidden.hide_arguments(arguments),
            env=env,
            cwd=expansion.expand(cwd, hidden) if isinstance(cwd, str) else None,
            secrets=hidden.secrets,
        )
    )


def _absolute(word: str, folder: Path) -> str:
    # Clients start servers in the workspace; the sandbox does not, so its files are named in full.
    is_path = "/" in word and not word.startswith(("/", "-", "@")) and "://" not in word
    is_file = is_path or word.endswith((".js", ".mjs", ".cjs", ".py"))
    return str(folder / word) if is_file and (folder / word).is_file() else word


def _texts(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {str(key): _text(item) for key, item in value.items() if item is not None}


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _refused(name: str, reason: str, server: Server | None = None) -> Candidate:
    unfit = server or Server(name=name, source=SourceKind.COMMAND)
    return Candidate(unfit, Unavailable(Status.SKIPPED, reason))
