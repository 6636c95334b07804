"""Read from a client's own settings which calls it denies or asks about already."""

import fnmatch
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from catalog.errors import ScanError
from catalog.scan.clients import Client, Format
from catalog.scan.configuration import read_text
from catalog.scan.jsonc import parse
from catalog.scan.stack import Guard, GuardOf

_UNSAID = re.compile(r"[^A-Za-z0-9_-]")


def no_guard(server: str, tool: str) -> Guard:
    """Tell that nothing is known to stand before any tool."""
    return Guard.OPEN


def guards_of(client: Client | None, rules: Iterable[Path], config: Path) -> GuardOf:
    """Return what the settings of `client` say about a tool.

    `rules` are the files with permissions, where the client keeps them apart from `config`.

    Raises:
        ScanError: a settings file cannot be read.
    """
    if client is None or client.format is None:
        return no_guard
    match client.format:
        case Format.CLAUDE:
            return _claude([_document(path) for path in rules if path.is_file()])
        case Format.GEMINI:
            return _lists(_document(config).get("mcpServers"), "includeTools", "excludeTools")
        case Format.CODEX:
            return _lists(_document(config).get("mcp_servers"), "enabled_tools", "disabled_tools")


def claude_name(server: str, tool: str) -> str:
    """Return the name that Claude Code gives to a tool of an MCP server."""
    return f"mcp__{_UNSAID.sub('_', server)}__{_UNSAID.sub('_', tool)}"


def _claude(documents: list[Mapping[str, Any]]) -> GuardOf:
    permissions = [_mapping(document.get("permissions")) for document in documents]
    denied = [rule for one in permissions for rule in _texts(one.get("deny"))]
    asked = [rule for one in permissions for rule in _texts(one.get("ask"))]

    def guard(server: str, tool: str) -> Guard:
        if _is_matched(server, tool, denied):
            return Guard.DENIED
        return Guard.ASKED if _is_matched(server, tool, asked) else Guard.OPEN

    return guard


def _is_matched(server: str, tool: str, rules: list[str]) -> bool:
    whole, name = f"mcp__{_UNSAID.sub('_', server)}", claude_name(server, tool)
    return any(rule == whole or fnmatch.fnmatchcase(name, rule) for rule in rules)


def _lists(servers: Any, included: str, excluded: str) -> GuardOf:
    known = _mapping(servers)

    def guard(server: str, tool: str) -> Guard:
        entry = _mapping(known.get(server))
        only = entry.get(included)
        if tool in _texts(entry.get(excluded)):
            return Guard.DENIED
        is_left_out = isinstance(only, list) and tool not in _texts(only)
        return Guard.DENIED if is_left_out else Guard.OPEN

    return guard


def _document(path: Path) -> Mapping[str, Any]:
    text = read_text(path)
    if not text.strip():
        return {}
    try:
        return _mapping(tomllib.loads(text) if path.suffix == ".toml" else parse(text))
    except tomllib.TOMLDecodeError:
        raise ScanError(f"{path}: is no TOML") from None
    except ScanError as error:
        raise ScanError(f"{path}: {error}") from error


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
