"""Import the permissions of Claude Code's settings, as far as they are about one MCP server.

The format is that of code.claude.com/docs/en/permissions (read in November 2026, Claude Code
2.1): `permissions` with `allow`, `ask` and `deny`, first match in the order deny, ask, allow.
MCP rules are `mcp__server`, `mcp__server__tool` and patterns with `*`; under `allow` a pattern
counts only behind a literal `mcp__server__`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from classifier import Definition
from policy.document import Action
from policy.importing.imported import (
    Imported,
    ImportingError,
    Json,
    Report,
    denied,
    document_of,
)
from policy.importing.text import read_json
from policy.pointer import below

_LISTS = ("deny", "ask", "allow")
"""In the order in which they are looked at."""
_ASKING = frozenset({"default", "acceptEdits", "bypassPermissions"})
"""Modes that ask about what no rule names, or let it pass."""
_IN_NAMES = re.compile(r"[^a-zA-Z0-9_-]")
"""Characters that Claude Code writes as `_` in the names of servers and tools."""
_SERVER = re.compile(r"mcp__([^*()]+?)(?:__.*)?\Z", re.DOTALL)
_DENIED = "The Claude Code settings deny this tool."
_NOT_ALLOWED = (
    "The Claude Code settings do not allow this tool without a person, who cannot be asked."
)


def import_claude_code(
    text: str, definitions: Iterable[Definition] = (), *, server: str | None = None
) -> Imported:
    """Return the policy for `server` that lets pass no call that Claude Code would stop.

    Without `server` the settings have to name exactly one. `definitions` are its tools, where
    they are known; without them patterns cannot be resolved.

    Raises:
        ImportingError: the text is no settings file, or does not tell the server.
    """
    settings = read_json(text)
    permissions = settings.get("permissions", {}) if isinstance(settings, Mapping) else None
    if not isinstance(permissions, Mapping):
        raise ImportingError("settings are an object with “permissions”")
    rules = tuple(_rules(permissions))
    name = _IN_NAMES.sub("_", server if server is not None else _only_server(rules))
    mode = permissions.get("defaultMode", "default")
    reading = _Import(name, str(mode), tuple(each.name for each in definitions))
    return reading.run(settings, permissions, rules)


@dataclass(frozen=True, slots=True)
class _Permission:
    list: str
    text: str
    pointer: str

    @property
    def pattern(self) -> str:
        """The rule without what stands in parentheses."""
        return self.text.partition("(")[0]

    @property
    def is_partial(self) -> bool:
        return "(" in self.text

    def names(self, full: str, server: str) -> bool:
        """Tell whether the rule is about the tool with this full name."""
        if self.pattern == f"mcp__{server}":
            return True
        return _glob(self.pattern).fullmatch(full) is not None

    def literal(self, server: str) -> str | None:
        """Return the tool that the rule names; None where it is about many, or about others."""
        tool = self.pattern.removeprefix(f"mcp__{server}__")
        return None if tool == self.pattern or "*" in tool or not tool else tool


@dataclass(slots=True)
class _Import:
    server: str
    mode: str
    tools: tuple[str, ...]
    report: Report = field(default_factory=Report)

    def run(
        self,
        settings: Mapping[str, Any],
        permissions: Mapping[str, Any],
        rules: tuple[_Permission, ...],
    ) -> Imported:
        self._note_settings(settings, permissions)
        if self._is_off(settings):
            self.report.note("server-off", "")
            return self.report.imported(document_of(Action.DENY, [], {}))
        usable = [each for each in rules if self._is_usable(each)]
        names = self.tools or self._literals(usable)
        entries = {name: self._entry(name, usable) for name in names}
        default = self._default(usable)
        return self.report.imported(document_of(default, [], entries))

    @property
    def asks(self) -> bool:
        return self.mode in _ASKING

    def _entry(self, name: str, rules: list[_Permission]) -> Json:
        full = f"mcp__{self.server}__{_IN_NAMES.sub('_', name)}"
        found = next((each.list for each in rules if each.names(full, self.server)), "ask")
        if found == "allow":
            return {}
        if found == "ask" and self.asks:
            return {"action": Action.REQUIRE_APPROVAL.value}
        return denied(_DENIED if found == "deny" else _NOT_ALLOWED)

    def _is_usable(self, rule: _Permission) -> bool:
        """Tell whether a rule is about this server; note what cannot be kept of it."""
        if not self._concerns(rule):
            self.report.note("other-server", rule.pointer, rule=rule.text, server=self.server)
            return False
        is_anchored = rule.pattern.startswith(f"mcp__{self.server}__")
        if rule.list == "allow" and "*" in rule.pattern and not is_anchored:
            self.report.note("ineffective-rule", rule.pointer, rule=rule.text)
            return False
        if rule.is_partial:
            phrase = "none" if rule.list == "allow" else "all"
            self.report.note("rule-arguments", rule.pointer, phrase, rule=rule.text)
            return rule.list != "allow"
        if rule.literal(self.server) is None:
            self._note_whole(rule)
        return True

    def _note_whole(self, rule: _Permission) -> None:
        if rule.list != "allow":
            if not self.tools:
                self.report.note("kept-off-wholly", rule.pointer, rule=rule.text)
            return
        phrase = "known" if self.tools else "unknown"
        self.report.note("allowed-wholly", rule.pointer, phrase, rule=rule.text)

    def _concerns(self, rule: _Permission) -> bool:
        start = f"mcp__{self.server}"
        if rule.pattern == start or rule.pattern.startswith(f"{start}__"):
            return True
        before = rule.pattern.partition("*")[0]
        return "*" in rule.pattern and f"{start}__".startswith(before)

    def _literals(self, rules: list[_Permission]) -> list[str]:
        return list(dict.fromkeys(tool for each in rules if (tool := each.literal(self.server))))

    def _default(self, rules: list[_Permission]) -> Action:
        whole = {f"mcp__{self.server}", f"mcp__{self.server}__*"}
        is_all = any(each.pattern in whole for each in rules if each.list == "allow")
        if is_all and not self.tools and all(each.list == "allow" for each in rules):
            return Action.ALLOW
        if not is_all and self.asks:
            self.report.note("unlisted-asked", "/permissions")
        return Action.DENY

    def _is_off(self, settings: Mapping[str, Any]) -> bool:
        barred = _servers(settings, "disabledMcpjsonServers", "deniedMcpServers")
        is_admitted = self.server in _servers(settings, "allowedMcpServers")
        return self.server in barred or ("allowedMcpServers" in settings and not is_admitted)

    def _note_settings(self, settings: Mapping[str, Any], permissions: Mapping[str, Any]) -> None:
        for key in permissions:
            if key not in (*_LISTS, "defaultMode"):
                self.report.note("setting", below("/permissions", key), field=key)
        if "enabledMcpjsonServers" in settings:
            facts = {"field": "enabledMcpjsonServers", "server": self.server}
            self.report.note("server-list", "/enabledMcpjsonServers", **facts)
        if settings.get("hooks"):
            self.report.note("hooks", "/hooks")
        if self.mode not in ("default", "acceptEdits"):
            phrase = "ask" if self.asks else "deny"
            self.report.note("mode", "/permissions/defaultMode", phrase, mode=self.mode)


def _rules(permissions: Mapping[str, Any]) -> Iterator[_Permission]:
    for key in _LISTS:
        listed = permissions.get(key, [])
        if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
            raise ImportingError(f"/permissions/{key}: a list of texts is needed")
        for at, text in enumerate(listed):
            yield _Permission(key, text.strip(), below("/permissions", key, at))


def _servers(settings: Mapping[str, Any], *keys: str) -> set[str]:
    """Return the servers that lists of the settings name, as Claude Code writes them."""
    listed = [each for key in keys for each in settings.get(key) or ()]
    names = [each.get("serverName") if isinstance(each, Mapping) else each for each in listed]
    return {_IN_NAMES.sub("_", name) for name in names if isinstance(name, str)}


def _only_server(rules: tuple[_Permission, ...]) -> str:
    found = dict.fromkeys(match[1] for each in rules if (match := _SERVER.match(each.text)))
    if len(found) != 1:
        named = ", ".join(f"“{each}”" for each in found) or "none"
        raise ImportingError(
            f"the settings name {len(found)} servers ({named}); name the one meant"
        )
    return str(next(iter(found)))


def _glob(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, re.split(r"\*+", pattern))), re.DOTALL)
