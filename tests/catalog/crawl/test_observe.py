"""Every kind of target becomes an observation."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from catalog.crawl import observe as module
from catalog.crawl.observe import Settings, observe
from catalog.crawl.target import Process, SavedListing, Target, Unavailable
from catalog.observation import Observation, Sandbox, Status
from catalog.server import Server, SourceKind

SDK = Path(__file__).resolve().parents[2] / "servers" / "sdk.py"
SITE = Path(sys.prefix)


def _observe(target: Target, source: SourceKind = SourceKind.COMMAND) -> Observation:
    server = Server("probe", source, command="run", env={"TOKEN": "hunter2"})
    return anyio.run(lambda: observe(server, target, Settings(), observed_at="then"))


@pytest.mark.parametrize(
    ("source", "transport"),
    [(SourceKind.NPM, "stdio"), (SourceKind.HTTP, "streamable-http"), (SourceKind.SAVED, "file")],
)
def test_what_is_not_available_keeps_its_status(source: SourceKind, transport: str) -> None:
    seen = _observe(Unavailable(Status.SKIPPED, "needs Node 20"), source)
    assert (seen.status, seen.reason) == (Status.SKIPPED, "needs Node 20")
    assert (seen.transport, seen.sandbox) == (transport, Sandbox.NOT_APPLICABLE)


def test_an_observation_tells_the_launch_without_its_values() -> None:
    seen = _observe(Unavailable(Status.SKIPPED, "the token hunter2 is refused"))
    assert seen.launch["env"] == ["TOKEN"]
    assert (seen.server, seen.observed_at) == ("probe", "then")
    assert "hunter2" not in repr(seen)


def test_a_saved_listing_is_observed(tmp_path: Path) -> None:
    file = tmp_path / "tools.json"
    file.write_text(json.dumps({"tools": [{"name": "look"}]}))
    seen = _observe(SavedListing(file), SourceKind.SAVED)
    assert (seen.status, seen.transport, seen.reason) == (Status.OK, "file", "1 tool listed")


def test_a_bad_file_is_an_observation_too(tmp_path: Path) -> None:
    seen = _observe(SavedListing(tmp_path / "none"), SourceKind.SAVED)
    assert (seen.status, seen.transport) == (Status.UNREACHABLE, "file")


def test_a_command_that_is_not_there_is_named() -> None:
    seen = _observe(Process(argv=("no-such-command-here",), install_seconds=1.5))
    assert seen.status is Status.FAILED_TO_START
    assert "'no-such-command-here' was not found" in seen.reason
    assert seen.install_seconds == 1.5


def test_a_failure_of_the_crawler_itself_ends_one_observation_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError("no")

    monkeypatch.setattr(module, "list_process", broken)
    seen = _observe(Process(argv=("true",)))
    assert (seen.status, seen.tools) == (Status.INVALID, ())
    assert "the crawler itself failed" in seen.reason


def test_a_server_of_the_sdk_is_listed_over_stdio() -> None:
    argv = (sys.executable, str(SDK), "stdio")
    seen = _observe(Process(argv=argv, readable=(SDK.parent, SITE)))
    _is_sdk(seen, "stdio")


def test_a_server_of_the_sdk_is_listed_over_http(observed_url: Callable[..., Any]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, str(SDK), "http", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port)
            _is_sdk(observed_url(f"http://127.0.0.1:{port}/mcp"), "streamable-http")
        finally:
            process.terminate()


def _is_sdk(seen: Observation, transport: str) -> None:
    assert (seen.status, seen.transport, seen.warnings) == (Status.OK, transport, ())
    assert (seen.facts.name, seen.facts.version) == ("sdk-server", "9.9")
    assert seen.facts.instructions == "Add numbers."
    assert seen.facts.protocol_version == "2026-07-28"
    assert seen.facts.ttl_ms is not None
    assert [tool.name for tool in seen.tools] == ["add"]


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.05)
    pytest.fail("the server did not start")
