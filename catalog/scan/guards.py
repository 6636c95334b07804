"""Read from a client's own settings what it does with calls: deny, ask, or let through."""

import fnmatch
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from catalog.scan.clients import Client, Format
from catalog.scan.configuration import is_file
from catalog.scan.settings import at, mapping, read_settings, texts
from catalog.scan.stack import Guard, GuardOf
from policy.targets.claude_code import spelled, spelled_server

Documents = list[Mapping[str, Any]]
"""Settings of one client, the ones that count more further back."""
UNASKED_MODES = ("bypassPermissions", "auto")
"""Modes of Claude Code in which nobody is asked about what no rule names."""
NEVER = "never"
ELIGIBLE = "chat.tools.eligibleForAutoApproval"
GLOBAL_APPROVAL = "chat.tools.global.autoApprove"


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
    documents = [read_settings(path) for path in rules if is_file(path)]
    servers = read_settings(config) if is_file(config) else {}
    return _READERS[client.format](documents, servers)


def is_whole_server(rule: str, server: str) -> bool:
    """Tell whether a rule of Claude Code under `allow` covers tools that a server adds later.

    A wildcard counts only behind the name of the server: `mcp__*` allows nothing.
    """
    whole = f"mcp__{spelled_server(server)}"
    return rule == whole or (rule.startswith(f"{whole}__") and "*" in rule)


def _claude(documents: Documents, servers: Mapping[str, Any]) -> GuardOf:
    permissions = [mapping(document.get("permissions")) for document in documents]
    denied = [rule for one in permissions for rule in texts(one.get("deny"))]
    asked = [rule for one in permissions for rule in texts(one.get("ask"))]
    allowed = [rule for one in permissions for rule in texts(one.get("allow"))]
    modes = [one["defaultMode"] for one in permissions if one.get("defaultMode")]
    is_unasked = bool(modes) and modes[-1] in UNASKED_MODES

    def guard(server: str, tool: str) -> Guard:
        name = f"mcp__{spelled_server(server)}__{spelled(tool)}"
        if _is_matched(name, server, denied):
            return Guard.DENIED
        if _is_matched(name, server, asked):
            return Guard.ASKED
        counted = [rule for rule in allowed if rule == name or is_whole_server(rule, server)]
        if _is_matched(name, server, counted) or is_unasked:
            return Guard.ALLOWED
        return Guard.OPEN

    return guard


def _is_matched(name: str, server: str, rules: list[str]) -> bool:
    whole = f"mcp__{spelled_server(server)}"
    return any(rule == whole or fnmatch.fnmatchcase(name, rule) for rule in rules)


def _gemini(documents: Documents, servers: Mapping[str, Any]) -> GuardOf:
    known = mapping(servers.get("mcpServers"))
    everything = [*documents, servers]
    allowed = {one for each in everything for one in texts(at(each, ("tools", "allowed")))}
    excluded = {one for each in everything for one in texts(at(each, ("mcp", "excluded")))}
    only = [at(each, ("mcp", "allowed")) for each in everything]

    def guard(server: str, tool: str) -> Guard:
        entry = mapping(known.get(server))
        is_excluded = server in excluded or any(
            isinstance(names, list) and names and server not in names for names in only
        )
        if is_excluded or _is_left_out(tool, entry, "includeTools", "excludeTools"):
            return Guard.DENIED
        if entry.get("trust") is True or allowed & set(gemini_names(server, tool)):
            return Guard.ALLOWED
        return Guard.ASKED if entry.get("trust") is False else Guard.OPEN

    return guard


def gemini_names(server: str, tool: str) -> tuple[str, ...]:
    """Return how `tools.allowed` of Gemini CLI can name a tool."""
    return tool, f"mcp_{server}_{tool}", f"{server}__{tool}"


def _codex(documents: Documents, servers: Mapping[str, Any]) -> GuardOf:
    known = mapping(servers.get("mcp_servers"))
    asking = [each.get("approval_policy") for each in (servers, *documents)]
    is_unasked = [one for one in asking if one is not None][-1:] == [NEVER]

    def guard(server: str, tool: str) -> Guard:
        entry = mapping(known.get(server))
        if _is_left_out(tool, entry, "enabled_tools", "disabled_tools"):
            return Guard.DENIED
        own = mapping(mapping(entry.get("tools")).get(tool)).get("approval_mode")
        mode = own or entry.get("default_tools_approval_mode")
        if mode == "approve" or is_unasked:
            return Guard.ALLOWED
        return Guard.ASKED if mode == "prompt" else Guard.OPEN

    return guard


def _cursor(documents: Documents, servers: Mapping[str, Any]) -> GuardOf:
    # What cli.json denies holds for the command line only, so it is no guard of the editor.
    allowed = [one for each in documents for one in texts(each.get("mcpAllowlist"))]
    allowed += [
        match[1]
        for each in documents
        for one in texts(at(each, ("permissions", "allow")))
        if (match := re.fullmatch(r"Mcp\((.*)\)", one))
    ]

    def guard(server: str, tool: str) -> Guard:
        names = (f"{server}:{tool}", f"{server}, {tool}", f"{server},{tool}")
        is_allowed = any(fnmatch.fnmatchcase(name, rule) for name in names for rule in allowed)
        return Guard.ALLOWED if is_allowed else Guard.OPEN

    return guard


def _windsurf(documents: Documents, servers: Mapping[str, Any]) -> GuardOf:
    known = mapping(servers.get("mcpServers"))

    def guard(server: str, tool: str) -> Guard:
        entry = mapping(known.get(server))
        if tool in texts(entry.get("disabledTools")):
            return Guard.DENIED
        return Guard.ALLOWED if tool in texts(entry.get("alwaysAllow")) else Guard.OPEN

    return guard


def _vscode(documents: Documents, servers: Mapping[str, Any]) -> GuardOf:
    eligible: dict[str, Any] = {}
    is_approved = False
    for document in documents:
        eligible |= mapping(document.get(ELIGIBLE))
        is_approved = document.get(GLOBAL_APPROVAL, is_approved) is True

    def guard(server: str, tool: str) -> Guard:
        if eligible.get(tool) is False:
            return Guard.ASKED
        return Guard.ALLOWED if is_approved else Guard.OPEN

    return guard


def _is_left_out(tool: str, entry: Mapping[str, Any], included: str, excluded: str) -> bool:
    only = entry.get(included)
    is_missing = isinstance(only, list) and tool not in texts(only)
    return is_missing or tool in texts(entry.get(excluded))


_READERS: Mapping[Format, Callable[[Documents, Mapping[str, Any]], GuardOf]] = {
    Format.CLAUDE: _claude,
    Format.GEMINI: _gemini,
    Format.CODEX: _codex,
    Format.CURSOR: _cursor,
    Format.WINDSURF: _windsurf,
    Format.VSCODE: _vscode,
}
