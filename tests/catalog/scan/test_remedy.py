"""What is written into the settings of a client does at least what the policy says."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.demo.definitions import declared
from catalog.scan.clients import clients
from catalog.scan.fixing import apply, planned
from catalog.scan.guards import guards_of
from catalog.scan.remedy import remedies, server_policies
from catalog.scan.report import report
from catalog.scan.stack import Guard, ScannedServer, ScannedTool, Stack
from classifier import classify, parse_definition
from policy import Standing, load, standing

CLIENTS = ("claude-code", "gemini-cli", "codex")
CLOSED = (Standing.HIDDEN, Standing.DENIED)
EMPTY = {".json": "{}", ".toml": ""}


def stack_of(client: str, file: Path, servers: dict[str, Sequence[dict[str, Any]]]) -> Stack:
    scanned = []
    for label, raw in servers.items():
        definitions = [parse_definition(tool) for tool in raw]
        tools = tuple(ScannedTool(label, one, classify(one)) for one in definitions)
        scanned.append(ScannedServer(label, label, file, 1, file, None, tools))
    return Stack(clients()[client], (file,), tuple(scanned))


def fixed(stack: Stack, file: Path) -> Stack:
    """Write the remedy for `stack` and return the stack as a scan sees it afterwards."""
    (one,) = report([stack]).stacks
    for remedy in remedies(stack, one.policies):
        apply(planned(remedy, file.name))
    guard = guards_of(stack.client, [file], file)
    servers = [
        replace(
            server,
            tools=tuple(
                replace(tool, guard=guard(server.name, tool.name)) for tool in server.tools
            ),
        )
        for server in stack.servers
    ]
    return replace(stack, servers=tuple(servers))


def file_of(client: str, folder: Path) -> Path:
    file = folder / ("config.toml" if client == "codex" else "settings.json")
    file.write_text(EMPTY[file.suffix])
    return file


def held(stack: Stack, after: Stack, names: set[str]) -> None:
    """Hold the settings against the policies, tool by tool."""
    (one,) = report([stack]).stacks
    by_label = {server.label: server for server in after.servers}
    for policy in one.policies:
        rules = load(policy.document)
        for tool in by_label[policy.server.label].tools:
            left = standing(rules, tool.name)
            if left in CLOSED:
                assert tool.guard is Guard.DENIED or tool.name not in names, tool.name
            elif left is not Standing.OPEN:
                assert tool.guard is not Guard.OPEN or tool.name not in names, tool.name


@pytest.mark.parametrize("client", CLIENTS)
def test_settings_are_at_least_as_strict_as_the_policy(tmp_path: Path, client: str) -> None:
    file = file_of(client, tmp_path)
    stack = stack_of(client, file, {"demo shop": declared(), "web": declared()[:9]})
    after = fixed(stack, file)
    held(stack, after, {tool["name"] for tool in declared()})
    assert report([after]).stacks[0].combinations == ()


@pytest.mark.parametrize("client", CLIENTS)
def test_a_second_remedy_opens_nothing_and_changes_nothing(tmp_path: Path, client: str) -> None:
    file = file_of(client, tmp_path)
    after = fixed(stack_of(client, file, {"demo": declared()}), file)
    text = file.read_text()
    assert fixed(after, file) == after
    assert file.read_text() == text


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=6)
TOOLS = st.lists(
    st.tuples(NAMES, st.sampled_from(["Permanently delete it.", "Read it.", "Send an e-mail."])),
    min_size=1,
    max_size=4,
)


@given(st.sampled_from(CLIENTS), NAMES, TOOLS)
def test_odd_names_are_held_back_or_told(
    client: str, server: str, tools: list[tuple[str, str]]
) -> None:
    raw = [{"name": name, "description": text} for name, text in tools]
    with TemporaryDirectory() as folder:
        file = file_of(client, Path(folder))
        stack = stack_of(client, file, {server: raw})
        (remedy,) = remedies(stack, server_policies(stack, ()))
        told = any("There is no way to name" in loss for loss in remedy.losses)
        names = {name for name, _ in tools} if not told else set()
        held(stack, fixed(stack, file), names)


def test_server_whose_name_is_no_text_is_left_out_and_that_is_said(tmp_path: Path) -> None:
    file = file_of("claude-code", tmp_path)
    stack = stack_of("claude-code", file, {"\ud800": declared()[:2], "web": declared()[:2]})
    (remedy,) = remedies(stack, server_policies(stack, ()))
    assert any("nothing is written for it" in loss for loss in remedy.losses)
    rules = [rule for one in remedy.settings for rule in one.value]  # type: ignore[union-attr]
    assert all(str(rule).startswith("mcp__web__") for rule in rules)
