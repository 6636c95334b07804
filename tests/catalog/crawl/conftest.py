"""Observe servers of our own, and hold that none of them leaves anything behind."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest

from catalog.crawl.observe import Settings, observe
from catalog.crawl.sandbox import Limits, SandboxMode
from catalog.crawl.sandbox.bubblewrap import Style, usable_style
from catalog.crawl.target import Endpoint, Process, Target
from catalog.observation import Observation
from catalog.server import Server, SourceKind

SERVERS = Path(__file__).resolve().parents[2] / "servers"
SMALL = Limits(
    cpu_seconds=3,
    memory_bytes=300 << 20,
    processes=40,
    file_bytes=8 << 20,
    output_bytes=8 << 20,
    line_bytes=6 << 20,
    messages=2_000,
)
Observe = Callable[..., Observation]


@pytest.fixture(autouse=True)
def _sandbox(request: pytest.FixtureRequest) -> None:
    """Skip what needs bubblewrap where it does not work, but never in CI."""
    if request.node.get_closest_marker("sandbox") is None:
        return
    style = usable_style("bwrap")
    if not isinstance(style, Style):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(style)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the temporary folders of this test lie where the test can count them."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def observed(temporary: Path) -> Iterator[Observe]:
    """Observe a script of `tests/servers`; at the end nothing of it may be left."""

    def run(script: str, *args: str, **changes: Any) -> Observation:
        argv = (sys.executable, "-I", "-S", str(SERVERS / script), *args)
        target = Process(argv=argv, **{"readable": (SERVERS,), **changes.pop("process", {})})
        return observe_target(target, **changes)

    before = set(children())
    yield run
    assert set(children()) <= before
    assert list(temporary.iterdir()) == []


@pytest.fixture
def endpoint() -> Iterator[Callable[[str], tuple[str, Callable[[], list[dict[str, Any]]]]]]:
    """Start `endpoint.py` with a behaviour; return its URL and a way to read what it was asked."""
    started: list[subprocess.Popen[str]] = []

    def start(behaviour: str) -> tuple[str, Callable[[], list[dict[str, Any]]]]:
        command = [sys.executable, "-I", "-S", str(SERVERS / "endpoint.py"), behaviour]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout
        port = json.loads(process.stdout.readline())

        def asked() -> list[dict[str, Any]]:
            process.kill()
            assert process.stdout
            return [json.loads(line) for line in process.stdout]

        return f"http://127.0.0.1:{port}/mcp", asked

    yield start
    for process in started:
        with process:
            process.kill()


def observe_target(target: Target, **changes: Any) -> Observation:
    """Observe `target` with small limits and little time."""
    kind = SourceKind.HTTP if isinstance(target, Endpoint) else SourceKind.COMMAND
    settings = replace(Settings(time_limit=6, limits=SMALL), **changes)
    return anyio.run(
        lambda: observe(Server("probe", kind), target, settings, observed_at="2026-11-24T12:00:00Z")
    )


def children() -> Iterator[int]:
    """Yield the children of this process, zombies included."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            yield int(stat.parent.name)


@pytest.fixture
def gone() -> Callable[[int], bool]:
    """Tell whether a process ends within a moment."""

    def check(pid: int) -> bool:
        for _ in range(100):
            if not Path(f"/proc/{pid}").exists():
                return True
            time.sleep(0.05)
        return False

    return check


@pytest.fixture(params=[SandboxMode.AUTO, SandboxMode.OFF], ids=["bubblewrap", "limits"])
def mode(request: pytest.FixtureRequest) -> SandboxMode:
    """Run a test with the sandbox where there is one, and with limits only."""
    assert isinstance(request.param, SandboxMode)
    return request.param


@pytest.fixture
def observed_url() -> Observe:
    """Observe an endpoint by its URL."""

    def run(url: str, headers: dict[str, str] | None = None, **changes: Any) -> Observation:
        return observe_target(Endpoint(url, headers or {}), **changes)

    return run
