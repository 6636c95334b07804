"""A crawl that is killed or interrupted keeps what is done, and the next one goes on from there."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from catalog.observation import Status
from catalog.store import Store

SERVER = Path(__file__).resolve().parents[2] / "servers" / "gated.py"
# A job in the background of a script inherits that SIGINT is ignored; these tests send it.
PROGRAM = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from catalog.cli import main
main()
"""
QUICK, GATED = ("a", "b", "c"), ("slow", "after")


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    gate = tmp_path / "gate"
    servers = [
        {
            "name": name,
            "source": "command",
            "command": sys.executable,
            "args": ["-I", "-S", str(SERVER), str(gate) if name in GATED else ".", name],
        }
        for name in (*QUICK, *GATED)
    ]
    path = tmp_path / "servers.yaml"
    path.write_text(yaml.safe_dump(servers), encoding="utf-8")
    return path


def start(seeds: Path, *more: str) -> "subprocess.Popen[str]":
    call = [sys.executable, "-c", PROGRAM, "crawl"]
    options = ["--seeds", str(seeds), "--db", str(seeds.parent / "catalog.db"), "--json"]
    return subprocess.Popen(
        [*call, *options, "--jobs=1", "--sandbox=off", *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=seeds.parent,
        env={**os.environ, "PYTHONPATH": str(SERVER.parents[2])},
    )


def lines(process: "subprocess.Popen[str]", count: int) -> list[str]:
    assert process.stdout is not None
    return [json.loads(process.stdout.readline())["server"] for _ in range(count)]


def recorded(seeds: Path) -> set[str]:
    with Store(seeds.parent / "catalog.db") as store:
        found = {server.name: store.latest(server.name) for server in store.servers()}
    return {name for name, seen in found.items() if seen and seen.status is Status.OK}


def finish(seeds: Path) -> dict[str, bool]:
    (seeds.parent / "gate").touch()
    process = start(seeds)
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    told = map(json.loads, output.splitlines())
    return {outcome["server"]: outcome["cached"] for outcome in told}


def processes_of(seeds: Path) -> Iterator[str]:
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = command.read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        if str(seeds.parent / "gate") in line and str(SERVER) in line:
            yield line


def test_killed_crawl_loses_only_what_was_in_flight(seeds: Path) -> None:
    process = start(seeds)
    assert lines(process, 3) == list(QUICK)
    process.kill()
    process.communicate(timeout=120)
    assert recorded(seeds) == set(QUICK)
    assert finish(seeds) == {**dict.fromkeys(QUICK, True), **dict.fromkeys(GATED, False)}
    assert recorded(seeds) == {*QUICK, *GATED}


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_crawl_keeps_what_is_done_and_ends_its_children(
    seeds: Path, number: int, code: int
) -> None:
    process = start(seeds)
    lines(process, 3)
    process.send_signal(number)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == code, errors
    assert "what was done is kept" in errors
    assert not list(processes_of(seeds))
    assert not list(seeds.parent.glob("installs/*"))
    assert recorded(seeds) == set(QUICK)
    assert finish(seeds) == {**dict.fromkeys(QUICK, True), **dict.fromkeys(GATED, False)}


def test_a_second_crawl_into_the_same_folder_is_refused(seeds: Path) -> None:
    first = start(seeds)
    lines(first, 3)
    _, errors = start(seeds).communicate(timeout=120)
    assert f"{seeds.parent}: another toolrisk (process {first.pid}) is writing there" in errors
    first.kill()
    first.communicate(timeout=120)
    assert finish(seeds) == {**dict.fromkeys(QUICK, True), **dict.fromkeys(GATED, False)}
