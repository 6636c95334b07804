import json
from pathlib import Path
from typing import Any

import pytest

from catalog.crawl.importers import read_client_config
from catalog.crawl.sources.filling import fill, fill_all, fill_values
from catalog.errors import SeedError
from catalog.observation import Status
from catalog.server import Server, SourceKind

ENVIRON = {"HOME": "/home/ada", "TOKEN": "t0p-s3cret", "REGION": "eu"}


def read(folder: Path, entry: Any, **more: Any) -> Any:
    path = folder / ".mcp.json"
    path.write_text(json.dumps({"mcpServers": {"one": entry}, **more}), encoding="utf-8")
    return read_client_config(path, ENVIRON)[0]


LAUNCHES = {
    "npx": (
        {"command": "npx", "args": ["-y", "@acme/mcp@1.2.3", "--all"]},
        (SourceKind.NPM, "@acme/mcp", "1.2.3", None, ("--all",)),
    ),
    "npx latest": (
        {"command": "npx", "args": ["--yes", "acme-mcp@latest"]},
        (SourceKind.NPM, "acme-mcp", None, None, ()),
    ),
    "npx with the command of a package": (
        {"command": "npx", "args": ["-p", "acme@1.0.0", "acme-mcp", "x"]},
        (SourceKind.NPM, "acme", "1.0.0", "acme-mcp", ("x",)),
    ),
    "npx on Windows": (
        {"command": "cmd", "args": ["/c", "npx", "-y", "acme@1.0.0"]},
        (SourceKind.NPM, "acme", "1.0.0", None, ()),
    ),
    "uvx": (
        {"command": "/usr/bin/uvx", "args": ["acme==2.0.0", "--port", "1"]},
        (SourceKind.PYPI, "acme", "2.0.0", None, ("--port", "1")),
    ),
    "uvx from": (
        {"command": "uvx", "args": ["--from", "acme==2.0.0", "serve"]},
        (SourceKind.PYPI, "acme", "2.0.0", "serve", ()),
    ),
    "uv tool run": (
        {"command": "uv", "args": ["tool", "run", "acme@2.0.0"]},
        (SourceKind.PYPI, "acme", "2.0.0", None, ()),
    ),
    "command": (
        {"command": "node", "args": ["server.js"]},
        (SourceKind.COMMAND, None, None, "node", ("server.js",)),
    ),
}


@pytest.mark.parametrize(("entry", "wanted"), LAUNCHES.values(), ids=LAUNCHES.keys())
def test_launch_is_recognised(tmp_path: Path, entry: Any, wanted: tuple[Any, ...]) -> None:
    server = read(tmp_path, entry).server
    found = (server.source, server.package, server.version, server.command, server.args)
    assert found == wanted


REFUSED = {
    "sse": {"type": "sse", "url": "https://example.com/sse"},
    "disabled": {"command": "node", "disabled": True},
    "no launch": {"args": ["x"]},
    "no object": "node server.js",
    "git address": {"command": "uvx", "args": ["--from", "git+https://example.com/x", "x"]},
    "shell line": {"command": "npx", "args": ["-c", "acme | tee log"]},
    "folder": {"command": "npx", "args": ["./server"]},
}


@pytest.mark.parametrize("entry", REFUSED.values(), ids=REFUSED.keys())
def test_unusable_server_is_skipped_with_a_reason(tmp_path: Path, entry: Any) -> None:
    refusal = read(tmp_path, entry).refusal
    assert refusal is not None
    assert refusal.status is Status.SKIPPED
    assert refusal.reason


def test_a_package_that_cannot_be_installed_exactly_can_still_be_looked_up(tmp_path: Path) -> None:
    args = ["--from", "acme[all]>=1", "serve", "--token", "hunter2"]
    candidate = read(tmp_path, {"command": "uvx", "args": args})
    assert candidate.refusal.status is Status.SKIPPED
    assert candidate.server.args == ("--from", "acme[all]>=1", "serve", "--token", "${token}")


def test_variables_in_front_of_a_runner_go_to_the_server(tmp_path: Path) -> None:
    args = ["REGION=eu", "API_TOKEN=hunter2", "npx", "-y", "acme"]
    server = read(tmp_path, {"command": "env", "args": args, "env": {"A": "b"}}).server
    assert server.package == "acme"
    assert server.env == {"A": "b", "REGION": "eu", "API_TOKEN": "${API_TOKEN}"}
    assert fill_values(server.env, server)["API_TOKEN"] == "hunter2"


def test_variables_are_filled_only_at_the_last(tmp_path: Path) -> None:
    entry = {
        "command": "serve",
        "args": ["--region", "${env:REGION}", "--token=${TOKEN}", "${NONE:-fallback}"],
        "env": {"A": "x-${TOKEN}", "B": "${UNSET}", "PORT": 80, "C": "${workspaceFolder}/c"},
    }
    server = read(tmp_path, entry).server
    assert server.args == ("--region", "${REGION}", "--token=${TOKEN}", "${NONE}")
    assert fill_all(server.args, server) == ("--region", "eu", "--token=t0p-s3cret", "fallback")
    assert fill_values(server.env, server) == {
        "A": "x-t0p-s3cret",
        "B": "placeholder",
        "PORT": "80",
        "C": f"{tmp_path}/c",
    }


LITERALS = {
    "flag and value": (["--api-key", "hunter2"], ("--api-key", "${api-key}")),
    "flag with value": (["--password=hunter2"], ("--password=${password}",)),
    "assignment": (["API_TOKEN=hunter2"], ("API_TOKEN=${API_TOKEN}",)),
    "known form": (["sk-live_0123456789"], ("${argument}",)),
    "address": (
        ["postgres://ada:hunter2@db.example.com/x"],
        ("postgres://${address}@db.example.com/x",),
    ),
    "query": (["https://example.com/?key=hunter2&q=1"], ("https://example.com/?key=${key}&q=1",)),
    "two of a kind": (
        ["--token", "a", "--token", "b"],
        ("--token", "${token}", "--token", "${token 2}"),
    ),
    "nothing": (
        ["--port", "80", "--root", "/srv/data", "-v"],
        ("--port", "80", "--root", "/srv/data", "-v"),
    ),
}


@pytest.mark.parametrize(("args", "shown"), LITERALS.values(), ids=LITERALS.keys())
def test_written_credentials_do_not_show(
    tmp_path: Path, args: list[str], shown: tuple[str, ...]
) -> None:
    server = read(tmp_path, {"command": "serve", "args": args}).server
    assert server.args == shown
    assert server.launch_facts()["args"] == list(shown)
    assert fill_all(server.args, server) == tuple(args)


def test_headers_and_address_of_a_remote_server(tmp_path: Path) -> None:
    entry = {
        "type": "http",
        "url": "https://example.com/mcp?token=abc",
        "headers": {"Authorization": "Bearer ${TOKEN}"},
    }
    server = read(tmp_path, entry).server
    assert server.url == "https://example.com/mcp?token=${token}"
    assert fill(server.url, server) == "https://example.com/mcp?token=abc"
    assert fill_values(server.headers, server) == {"Authorization": "Bearer t0p-s3cret"}


def test_vscode_form_with_comments_and_inputs(tmp_path: Path) -> None:
    folder = tmp_path / ".vscode"
    folder.mkdir()
    (tmp_path / "server.js").touch()
    (folder / "mcp.json").write_text(
        """{
          // what the user is asked for
          "inputs": [{"type": "promptString", "id": "key", "default": "k1", "password": true},],
          "servers": {"one": {"type": "stdio", "command": "node", "args": ["server.js"],
                              "env": {"KEY": "${input:key}", "URL": "http://x//y"}}}
        }""",
        encoding="utf-8",
    )
    (candidate,) = read_client_config(folder / "mcp.json", ENVIRON)
    server = candidate.server
    assert server.args == (str(tmp_path / "server.js"),)
    assert fill_values(server.env, server) == {"KEY": "k1", "URL": "http://x//y"}


def test_all_servers_are_read_in_order(tmp_path: Path) -> None:
    path = tmp_path / "claude_desktop_config.json"
    servers = {name: {"command": name} for name in ("b", "a", "<script>")}
    path.write_text(json.dumps({"mcpServers": servers}), encoding="utf-8")
    found: list[Server] = [item.server for item in read_client_config(path, {})]
    assert [server.name for server in found] == ["b", "a", "<script>"]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"mcpServers": {}}', '{"mcpServers": 1}'])
def test_file_without_servers_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mcp.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SeedError, match=r"mcp\.json"):
        read_client_config(path, {})
