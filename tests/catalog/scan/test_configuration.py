"""Configurations are found where each client keeps them, and read without harm."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st
from tomlkit.exceptions import ConvertError

from catalog.errors import ScanError
from catalog.scan.clients import clients, known_files, places, recognise
from catalog.scan.configuration import (
    Configuration,
    find_configurations,
    read_configuration,
    shown_path,
)

KEYS = st.sampled_from(["command", "args", "env", "url", "headers", "enabled", "env_vars", "cwd"])
PROJECT = Path("/projects/shop")
LINUX = {"HOME": "/home/ada"}
WHERE = {
    "linux": (
        "linux",
        LINUX,
        "/home/ada/.config/Claude/claude_desktop_config.json",
        "/home/ada/.config/Code/User/mcp.json",
        "/home/ada/.codex/config.toml",
    ),
    "linux with folders of its own": (
        "linux",
        {**LINUX, "XDG_CONFIG_HOME": "/x", "CODEX_HOME": "/c"},
        "/x/Claude/claude_desktop_config.json",
        "/x/Code/User/mcp.json",
        "/c/config.toml",
    ),
    "macOS": (
        "darwin",
        {"HOME": "/Users/ada"},
        "/Users/ada/Library/Application Support/Claude/claude_desktop_config.json",
        "/Users/ada/Library/Application Support/Code/User/mcp.json",
        "/Users/ada/.codex/config.toml",
    ),
    "Windows": (
        "win32",
        {"USERPROFILE": "/Users/ada", "APPDATA": "/Users/ada/AppData/Roaming"},
        "/Users/ada/AppData/Roaming/Claude/claude_desktop_config.json",
        "/Users/ada/AppData/Roaming/Code/User/mcp.json",
        "/Users/ada/.codex/config.toml",
    ),
}


@pytest.mark.parametrize("case", WHERE.values(), ids=WHERE.keys())
def test_files_lie_where_the_system_keeps_them(case: Any) -> None:
    platform, environ, *wanted = case
    found = {str(path) for _, _, path in known_files(places(PROJECT, environ, platform))}
    assert set(wanted) <= found
    assert {
        "/projects/shop/.mcp.json",
        "/projects/shop/.vscode/mcp.json",
        "/projects/shop/.cursor/mcp.json",
    } <= (found)
    home = environ.get("HOME") or environ["USERPROFILE"]
    rest = (".claude.json", ".gemini/settings.json", ".codeium/windsurf/mcp_config.json")
    assert {f"{home}/{name}" for name in rest} <= found


KNOWN = {
    "/p/.mcp.json": "claude-code",
    "/home/ada/.claude.json": "claude-code",
    "/x/Claude/claude_desktop_config.json": "claude-desktop",
    "/p/.vscode/mcp.json": "vscode",
    "/p/.cursor/mcp.json": "cursor",
    "/home/ada/.codeium/windsurf/mcp_config.json": "windsurf",
    "/p/.gemini/settings.json": "gemini-cli",
    "/p/.codex/config.toml": "codex",
    "/p/servers.json": None,
    "/p/config.toml": None,
    "/p/settings.json": None,
}


@pytest.mark.parametrize(("path", "client"), KNOWN.items(), ids=KNOWN.keys())
def test_client_is_recognised_by_the_path(path: str, client: str | None) -> None:
    found = recognise(Path(path))
    assert (found.id if found else None) == client


def read(path: Path, text: str, folder: Path | None = None) -> Configuration:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    environ = {"HOME": str(path.parent), "TOKEN": "canary"}
    return read_configuration(path, environ, places(folder or path.parent, environ, "linux"))


def test_comments_disabled_servers_and_lines_are_known(tmp_path: Path) -> None:
    lines = ("{", "// x", '"mcpServers": {', '"a": {"command": "x"},')
    text = "\n".join((*lines, '"b": {"command": "y", "disabled": true},', "}}"))
    found = read(tmp_path / ".mcp.json", text)
    assert [(one.name, one.line, one.is_disabled) for one in found.servers] == [
        ("a", 4, False),
        ("b", 5, True),
    ]
    assert found.servers[0].settings == tmp_path / ".claude" / "settings.json"


def test_codex_is_read(tmp_path: Path) -> None:
    text = """
        model = "x"
        [mcp_servers.local]
        command = "python"
        args = ["server.py"]
        env_vars = ["TOKEN"]
        [mcp_servers.far]
        url = "https://example.com/mcp"
        bearer_token_env_var = "TOKEN"
        [mcp_servers.off]
        command = "x"
        enabled = false
    """
    local, far, off = read(tmp_path / ".codex" / "config.toml", text).servers
    assert local.candidate.server.command == "python"
    assert local.candidate.server.env == {"TOKEN": "${TOKEN}"}
    assert far.candidate.server.headers == {"Authorization": "Bearer ${TOKEN}"}
    assert far.candidate.server.secrets == {"TOKEN": "canary"}
    assert off.is_disabled
    assert (local.line, far.line, off.line) == (3, 7, 10)
    assert local.settings == tmp_path / ".codex" / "config.toml"


def test_servers_that_claude_code_keeps_for_a_project_are_read(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    document = {
        "mcpServers": {"everywhere": {"command": "x"}},
        "projects": {
            str(shop): {"mcpServers": {"here": {"command": "y"}}},
            "/elsewhere": {"mcpServers": {"there": {"command": "z"}}},
        },
    }
    found = read(tmp_path / ".claude.json", json.dumps(document), shop)
    assert [(one.name, one.settings) for one in found.servers] == [
        ("everywhere", tmp_path / ".claude" / "settings.json"),
        ("here", shop / ".claude" / "settings.local.json"),
    ]


def test_one_unreadable_file_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / ".mcp.json").write_text('{"mcpServers": {"a": {"command": "x"}}}')
    (tmp_path / ".cursor").mkdir()
    (tmp_path / ".cursor" / "mcp.json").write_text('{"mcpServers": {"b": {"env": {"T": "canary"}')
    problems: list[ScanError] = []
    where = places(tmp_path, {"HOME": str(tmp_path / "home")}, "linux")
    found = find_configurations(where, {}, on_problem=problems.append)
    assert [config.path.name for config in found] == [".mcp.json"]
    assert len(problems) == 1
    assert ".cursor" in str(problems[0])
    assert "canary" not in str(problems[0])


BROKEN = {
    "JSON": (".mcp.json", '{"mcpServers": {"a": {"env": {"T": "canary"}}'),
    "TOML": ("config.toml", '[mcp_servers.a]\nT = canary-"'),
    "a list": (".mcp.json", '["canary"]'),
}


@pytest.mark.parametrize(("name", "text"), BROKEN.values(), ids=BROKEN.keys())
def test_file_that_cannot_be_read_is_never_quoted(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(ScanError) as caught:
        read(tmp_path / name, text)
    assert name in str(caught.value)
    assert "canary" not in str(caught.value)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4) | KEYS, inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=4), VALUES, max_size=3), st.sampled_from(["json", "toml"]))
def test_any_entries_are_read_without_harm(entries: dict[str, Any], kind: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"config.{kind}"
        try:
            text = json.dumps({"mcpServers": entries})
            text = text if kind == "json" else tomlkit.dumps({"mcp_servers": entries})
        except (ConvertError, ValueError):
            return
        path.write_bytes(text.encode("utf-8", "replace"))
        found = read_configuration(path, {}, places(Path(folder), {}, "linux"))
        assert len(found.servers) == len(entries)


def test_paths_are_shown_from_the_project_or_the_home() -> None:
    home = Path("/home/ada")
    assert shown_path(PROJECT / ".mcp.json", PROJECT, home) == ".mcp.json"
    assert shown_path(home / ".claude.json", PROJECT, home) == "~/.claude.json"
    assert shown_path(Path("/etc/x"), PROJECT, home) == "/etc/x"


def test_every_client_has_a_title_and_files() -> None:
    assert all(client.title and client.files for client in clients().values())
