"""The server as a client starts it: over standard input and over HTTP, in both eras."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from catalog.agents.declared import declared

TOOLRISK = str(Path(sys.executable).with_name("toolrisk"))
CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("search_tools", {"query": "order", "limit": 2}),
    ("get_tool", {"server": "hostile", "tool": "text_surrogates"}),
    ("get_server", {"server": "shop"}),
    ("get_stack", {"servers": ["shop", "hostile", "gone", "nobody"]}),
    ("explain_verdict", {"server": "hostile", "tool": "text_orders"}),
    ("get_tool_policy", {"server": "hostile", "tool": "delete_all"}),
    ("get_server_policy", {"server": "hostile"}),
)
MODES = {"legacy": "2025-11-25", "2026-07-28": "2026-07-28"}


async def talk(server: StdioServerParameters | str, mode: str) -> list[Any]:
    """Call every tool; the client holds each answer against the output schema it was told."""
    async with Client(server, mode=mode, read_timeout_seconds=30) as client:
        assert client.protocol_version == MODES[mode]
        listed = (await client.list_tools()).tools
        assert [tool.name for tool in listed] == [tool["name"] for tool in declared()]
        results = [await client.call_tool(name, given) for name, given in CALLS]
        refused = await client.call_tool("get_server", {"server": "nobody"})
        assert refused.is_error
        return results


@pytest.fixture(scope="module")
def endpoint(published: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = f"127.0.0.1:{port}"
    api = str(published / "site/api/v1")
    with subprocess.Popen([TOOLRISK, "mcp", "--api", api, "--http", place]) as process:
        try:
            _wait_for(port)
            yield f"http://{place}/mcp"
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the endpoint did not start")


@pytest.mark.parametrize("mode", MODES)
def test_every_tool_answers_over_standard_input(published: Path, mode: str) -> None:
    args = ["mcp", "--db", str(published / "catalog.db")]
    results = anyio.run(talk, StdioServerParameters(command=TOOLRISK, args=args), mode)
    assert [result.is_error for result in results] == [False] * len(results)


@pytest.mark.parametrize("mode", MODES)
def test_every_tool_answers_over_http(endpoint: str, mode: str) -> None:
    results = anyio.run(talk, endpoint, mode)
    assert [result.is_error for result in results] == [False] * len(results)


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [("Host", "evil.example", 421), ("Origin", "https://evil.example", 403)],
)
def test_a_foreign_page_is_refused_over_http(
    endpoint: str, header: str, value: str, status: int
) -> None:
    headers = {"Content-Type": "application/json", header: value}
    request = urllib.request.Request(endpoint, data=b"{}", headers=headers)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code == status
    refused.value.close()


def test_the_record_is_left_as_it_was(published: Path) -> None:
    record = published / "catalog.db"
    before = record.read_bytes()
    args = ["mcp", "--db", str(record)]
    anyio.run(talk, StdioServerParameters(command=TOOLRISK, args=args), "legacy")
    assert record.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--db", "none.db"], "no record here"),
        (["--api", "."], "holds no servers.json"),
        (["--db", "a", "--api", "b"], "not both"),
        (["--http", "8000"], "give a host and a port"),
        (["--http", "127.0.0.1:0"], "give a host and a port"),
    ],
)
def test_what_cannot_be_served_is_told(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = subprocess.run(
        [TOOLRISK, "mcp", *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode != 0
    assert said in done.stderr


INSPECTOR = "@modelcontextprotocol/inspector@0.15.0"
"""The last version that declares no Node newer than 20."""


def inspect(*arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        ["npx", "--yes", INSPECTOR, "--cli", *arguments],
        env=os.environ | {"NPM_CONFIG_FUND": "false", "NPM_CONFIG_AUDIT": "false"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode != 0 and ("ENOTFOUND" in done.stderr or "ECONNREFUSED" in done.stderr):
        pytest.skip("no npm registry answers")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.registry
def test_the_inspector_lists_and_calls_over_standard_input(published: Path) -> None:
    command = (TOOLRISK, "mcp", "--db", str(published / "catalog.db"))
    listed = inspect(*command, "--method", "tools/list")["tools"]
    assert [tool["name"] for tool in listed] == [tool["name"] for tool in declared()]
    called = inspect(
        *command,
        *("--method", "tools/call", "--tool-name", "get_tool"),
        *("--tool-arg", "server=shop", "--tool-arg", "tool=refund_order"),
    )
    assert called["structuredContent"]["tool"]["category"] == "Financial"


@pytest.mark.registry
def test_the_inspector_calls_over_http(endpoint: str) -> None:
    called = inspect(
        *(endpoint, "--transport", "http"),
        *("--method", "tools/call", "--tool-name", "search_tools", "--tool-arg", "query=refund"),
    )
    assert [row["tool"] for row in called["structuredContent"]["tools"]] == ["refund_order"]
