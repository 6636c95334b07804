import asyncio
import os
import sys
import threading
import time
from pathlib import Path

import pytest

from catalog.crawl.children import Children


def run(code: str, folder: Path, time_limit: float = 20.0, children: Children | None = None):
    return (children or Children()).run(
        (sys.executable, "-I", "-S", "-c", code), env={}, cwd=folder, time_limit=time_limit
    )


def test_end_of_the_output_and_the_exit_code_are_told(tmp_path: Path) -> None:
    ran = run("print('x' * 100_000); print('last'); raise SystemExit(3)", tmp_path)
    assert (ran.code, ran.is_timed_out) == (3, False)
    assert ran.output.endswith("last\n")
    assert len(ran.output) < 30_000


def test_program_that_takes_too_long_is_ended_with_its_children(tmp_path: Path) -> None:
    code = (
        "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = os.fork()\n"
        "if child: print(child, flush=True)\n"
        "time.sleep(60)"
    )
    started = time.monotonic()
    ran = run(code, tmp_path, time_limit=0.5)
    assert ran.is_timed_out
    assert time.monotonic() - started < 15
    assert is_gone(int(ran.output))


def is_gone(pid: int, patience: float = 5.0) -> bool:
    """Tell whether a process that was sent a signal ends."""
    last = time.monotonic() + patience
    while is_alive(pid) and time.monotonic() < last:
        time.sleep(0.02)
    return not is_alive(pid)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_end_all_ends_what_runs_and_lets_nothing_start(tmp_path: Path) -> None:
    children = Children()
    threading.Timer(0.3, children.end_all).start()
    assert run("import time; time.sleep(60)", tmp_path, children=children).code < 0
    assert run("print('late')", tmp_path, children=children).output == "interrupted"
    children.allow()
    assert run("print('again')", tmp_path, children=children).output == "again\n"


def test_end_all_cancels_listings() -> None:
    children = Children()
    threading.Timer(0.2, children.end_all).start()
    with pytest.raises(asyncio.CancelledError):
        children.listen(asyncio.sleep(60))


def test_nothing_of_the_environment_is_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_TOKEN", "t0p-s3cret")
    assert "A_TOKEN" in os.environ
    assert "A_TOKEN" not in run("import os; print(dict(os.environ))", tmp_path).output
