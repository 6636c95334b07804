"""Settings files are changed in whole, and only where they have to be."""

import os
import stat
from pathlib import Path

import pytest

from catalog.errors import ScanError
from catalog.scan import fixing
from catalog.scan.fixing import apply, planned
from catalog.scan.remedy import Remedy, Setting

DENY = Setting(("permissions", "deny"), ["mcp__mail__delete_mail"], is_added=True)
SETTINGS = """{
  // my settings
  "env": {"TOKEN": "canary-one"},
  "apiKeyHelper": "echo canary-two", /* canary-three */
  "pin": 987654321,
  "permissions": {"deny": ["Bash(curl canary-four)"], "allow": []}
}
"""
CODEX = """# canary-one
model = "gpt" # canary-two

[mcp_servers.mail]
command = "python" # start
env = { TOKEN = 'canary-three', PIN = 987654321 }
enabled_tools = ["old"]
"""


def plan(file: Path, *settings: Setting) -> fixing.Change:
    return planned(Remedy(file, settings, ()), file.name)


def make(folder: Path, text: str = SETTINGS, name: str = "settings.json") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    file.chmod(0o640)
    return file


def test_what_was_there_stays_and_comments_too(tmp_path: Path) -> None:
    change = plan(make(tmp_path), DENY)
    before, after = SETTINGS.split('["Bash(curl canary-four)"]')
    assert change.new.startswith(before)
    assert change.new.endswith(after)
    assert '"Bash(curl canary-four)"' in change.new
    assert "mcp__mail__delete_mail" in change.new


ONE_LINE = SETTINGS.replace("// my settings", "").replace("\n", " ")


@pytest.mark.parametrize("text", [SETTINGS, ONE_LINE], ids=["lines", "one line"])
def test_the_diff_shows_our_rules_and_nothing_else(tmp_path: Path, text: str) -> None:
    shown = plan(make(tmp_path, text), DENY).shown
    assert "mcp__mail__delete_mail" in shown
    assert "canary" not in shown
    assert "987654321" not in shown


def test_toml_keeps_comments_and_is_masked(tmp_path: Path) -> None:
    path = ("mcp_servers", "mail")
    settings = (
        Setting((*path, "enabled_tools"), ["read_mail"]),
        Setting((*path, "default_tools_approval_mode"), "prompt"),
        Setting((*path, "tools", "a b", "approval_mode"), "approve"),
        Setting((*path, "tools", "gone", "approval_mode"), "prompt", only_over=True),
    )
    change = plan(make(tmp_path, CODEX, "config.toml"), *settings)
    for line in ("# canary-one", 'model = "gpt" # canary-two', 'command = "python" # start'):
        assert line in change.new
    assert "old" not in change.new
    assert "gone" not in change.new
    assert '[mcp_servers.mail.tools."a b"]' in change.new
    assert "read_mail" in change.shown
    assert "canary" not in change.shown
    assert "987654321" not in change.shown


def test_a_mode_that_let_calls_through_does_not_outlive_the_policy(tmp_path: Path) -> None:
    text = CODEX + '\n[mcp_servers.mail.tools.pay]\napproval_mode = "approve"\n'
    mode = ("mcp_servers", "mail", "tools", "pay", "approval_mode")
    change = plan(make(tmp_path, text, "config.toml"), Setting(mode, "prompt", only_over=True))
    assert 'approval_mode = "prompt"' in change.new


def test_a_backup_is_left_and_the_mode_kept(tmp_path: Path) -> None:
    file = make(tmp_path)
    backup = apply(plan(file, DENY))
    assert backup is not None
    assert backup.read_text() == SETTINGS
    assert "delete_mail" in file.read_text()
    assert {stat.S_IMODE(path.stat().st_mode) for path in (file, backup)} == {0o640}
    other = Setting(DENY.path, ["x"], is_added=True)
    second = apply(plan(file, other))
    assert second not in (None, backup)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "settings.json",
        "settings.json.toolrisk-backup-1",
        "settings.json.toolrisk-backup-2",
    ]


def test_a_second_time_nothing_is_needed(tmp_path: Path) -> None:
    file = make(tmp_path)
    apply(plan(file, DENY))
    assert not plan(file, DENY).is_needed


def test_new_file_is_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / ".claude" / "settings.json"
    assert apply(plan(file, DENY)) is None
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    real = make(tmp_path)
    link = tmp_path / "link.json"
    link.symlink_to(real)
    apply(plan(link, DENY))
    assert link.is_symlink()
    assert "delete_mail" in real.read_text()


def test_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    file = make(tmp_path)
    change = plan(file, DENY)
    file.write_text("{}")
    with pytest.raises(ScanError, match="changed since it was read"):
        apply(change)
    assert file.read_text() == "{}"


def test_failing_write_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = make(tmp_path)
    change = plan(file, DENY)

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(ScanError, match="No space left"):
        apply(change)
    assert file.read_text() == SETTINGS
    assert not list(tmp_path.glob(".settings*"))


@pytest.mark.parametrize(
    ("name", "text"),
    {
        "no JSON": ("settings.json", '{"token": "canary"'),
        "no list": ("settings.json", '{"permissions": {"deny": "canary"}}'),
        "no object": ("settings.json", '{"permissions": ["canary"]}'),
        "no TOML": ("config.toml", "token = canary"),
    }.values(),
)
def test_file_that_cannot_be_changed_is_refused(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(ScanError) as caught:
        plan(make(tmp_path, text, name), DENY)
    assert "canary" not in str(caught.value)
