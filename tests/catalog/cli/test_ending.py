"""Long commands end at SIGTERM as at Ctrl-C: nothing is left running, nothing is half written."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from catalog.cli.ending import exits_by_signal, exits_by_sigterm

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from catalog.cli import main
main()
"""


def start(folder: Path, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the site of one saved listing."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "notes.json").write_text('{"tools": [{"name": "get_note"}]}', encoding="utf-8")
    for words in (("crawl", "--saved", "notes.json"), ("build", "--no-crawl")):
        process = start(folder, *words)
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    return folder


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_build_that_is_ended_leaves_the_former_site(built: Path, number: int, code: int) -> None:
    before = files(built / "build/site")
    process = start(built, "build", "--no-crawl")
    while not (built / "build/site.new").exists():
        assert process.poll() is None
        time.sleep(0.005)
    process.send_signal(number)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == code, errors
    assert "what was done is kept" in errors
    assert files(built / "build/site") == before
    assert not list((built / "build").glob("site.*"))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_serving_ends_without_a_word_of_error(built: Path, number: int, code: int) -> None:
    process = start(built, "serve", "--port", "0")
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Serving")
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (code, "")


def test_a_second_signal_does_not_break_the_cleaning_up() -> None:
    done = []
    with pytest.raises(SystemExit) as ended, exits_by_signal():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)
            done.append(True)
    assert (ended.value.code, done) == (143, [True])


def test_what_stood_before_stands_again() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with exits_by_sigterm():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


def test_two_builds_do_not_share_a_folder(built: Path) -> None:
    first = start(built, "build", "--no-crawl")
    while not (built / "build/site.new").exists():
        assert first.poll() is None
        time.sleep(0.005)
    first.send_signal(signal.SIGSTOP)
    try:
        second = start(built, "crawl", "--saved", "notes.json", "--json")
        output, errors = second.communicate(timeout=60)
    finally:
        first.send_signal(signal.SIGCONT)
        first.communicate(timeout=120)
    assert (second.returncode, output) == (1, "")
    assert f"build: another toolrisk (process {first.pid}) is writing there" in errors
    assert "give another folder" in errors
    assert first.returncode == 0
    assert json.loads((built / "build/site/api/v1/servers.json").read_text())["result"]
