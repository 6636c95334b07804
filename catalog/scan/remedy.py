"""The policy for the servers of a stack, and the settings that carry it out in a client."""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.scan.clients import Client, Format
from catalog.scan.combinations import Key
from catalog.scan.redaction import MASK
from catalog.scan.stack import ScannedServer, Stack
from policy import HIDE_ALL, Effect, effect, least_privilege, load
from policy.targets import compile_policy

Value = list[str] | str | bool
_ASKS = "prompt"
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
    settings: list[Setting] = []
    losses: list[str] = []
    for policy in policies:
        name = policy.server.name
        names = [tool.name for tool in policy.server.tools]
        if any(MASK in one for one in names):
            losses.append(f"{policy.server.label}: nothing is written for it. {_UNSPEAKABLE}")
            continue
        try:
            compiled = compile_policy(policy.document, client.id, server=name, tools=names)
        except ValueError as error:
            losses.append(f"{policy.server.label}: nothing is written for it. {error}")
            continue
        settings += _settings(client, policy, compiled.text)
        losses += [f"{policy.server.label}: {loss.says}" for loss in compiled.losses]
    return Remedy(file, tuple(_joined(settings)), tuple(losses))


def _settings(client: Client, policy: ServerPolicy, text: str) -> Iterator[Setting]:
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


def _joined(settings: Iterable[Setting]) -> Iterator[Setting]:
    """Put what several servers add to one list together."""
    added: dict[tuple[str, ...], list[str]] = {}
    for setting in settings:
        if setting.is_added and isinstance(setting.value, list):
            added.setdefault(setting.path, []).extend(setting.value)
        else:
            yield setting
    for path, value in added.items():
        yield Setting(path, list(dict.fromkeys(value)), is_added=True)


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Value]]:
    if not isinstance(value, dict):
        yield path, value
        return
    for key, inner in value.items():
        yield from _leaves(inner, (*path, key))
