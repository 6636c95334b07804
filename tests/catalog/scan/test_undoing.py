"""What undoes a policy is taken out of the file at hand, or named."""

import json
from typing import Any

import pytest

MAIL = "mcp__mail"


def settings(project: Any, path: str, value: Any, *, at_home: bool = False) -> Any:
    """Write a settings file of the project, or of the home."""
    file = (project.home if at_home else project.folder) / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value))
    return file


@pytest.mark.parametrize("entry", [MAIL, f"{MAIL}__*", f"{MAIL}__get_*"])
def test_fix_takes_out_what_lets_later_tools_through(project: Any, entry: str) -> None:
    project.configure(mail=project.mail)
    rules = {"allow": [entry, "Bash(ls)"], "defaultMode": "bypassPermissions"}
    file = settings(project, ".claude/settings.json", {"permissions": rules})
    shown = project.scan(".mcp.json", "--diff").stdout
    assert entry in shown
    assert "bypassPermissions" in shown
    assert project.scan(".mcp.json", "--fix", "--yes").exit_code == 0
    after = json.loads(file.read_text())["permissions"]
    assert after["allow"] == ["Bash(ls)"]
    assert after["defaultMode"] == "default"


def test_status_tells_that_calls_are_let_through(project: Any) -> None:
    project.configure(mail=project.mail)
    settings(project, ".claude/settings.json", {"permissions": {"allow": [MAIL]}})
    result = project.scan(".mcp.json", "--fail-on", "critical")
    assert result.exit_code == 1
    assert "let through" in result.stdout


@pytest.mark.parametrize(
    ("path", "at_home"), [(".claude/settings.json", True), (".claude/settings.local.json", False)]
)
def test_other_file_that_undoes_the_rules_is_named(project: Any, path: str, at_home: bool) -> None:
    project.configure(mail=project.mail)
    file = settings(project, path, {"permissions": {"allow": [MAIL]}}, at_home=at_home)
    shown = project.scan(".mcp.json", "--diff").stdout
    told = f"`{MAIL}` under permissions.allow in {file} undoes part of this"
    assert told in shown
    project.scan(".mcp.json", "--fix", "--yes")
    assert json.loads(file.read_text())["permissions"]["allow"] == [MAIL]


def test_servers_that_are_started_unasked_are_named(project: Any) -> None:
    project.configure(mail=project.mail)
    settings(project, ".claude/settings.json", {"enableAllProjectMcpServers": True})
    assert "is started without a question" in project.scan(".mcp.json", "--diff").stdout


def test_codex_that_never_asks_is_told_and_mended(project: Any) -> None:
    command, *args = project.tools("mail", project.mail)
    file = project.folder / ".codex" / "config.toml"
    file.parent.mkdir()
    file.write_text(
        f'approval_policy = "never"\n[mcp_servers.mail]\ncommand = {command!r}\nargs = {args!r}\n'
        'default_tools_approval_mode = "prompt"\n'
    )
    assert project.scan(str(file), "--fail-on", "high").exit_code == 1
    assert project.scan(str(file), "--fix", "--yes").exit_code == 0
    assert 'approval_policy = "on-request"' in file.read_text()


def test_cursor_rules_go_into_its_command_line_file(project: Any) -> None:
    file = project.configure(".cursor/mcp.json", mail=project.mail)
    result = project.scan(str(file), "--fix", "--yes")
    assert result.exit_code == 0, result.output
    rules = json.loads((project.folder / ".cursor/cli.json").read_text())["permissions"]
    assert "Mcp(mail:delete_mail)" in rules["deny"]
    assert "Its editor has no file that denies a tool" in result.stdout
    assert "Written" not in project.scan(str(file), "--fix", "--yes").stdout


def test_windsurf_tools_are_switched_off(project: Any) -> None:
    file = project.home / ".codeium" / "windsurf" / "mcp_config.json"
    file.parent.mkdir(parents=True)
    entry = project.entry("mail", [*project.mail, project.add_numbers])
    file.write_text(json.dumps({"mcpServers": {"mail": entry}}))
    assert project.scan(str(file), "--fix", "--yes").exit_code == 0
    after = json.loads(file.read_text())["mcpServers"]["mail"]
    assert "delete_mail" in after["disabledTools"]
    assert "add_numbers" not in after["disabledTools"]
    assert project.scan(str(file), "--fail-on", "high").exit_code == 0


def test_vscode_asks_about_what_the_policy_restricts(project: Any) -> None:
    project.configure(".vscode/mcp.json", mail=[*project.mail, project.add_numbers])
    result = project.scan(".vscode/mcp.json", "--fix", "--yes")
    assert "VS Code cannot deny a tool in its settings" in result.stdout
    after = json.loads((project.folder / ".vscode/settings.json").read_text())
    eligible = after["chat.tools.eligibleForAutoApproval"]
    assert eligible["delete_mail"] is False
    assert "add_numbers" not in eligible


def test_next_step_is_told_where_no_file_holds_rules(project: Any) -> None:
    project.configure("claude_desktop_config.json", mail=project.mail)
    desktop = project.scan("claude_desktop_config.json", "--client", "claude-desktop")
    assert "Switch the tools off in its settings" in desktop.stdout
    unknown = project.scan("claude_desktop_config.json")
    assert "Say --client NAME, one of claude-code, claude-desktop, codex" in unknown.stdout
