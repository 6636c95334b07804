"""The policy for the servers of a stack, and the settings that carry it out in a client."""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.scan.clients import Client, Format
from catalog.scan.combinations import Key
from catalog.scan.guards import ELIGIBLE
from catalog.scan.redaction import MASK
from catalog.scan.stack import ScannedServer, Stack
from catalog.scan.undoing import Undoing, undoings
from policy import HIDE_ALL, Effect, effect, least_privilege, load
from policy.targets import compile_policy
from policy.targets.claude_code import spelled, spelled_server

Value = list[str] | str | bool
_ASKS = "prompt"
_TARGETS = {"windsurf": "claude-code", "vscode": "claude-code"}
"""Clients whose settings are no targets: the target that tells which of their tools are free."""
_UNSPEAKABLE = "The name of a tool repeats a value of the configuration that may be a credential."


@dataclass(frozen=True, slots=True)
class ServerPolicy:
    """The policy for one server and what it does."""

    server: ScannedServer
    document: Mapping[str, Any]
    effect: Effect


@dataclass(frozen=True, slots=True)
class Setting:
    """One value of a settings file."""

    path: tuple[str, ...]
    value: Value
    is_added: bool = False
    """True where what the list holds already stays."""
    only_over: bool = False
    """True where it is written only in the place of another value."""
    removed: tuple[str, ...] = ()
    """What has to go: elements of the list, or the value that stood there."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to write into one settings file of a client."""

    file: Path
    settings: tuple[Setting, ...]
    losses: tuple[str, ...]
    """What the client cannot express, and what stands in its place."""


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
    servers = [policy.server for group in by_file.values() for policy in group]
    files = [*stack.rules, *by_file]
    found = undoings(stack.client, files, servers) if servers else ()
    left = [one for one in found if one.is_left or one.file not in by_file]
    return tuple(
        _remedy(stack.client, file, group, [one for one in found if one.file == file], left)
        for file, group in by_file.items()
    )


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


def _remedy(
    client: Client,
    file: Path,
    policies: list[ServerPolicy],
    undone: list[Undoing],
    left: list[Undoing],
) -> Remedy:
    settings: list[Setting] = []
    losses: list[str] = [client.limits] if client.limits else []
    for policy in policies:
        name = policy.server.name
        names = [tool.name for tool in policy.server.tools]
        if any(MASK in one for one in names):
            losses.append(f"{policy.server.label}: nothing is written for it. {_UNSPEAKABLE}")
            continue
        try:
            tools = [tool.definition for tool in policy.server.tools]
            target = _TARGETS.get(client.id, client.id)
            compiled = compile_policy(policy.document, target, server=name, tools=tools)
        except ValueError as error:
            losses.append(f"{policy.server.label}: nothing is written for it. {error}")
            continue
        settings += _settings(client, policy, compiled.text)
        if target == client.id:
            losses += [f"{policy.server.label}: {loss.says}" for loss in compiled.losses]
    settings += [_undone(one) for one in undone if not one.is_left]
    losses += [
        f"{one.named} in {one.file} undoes part of this: {one.effect}. Take it out by hand."
        for one in left
    ]
    return Remedy(file, tuple(_joined(settings)), tuple(losses))


def _undone(one: Undoing) -> Setting:
    if one.instead is None:
        return Setting(one.path, [], is_added=True, removed=(one.entry,))
    return Setting(one.path, one.instead, only_over=True, removed=(one.entry,))


def _settings(client: Client, policy: ServerPolicy, text: str) -> Iterator[Setting]:
    if client.id in _TARGETS:
        yield from _restricted(client, policy, json.loads(text)["permissions"])
        return
    if client.format is not Format.CODEX:
        for path, value in _leaves(json.loads(text), ()):
            # Rules for other tools share these lists, so they stay.
            is_added = path[0] == "permissions"
            if value or not is_added:
                yield Setting(path, value, is_added=is_added)
        return
    written = dict(_leaves(tomllib.loads(text), ()))
    yield from (Setting(path, value) for path, value in written.items())
    for tool in policy.server.tools:
        mode = ("mcp_servers", policy.server.name, "tools", tool.name, "approval_mode")
        if mode not in written:
            # What let every call through before must not outlive the policy that now asks.
            yield Setting(mode, _ASKS, only_over=True)


def _restricted(
    client: Client, policy: ServerPolicy, rules: Mapping[str, list[str]]
) -> Iterator[Setting]:
    """Yield the settings of a client that knows one restriction only, for all but free tools."""
    server = policy.server.name
    named = {*rules["deny"], *rules["ask"]}
    tools = [
        tool.name
        for tool in policy.server.tools
        if f"mcp__{spelled_server(server)}__{spelled(tool.name)}" in named
    ]
    if client.format is Format.WINDSURF:
        yield Setting(("mcpServers", server, "disabledTools"), tools, is_added=True)
    else:
        yield from (Setting((ELIGIBLE, tool), False) for tool in tools)


def _joined(settings: Iterable[Setting]) -> Iterator[Setting]:
    """Put what several servers add to one list together."""
    added: dict[tuple[str, ...], list[str]] = {}
    removed: dict[tuple[str, ...], list[str]] = {}
    for setting in settings:
        if setting.is_added and isinstance(setting.value, list):
            added.setdefault(setting.path, []).extend(setting.value)
            removed.setdefault(setting.path, []).extend(setting.removed)
        else:
            yield setting
    for path, value in added.items():
        gone = tuple(dict.fromkeys(removed[path]))
        yield Setting(path, list(dict.fromkeys(value)), is_added=True, removed=gone)


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Value]]:
    if not isinstance(value, dict):
        yield path, value
        return
    for key, inner in value.items():
        yield from _leaves(inner, (*path, key))
