"""What the settings of a client do already is known."""

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.scan.clients import clients
from catalog.scan.guards import guards_of
from catalog.scan.stack import Guard

OPEN, ALLOWED, ASKED, DENIED = Guard.OPEN, Guard.ALLOWED, Guard.ASKED, Guard.DENIED
CLAUDE: dict[str, tuple[dict[str, Any], Guard]] = {
    "nothing": ({}, OPEN),
    "no lists": ({"permissions": {"deny": "x", "ask": None}}, OPEN),
    "the tool": ({"permissions": {"deny": ["mcp__my_mail__send_mail"]}}, DENIED),
    "the server": ({"permissions": {"deny": ["mcp__my_mail"]}}, DENIED),
    "a wildcard": ({"permissions": {"deny": ["mcp__my_mail__*"]}}, DENIED),
    "a wildcard over servers": ({"permissions": {"deny": ["mcp__*__send_*"]}}, DENIED),
    "another tool": ({"permissions": {"deny": ["mcp__my_mail__send"]}}, OPEN),
    "another server": ({"permissions": {"deny": ["mcp__my", "mcp__my__send_mail"]}}, OPEN),
    "with arguments, which the client leaves out": (
        {"permissions": {"deny": ["mcp__my_mail__send_mail(x)"]}},
        OPEN,
    ),
    "asked": ({"permissions": {"ask": ["mcp__my_mail"]}}, ASKED),
    "asked and allowed": (
        {"permissions": {"ask": ["mcp__my_mail"], "allow": ["mcp__my_mail"]}},
        ASKED,
    ),
    "denied and asked": (
        {"permissions": {"ask": ["mcp__my_mail"], "deny": ["mcp__my_mail"]}},
        DENIED,
    ),
}


@pytest.mark.parametrize(("settings", "wanted"), CLAUDE.values(), ids=CLAUDE.keys())
def test_rules_of_claude_code_are_known(
    tmp_path: Path, settings: dict[str, Any], wanted: Guard
) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps(settings))
    guard = guards_of(clients()["claude-code"], [file, tmp_path / "none"], tmp_path / ".mcp.json")
    assert guard("my mail", "send_mail") is wanted


GEMINI: dict[str, tuple[dict[str, Any], Guard]] = {
    "nothing": ({}, OPEN),
    "included": ({"includeTools": ["send_mail"]}, OPEN),
    "not included": ({"includeTools": ["other"]}, DENIED),
    "nothing included": ({"includeTools": []}, DENIED),
    "excluded": ({"includeTools": ["send_mail"], "excludeTools": ["send_mail"]}, DENIED),
    "not trusted": ({"trust": False}, ASKED),
    "trusted": ({"trust": True}, ALLOWED),
}


@pytest.mark.parametrize(("entry", "wanted"), GEMINI.values(), ids=GEMINI.keys())
def test_lists_of_gemini_cli_are_known(
    tmp_path: Path, entry: dict[str, Any], wanted: Guard
) -> None:
    file = tmp_path / "settings.json"
    file.write_text("// mine\n" + json.dumps({"mcpServers": {"mail": entry}}))
    assert guards_of(clients()["gemini-cli"], [], file)("mail", "send_mail") is wanted


CODEX = {
    "nothing": ("", OPEN),
    "enabled": ('enabled_tools = ["send_mail"]', OPEN),
    "not enabled": ('enabled_tools = ["other"]', DENIED),
    "disabled": ('disabled_tools = ["send_mail"]', DENIED),
    "asked by default": ('default_tools_approval_mode = "prompt"', ASKED),
    "asked": ('[mcp_servers.mail.tools.send_mail]\napproval_mode = "prompt"', ASKED),
    "let through": (
        'default_tools_approval_mode = "prompt"\n'
        '[mcp_servers.mail.tools.send_mail]\napproval_mode = "approve"',
        ALLOWED,
    ),
}


@pytest.mark.parametrize(("text", "wanted"), CODEX.values(), ids=CODEX.keys())
def test_lists_of_codex_are_known(tmp_path: Path, text: str, wanted: Guard) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f"[mcp_servers.mail]\n{text}\n")
    assert guards_of(clients()["codex"], [], file)("mail", "send_mail") is wanted


def test_clients_without_such_settings_guard_nothing(tmp_path: Path) -> None:
    for client in (None, clients()["claude-desktop"]):
        assert guards_of(client, [], tmp_path / "x")("mail", "send_mail") is OPEN


LET_THROUGH: dict[str, tuple[str, dict[str, Any], Guard]] = {
    "the whole server": ("claude-code", {"permissions": {"allow": ["mcp__mail"]}}, ALLOWED),
    "a wildcard": ("claude-code", {"permissions": {"allow": ["mcp__mail__*"]}}, ALLOWED),
    "the tool": ("claude-code", {"permissions": {"allow": ["mcp__mail__send_mail"]}}, ALLOWED),
    "a wildcard that the client skips": (
        "claude-code",
        {"permissions": {"allow": ["mcp__*"]}},
        OPEN,
    ),
    "a mode that asks nobody": (
        "claude-code",
        {"permissions": {"defaultMode": "bypassPermissions"}},
        ALLOWED,
    ),
    "a mode for edits": ("claude-code", {"permissions": {"defaultMode": "acceptEdits"}}, OPEN),
    "asked in a mode that asks nobody": (
        "claude-code",
        {"permissions": {"defaultMode": "bypassPermissions", "ask": ["mcp__mail"]}},
        ASKED,
    ),
    "a tool that Gemini CLI allows": (
        "gemini-cli",
        {"tools": {"allowed": ["mcp_mail_send_mail"]}},
        ALLOWED,
    ),
    "a server that Gemini CLI excludes": ("gemini-cli", {"mcp": {"excluded": ["mail"]}}, DENIED),
    "a list of Cursor": ("cursor", {"mcpAllowlist": ["mail:*"]}, ALLOWED),
    "the command line of Cursor": (
        "cursor",
        {"permissions": {"deny": ["Mcp(mail:send_mail)"]}},
        OPEN,
    ),
    "a tool that VS Code always asks about": (
        "vscode",
        {"chat.tools.eligibleForAutoApproval": {"send_mail": False}},
        ASKED,
    ),
    "everything in VS Code": ("vscode", {"chat.tools.global.autoApprove": True}, ALLOWED),
}


@pytest.mark.parametrize(
    ("client", "settings", "wanted"), LET_THROUGH.values(), ids=LET_THROUGH.keys()
)
def test_what_lets_calls_through_is_known(
    tmp_path: Path, client: str, settings: dict[str, Any], wanted: Guard
) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps(settings))
    guard = guards_of(clients()[client], [file], tmp_path / "none.json")
    assert guard("mail", "send_mail") is wanted


def test_the_mode_that_counts_most_decides(tmp_path: Path) -> None:
    files = [tmp_path / "user.json", tmp_path / "local.json"]
    for file, mode in zip(files, ("bypassPermissions", "default"), strict=True):
        file.write_text(json.dumps({"permissions": {"defaultMode": mode}}))
    guard = guards_of(clients()["claude-code"], files, tmp_path / ".mcp.json")
    assert guard("mail", "send_mail") is OPEN


def test_nobody_is_asked_where_codex_never_asks(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    text = 'approval_policy = "never"\n[mcp_servers.mail]\ndefault_tools_approval_mode = "prompt"\n'
    file.write_text(text)
    assert guards_of(clients()["codex"], [], file)("mail", "send_mail") is ALLOWED


def test_tools_that_windsurf_switched_off_are_denied(tmp_path: Path) -> None:
    file = tmp_path / "mcp_config.json"
    file.write_text(json.dumps({"mcpServers": {"mail": {"disabledTools": ["send_mail"]}}}))
    guard = guards_of(clients()["windsurf"], [], file)
    assert (guard("mail", "send_mail"), guard("mail", "other")) == (DENIED, OPEN)
