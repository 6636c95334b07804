"""`toolrisk scan`, as a person and a program use it."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TOOLRISK = str(Path(sys.executable).with_name("toolrisk"))
GONE = {"command": "there-is-no-such-program"}


def test_tools_combinations_and_denials_are_shown(project: Any) -> None:
    project.configure(mail=project.mail, sums=[project.add_numbers])
    result = project.scan(".mcp.json")
    assert result.exit_code == 0, result.output
    assert "Claude Code: .mcp.json" in result.stdout
    assert "mail: 3 tools: 1 Critical" in result.stdout
    assert "TR201 Critical Private data, untrusted content and a way out" in result.stdout
    assert "1 denial breaks every combination: list_emails (mail)" in result.stdout
    assert "add_numbers" not in result.stdout
    assert "add_numbers" in project.scan(".mcp.json", "--all").stdout
    assert "\x1b" not in result.stdout


def test_without_a_file_the_clients_of_this_machine_are_scanned(project: Any) -> None:
    project.configure(mail=project.mail)
    project.configure(".cursor/mcp.json", sums=[project.add_numbers])
    (project.home / ".claude.json").write_text('{"mcpServers": {"off": {"disabled": true}}}')
    stacks = project.json()["stacks"]
    assert [(one["client"], [server["name"] for server in one["servers"]]) for one in stacks] == [
        ("claude-code", ["mail", "off"]),
        ("cursor", ["sums"]),
    ]
    assert stacks[0]["servers"][1]["status"] == "disabled"


def test_files_of_one_client_are_one_stack_and_others_are_not(project: Any) -> None:
    project.configure(mail=[project.list_emails])
    project.configure(".cursor/mcp.json", chat=[project.send_mail])
    assert not any(one["combinations"] for one in project.json()["stacks"])
    home = project.home / ".claude.json"
    home.write_text(
        json.dumps({"mcpServers": {"post": project.entry("post", [project.send_mail])}})
    )
    (claude, _) = project.json()["stacks"]
    assert claude["combinations"][0]["servers"] == ["mail", "post"]


def test_nothing_to_scan_is_said(project: Any) -> None:
    result = project.scan()
    assert result.exit_code == 2
    assert "no client configuration with servers was found" in result.stderr


def test_file_without_a_place_for_servers_is_refused(project: Any) -> None:
    (project.folder / "package.json").write_text("{}")
    result = project.scan("package.json")
    assert result.exit_code == 2
    assert "names no servers" in result.stderr


def test_configuration_with_no_server_passes(project: Any) -> None:
    project.configure()
    assert project.scan(".mcp.json", "--fail-on", "low").exit_code == 0


CODES = {
    "no bar": ([], 0),
    "a bar that is reached": (["--fail-on", "high"], 1),
    "in capitals": (["--fail-on", "Critical"], 1),
    "no lock to compare with": (["--fail-on-change"], 2),
    "a lock that is not there": (["--lock", "other.lock"], 2),
    "yes to nothing": (["--yes"], 2),
    "asking a program": (["--fix"], 2),
    "both about the lock": (["--fail-on-change", "--write-lock"], 2),
}


@pytest.mark.parametrize(("args", "code"), CODES.values(), ids=CODES.keys())
def test_exit_code_tells_how_it_went(project: Any, args: list[str], code: int) -> None:
    project.configure(mail=project.mail)
    result = project.scan(".mcp.json", *args)
    assert result.exit_code == code, result.output


def test_low_tools_pass_a_bar_at_medium(project: Any) -> None:
    project.configure(sums=[project.add_numbers])
    assert project.scan(".mcp.json", "--fail-on", "medium").exit_code == 0
    assert project.scan(".mcp.json", "--fail-on", "low").exit_code == 1


def test_unlisted_server_is_never_called_fine(project: Any) -> None:
    project.configure(sums=[project.add_numbers], gone=GONE)
    result = project.scan(".mcp.json", "--fail-on", "medium")
    assert result.exit_code == 3
    assert "gone: not listed (failed_to_start)" in result.stdout


def test_known_listing_is_reused(project: Any) -> None:
    project.configure(mail=project.mail)
    first = project.json(".mcp.json")
    assert (project.cache / "listings.db").is_file()
    assert project.json(".mcp.json") == first
    project.tools("mail", [project.add_numbers])
    changed = project.json(".mcp.json", "--refresh")
    assert [tool["name"] for tool in changed["stacks"][0]["servers"][0]["tools"]] == ["add_numbers"]


def test_fix_shows_writes_and_leaves_nothing_to_do(project: Any) -> None:
    project.configure(mail=project.mail)
    settings = project.folder / ".claude" / "settings.json"
    settings.parent.mkdir()
    settings.write_text('{"model": "x", "permissions": {"allow": ["Bash(ls)"]}}')
    result = project.scan(".mcp.json", "--fix", "--yes")
    assert result.exit_code == 0, result.output
    shown, written = result.stdout.index("mcp__mail__delete_mail"), result.stdout.index("Written:")
    assert shown < written
    rules = json.loads(settings.read_text())
    assert rules["model"] == "x"
    assert rules["permissions"] == {
        "allow": ["Bash(ls)"],
        "ask": ["mcp__mail__send_mail"],
        "deny": ["mcp__mail__list_emails", "mcp__mail__delete_mail"],
    }
    assert (settings.parent / "settings.json.toolrisk-backup-1").is_file()
    again = project.scan(".mcp.json", "--fix", "--yes", "--fail-on", "medium")
    assert again.exit_code == 0, again.output
    assert "Written" not in again.stdout
    assert "denial" not in again.stdout


def test_diff_writes_nothing(project: Any) -> None:
    project.configure(mail=project.mail)
    result = project.scan(".mcp.json", "--diff")
    assert '+      "mcp__mail__delete_mail"' in result.stdout
    assert not (project.folder / ".claude").exists()


@pytest.mark.parametrize(("answer", "is_written"), [("y", True), ("n", False)])
def test_fix_asks_on_a_terminal(project: Any, answer: str, is_written: bool) -> None:
    project.configure(mail=project.mail)
    here, there = pty.openpty()
    command = [TOOLRISK, "scan", ".mcp.json", "--fix", "--cache", str(project.cache)]
    with subprocess.Popen(command, stdin=there, stdout=subprocess.PIPE, text=True) as process:
        os.write(here, f"{answer}\n".encode())
        output, _ = process.communicate(timeout=60)
    os.close(here)
    os.close(there)
    assert "[y/N]" in output
    assert output.index("mcp__mail__delete_mail") < output.index("[y/N]")
    assert (project.folder / ".claude" / "settings.json").exists() == is_written


def test_gemini_settings_are_fixed_in_place(project: Any) -> None:
    file = project.configure(".gemini/settings.json", mail=project.mail)
    before = json.loads(file.read_text())["mcpServers"]["mail"]
    assert project.scan(str(file), "--fix", "--yes").exit_code == 0
    after = json.loads(file.read_text())["mcpServers"]["mail"]
    assert {key: after[key] for key in before} == before
    assert after["includeTools"] == ["send_mail"]
    again = project.scan(str(file), "--fix", "--yes", "--fail-on", "medium")
    assert (again.exit_code, "Written" in again.stdout) == (0, False), again.output


def test_codex_settings_are_fixed_in_place(project: Any) -> None:
    command, *args = project.tools("mail", project.mail)
    file = project.folder / ".codex" / "config.toml"
    file.parent.mkdir()
    text = f"# mine\n[mcp_servers.mail]\ncommand = {command!r} # start\nargs = {args!r}\n"
    file.write_text(text)
    assert project.scan(str(file), "--fix", "--yes").exit_code == 0
    assert file.read_text().startswith(text)
    assert 'default_tools_approval_mode = "prompt"' in file.read_text()
    again = project.scan(str(file), "--fix", "--yes", "--fail-on", "medium")
    assert (again.exit_code, "Written" in again.stdout) == (0, False), again.output


def test_client_without_a_list_of_tools_gets_its_policy_as_json(project: Any) -> None:
    project.configure("desktop.json", mail=project.mail)
    found = project.json("desktop.json", "--client", "claude-desktop", "--fix", "--yes")
    assert found["settings"] == []
    (policy,) = found["stacks"][0]["policies"]
    assert policy["document"]["hide"] == ["delete_mail", "list_emails"]
    assert policy["claim"].startswith("Hides 2 tools")


def test_rules_and_locks_stand_for_the_configurations_beside_them(project: Any) -> None:
    project.configure("shop/.mcp.json", mail=project.mail)
    rules = project.folder / "shop" / ".claude" / "settings.json"
    rules.parent.mkdir()
    rules.write_text("{}")
    (found,) = project.json("shop/.claude/settings.json", "shop/.mcp.json")["stacks"]
    assert found["configs"] == ["shop/.mcp.json"]
    project.scan("shop/.mcp.json", "--lock", "shop/toolrisk.lock", "--write-lock")
    lock = project.scan("shop/toolrisk.lock", "--lock", "shop/toolrisk.lock", "--fail-on-change")
    assert lock.exit_code == 0, lock.output
    (project.folder / "shop" / ".mcp.json").unlink()
    nothing = project.scan("shop/.claude/settings.json", "--fail-on", "low")
    assert (nothing.exit_code, "nothing to scan" in nothing.stdout) == (0, True)


def test_lock_tells_changes_and_fails_when_asked(project: Any) -> None:
    project.configure(mail=project.mail)
    assert project.scan(".mcp.json", "--write-lock").exit_code == 0
    assert project.scan(".mcp.json", "--fail-on-change").exit_code == 0
    sends = project.send_mail
    schema = sends["inputSchema"]
    bcc = {**schema, "properties": schema["properties"] | {"bcc": {"type": "string"}}}
    project.tools("mail", [project.list_emails, sends | {"inputSchema": bcc}])
    result = project.scan(".mcp.json", "--fail-on-change", "--refresh")
    assert result.exit_code == 1
    assert "mail: `send_mail` now takes `bcc`" in result.stdout
    assert "mail: `delete_mail` is gone" in result.stdout
    assert project.scan(".mcp.json", "--write-lock").exit_code == 0
    after = project.scan(".mcp.json", "--fail-on-change")
    assert after.exit_code == 0
    assert "Nothing changed since the lock was written." in after.stdout


def test_client_of_a_file_with_another_name_can_be_said(project: Any) -> None:
    project.configure("servers.json", mail=project.mail)
    (unsaid,) = project.json("servers.json")["stacks"]
    (said,) = project.json("servers.json", "--client", "claude-code")["stacks"]
    assert (unsaid["client"], said["client"]) == (None, "claude-code")


def test_rules_are_not_written_where_the_client_would_not_look(project: Any) -> None:
    project.configure("servers.json", mail=project.mail)
    assert project.json("servers.json", "--client", "codex")["settings"] == []


def test_settings_that_cannot_be_changed_keep_nobody_from_looking(project: Any) -> None:
    project.configure(mail=project.mail)
    settings = project.folder / ".claude" / "settings.json"
    settings.parent.mkdir()
    settings.write_text('{"permissions": {"deny": "all"}}')
    looked, fixed = project.scan(".mcp.json"), project.scan(".mcp.json", "--fix", "--yes")
    assert (looked.exit_code, fixed.exit_code) == (0, 2)
    assert "holds no list under permissions.deny" in looked.stderr
    assert "delete_mail" in looked.stdout
    assert settings.read_text() == '{"permissions": {"deny": "all"}}'


def test_output_that_cannot_be_written_is_said(project: Any) -> None:
    project.configure(mail=project.mail)
    result = project.scan(".mcp.json", "--sarif", "nowhere/out.sarif")
    assert result.exit_code == 2
    assert "nowhere/out.sarif: cannot be written" in result.stderr


def test_help_names_every_exit_code_and_gives_examples(project: Any) -> None:
    result = project.scan("--help", cached=False)
    for text in ("Exit codes: 0", "1 a finding", "2 wrong usage", "3 a server", "130 interrupted"):
        assert text in " ".join(result.stdout.split())
    assert "toolrisk scan .mcp.json --fix" in result.stdout


def test_broken_lock_is_refused(project: Any) -> None:
    project.configure(mail=project.mail)
    (project.folder / "toolrisk.lock").write_text('{"version": 3}')
    result = project.scan(".mcp.json")
    assert result.exit_code == 2
    assert "no lock of version 2" in result.stderr


def test_hostile_names_cannot_drive_the_terminal(project: Any) -> None:
    odd = project.delete_mail | {"name": "\x1b[2J\u202e"}
    project.configure(**{"\x1b[1m": [odd]})
    result = project.scan(".mcp.json", "--diff")
    assert result.exit_code == 0, result.output
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    assert "\\x1b[2J\\u202e" in result.stdout
