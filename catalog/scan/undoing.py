"""Find what in a client's settings lets calls through that a policy would not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.scan.clients import Client, Format
from catalog.scan.configuration import is_file
from catalog.scan.guards import (
    GLOBAL_APPROVAL,
    NEVER,
    UNASKED_MODES,
    gemini_names,
    is_whole_server,
)
from catalog.scan.settings import at, mapping, read_settings, texts
from catalog.scan.stack import ScannedServer


@dataclass(frozen=True, slots=True)
class Undoing:
    """One entry of a settings file that undoes a policy."""

    file: Path
    path: tuple[str, ...]
    entry: str
    """What stands there: an element of a list, or the value."""
    instead: str | bool | None
    """What has to stand there; None where the entry is one of a list, and has to go."""
    effect: str
    """What it does, to follow the name of the entry."""
    is_left: bool = False
    """True where it is about more than tools, and only named."""

    @property
    def named(self) -> str:
        """Return the entry as a person finds it."""
        return f"`{self.entry}` under {'.'.join(self.path)}"


def undoings(
    client: Client, files: Iterable[Path], servers: Iterable[ScannedServer]
) -> tuple[Undoing, ...]:
    """Return every entry of the client's files that undoes a policy for one of `servers`.

    Raises:
        ScanError: a settings file cannot be read.
    """
    listed = tuple(servers)
    return tuple(
        found
        for file in dict.fromkeys(files)
        if is_file(file)
        for found in _of(client.format, file, read_settings(file), listed)
    )


def _of(
    format: Format | None,
    file: Path,
    document: Mapping[str, Any],
    servers: tuple[ScannedServer, ...],
) -> Iterator[Undoing]:
    if format is Format.CLAUDE:
        yield from _claude(file, document, servers)
    elif format is Format.CODEX and document.get("approval_policy") == NEVER:
        effect = "nobody is asked: with full access every call goes through, else it is declined"
        yield Undoing(file, ("approval_policy",), NEVER, "on-request", effect)
    elif format is Format.GEMINI:
        names = {
            name
            for server in servers
            for tool in server.tools
            for name in gemini_names(server.name, tool.name)
        }
        for entry in texts(at(document, ("tools", "allowed"))):
            if entry in names:
                yield Undoing(file, ("tools", "allowed"), entry, None, "it is not asked about")
    elif format is Format.VSCODE and document.get(GLOBAL_APPROVAL) is True:
        effect = "every tool that no other setting names is let through"
        yield Undoing(file, (GLOBAL_APPROVAL,), "true", False, effect)
    elif format is Format.CURSOR:
        yield from _cursor(file, document, servers)


def _claude(
    file: Path, document: Mapping[str, Any], servers: tuple[ScannedServer, ...]
) -> Iterator[Undoing]:
    permissions = mapping(document.get("permissions"))
    for rule in texts(permissions.get("allow")):
        if any(is_whole_server(rule, server.name) for server in servers):
            effect = "tools that the server adds later are let through"
            yield Undoing(file, ("permissions", "allow"), rule, None, effect)
    if document.get("enableAllProjectMcpServers") is True:
        effect = "every server that .mcp.json names later is started without a question"
        path = ("enableAllProjectMcpServers",)
        yield Undoing(file, path, "true", False, effect, is_left=True)
    mode = permissions.get("defaultMode")
    if mode in UNASKED_MODES:
        effect = "tools that no rule names are let through"
        yield Undoing(file, ("permissions", "defaultMode"), mode, "default", effect)


def _cursor(
    file: Path, document: Mapping[str, Any], servers: tuple[ScannedServer, ...]
) -> Iterator[Undoing]:
    names = [server.name for server in servers]
    for path in (("mcpAllowlist",), ("permissions", "allow")):
        for rule in texts(at(document, path)):
            inner = rule.removeprefix("Mcp(").removesuffix(")")
            server = inner.partition(":")[0]
            if "*" in inner and (server in names or "*" in server):
                effect = "tools that the server adds later are let through"
                yield Undoing(file, path, rule, None, effect)
