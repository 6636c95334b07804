"""The policy for the servers of a stack, and the settings that carry it out in a client."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.scan.clients import Client, Format
from catalog.scan.combinations import Key
from catalog.scan.guards import claude_name
from catalog.scan.stack import ScannedServer, Stack
from policy import HIDE_ALL, Effect, effect, least_privilege, load


@dataclass(frozen=True, slots=True)
class ServerPolicy:
    """The policy for one server and what it does."""

    server: ScannedServer
    document: Mapping[str, Any]
    effect: Effect


@dataclass(frozen=True, slots=True)
class Setting:
    """One list of a settings file, and what has to be in it."""

    path: tuple[str, ...]
    entries: tuple[str, ...]
    is_whole: bool
    """True where the list is exactly this; False where what is there stays."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to write into one settings file of a client."""

    file: Path
    settings: tuple[Setting, ...]
    losses: tuple[str, ...]
    """What the client cannot express, and what stands in its place; stricter each time."""


def server_policies(stack: Stack, denied: Iterable[Key]) -> tuple[ServerPolicy, ...]:
    """Return a policy for each listed server: least privilege, and the `denied` tools hidden."""
    wanted = set(denied)
    found = []
    for server in stack.servers:
        if not server.tools:
            continue
        document = least_privilege((tool.definition, tool.verdict) for tool in server.tools)
        hidden = {name for label, name in wanted if label == server.label}
        # What the client denies already was decided; a remedy never opens it again.
        hidden |= {tool.name for tool in server.tools if not tool.is_callable}
        document = _denying(document, hidden)
        names = [tool.name for tool in server.tools]
        found.append(ServerPolicy(server, document, effect(load(document), names)))
    return tuple(found)


def remedies(stack: Stack, policies: Iterable[ServerPolicy]) -> tuple[Remedy, ...]:
    """Return what to write into the settings of the client; none where it has no such file."""
    if stack.client is None or stack.client.format is None:
        return ()
    by_file: dict[Path, list[ServerPolicy]] = {}
    for policy in policies:
        if policy.server.settings is not None:
            by_file.setdefault(policy.server.settings, []).append(policy)
    return tuple(_remedy(stack.client, file, group) for file, group in by_file.items())


def _denying(document: dict[str, Any], names: set[str]) -> dict[str, Any]:
    tools = {
        # Under `hide` the name `*` would stand for every tool of the server.
        name: {"action": "deny"} if name in names else rule
        for name, rule in document["tools"].items()
        if name not in names or name == HIDE_ALL
    }
    kept = list(document.get("hide", ()))
    hidden = [*kept, *sorted(names - set(kept) - {HIDE_ALL})]
    head = {key: value for key, value in document.items() if key not in ("hide", "tools")}
    return head | ({"hide": hidden} if hidden else {}) | {"tools": tools}


def _remedy(client: Client, file: Path, policies: list[ServerPolicy]) -> Remedy:
    match client.format:
        case Format.CLAUDE:
            settings = _claude(policies)
            losses = _losses(policies, "asked about", "Claude Code")
        case Format.GEMINI:
            settings = _lists(policies, ("mcpServers", "includeTools", "excludeTools"))
            losses = _losses(policies, "left out", "Gemini CLI")
        case _:
            settings = _lists(policies, ("mcp_servers", "enabled_tools", "disabled_tools"))
            losses = _losses(policies, "left out", "Codex")
    return Remedy(file, settings, losses)


def _claude(policies: list[ServerPolicy]) -> tuple[Setting, ...]:
    deny, ask, allow = [], [], []
    for policy in policies:
        found, name = policy.effect, policy.server.name
        deny += [claude_name(name, tool) for tool in (*found.hidden, *found.denied)]
        ask += [claude_name(name, tool) for tool in (*found.asked, *found.checked, *found.limited)]
        allow += [claude_name(name, tool) for tool in found.open]
    # Names that Claude Code makes equal share one rule, the strictest.
    strict = set(deny)
    ask = [rule for rule in ask if rule not in strict]
    strict |= set(ask)
    allow = [rule for rule in allow if rule not in strict]
    lists = {"deny": deny, "ask": ask, "allow": allow}
    return tuple(
        Setting(("permissions", key), tuple(dict.fromkeys(rules)), is_whole=False)
        for key, rules in lists.items()
        if rules
    )


def _lists(policies: list[ServerPolicy], keys: tuple[str, str, str]) -> tuple[Setting, ...]:
    holder, included, excluded = keys
    settings = []
    for policy in policies:
        found, name = policy.effect, policy.server.name
        left_out = (*found.hidden, *found.denied, *found.asked, *found.checked, *found.limited)
        named = dict.fromkeys(found.open)
        settings.append(Setting((holder, name, included), tuple(named), is_whole=True))
        settings.append(
            Setting((holder, name, excluded), tuple(dict.fromkeys(left_out)), is_whole=True)
        )
    return tuple(settings)


def _losses(policies: list[ServerPolicy], instead: str, client: str) -> tuple[str, ...]:
    checked = sum(len(policy.effect.checked) for policy in policies)
    limited = sum(len(policy.effect.limited) for policy in policies)
    asked = sum(len(policy.effect.asked) for policy in policies)
    told = []
    if checked:
        told.append(f"{client} has no conditions on arguments: {_tools(checked)} {instead}.")
    if limited:
        told.append(f"{client} has no limits on how often: {_tools(limited)} {instead}.")
    if asked and instead == "left out":
        told.append(f"{client} keeps no list of what to ask about: {_tools(asked)} {instead}.")
    return tuple(told)


def _tools(count: int) -> str:
    return "1 tool is" if count == 1 else f"{count} tools are"
