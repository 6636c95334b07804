"""Read from a client's own settings which calls it denies or asks about already."""

import fnmatch
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from catalog.errors import ScanError
from catalog.scan.clients import Client, Format
from catalog.scan.configuration import is_file, read_text
from catalog.scan.jsonc import parse
from catalog.scan.stack import Guard, GuardOf
from policy.targets.claude_code import spelled, spelled_server


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
            return _claude([_document(path) for path in rules if is_file(path)])
        case Format.GEMINI:
            return _gemini(_document(config).get("mcpServers"))
        case Format.CODEX:
            return _codex(_document(config).get("mcp_servers"))


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
    whole = f"mcp__{spelled_server(server)}"
    name = f"{whole}__{spelled(tool)}"
    return any(rule == whole or fnmatch.fnmatchcase(name, rule) for rule in rules)


def _gemini(servers: Any) -> GuardOf:
    known = _mapping(servers)

    def guard(server: str, tool: str) -> Guard:
        entry = _mapping(known.get(server))
        if _is_left_out(tool, entry, "includeTools", "excludeTools"):
            return Guard.DENIED
        return Guard.ASKED if entry.get("trust") is False else Guard.OPEN

    return guard


def _codex(servers: Any) -> GuardOf:
    known = _mapping(servers)

    def guard(server: str, tool: str) -> Guard:
        entry = _mapping(known.get(server))
        if _is_left_out(tool, entry, "enabled_tools", "disabled_tools"):
            return Guard.DENIED
        own = _mapping(_mapping(entry.get("tools")).get(tool)).get("approval_mode")
        mode = own or entry.get("default_tools_approval_mode")
        return Guard.ASKED if mode == "prompt" else Guard.OPEN

    return guard


def _is_left_out(tool: str, entry: Mapping[str, Any], included: str, excluded: str) -> bool:
    only = entry.get(included)
    is_missing = isinstance(only, list) and tool not in _texts(only)
    return is_missing or tool in _texts(entry.get(excluded))


def _document(path: Path) -> Mapping[str, Any]:
    text = read_text(path)
    if not text.strip():
        return {}
    try:
        return _mapping(tomllib.loads(text) if path.suffix == ".toml" else parse(text))
    except (tomllib.TOMLDecodeError, RecursionError):
        raise ScanError(f"{path}: is no TOML") from None
    except ScanError as error:
        raise ScanError(f"{path}: {error}") from error


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
