"""What an interrupted crawl has to end: the process groups of installs, and running listings."""

import asyncio
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
_TAIL = 20_000
"""Characters of an installer's output that are kept, from its end."""
_GRACE = 2.0
"""Seconds between asking a process group to end and killing it."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program ended."""

    code: int
    """Exit code; negative when a signal ended it."""
    output: str
    """The end of what it wrote to standard output and error."""
    is_timed_out: bool = False


class Children:
    """What this process has running; `end_all` may come from any thread."""

    def __init__(self) -> None:
        self._groups: set[int] = set()
        self._tasks: set[tuple[asyncio.AbstractEventLoop, asyncio.Task[object]]] = set()
        self._lock = threading.Lock()
        self._is_ended = False

    def run(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path,
        time_limit: float,
    ) -> Ran:
        """Run a program in a process group of its own and end the group with it.

        No shell is involved, standard input is empty, and what it writes goes to a file, so
        a flood of output costs no memory.
        """
        with tempfile.TemporaryFile() as output:
            with self._lock:
                if self._is_ended:
                    return Ran(-signal.SIGKILL, "interrupted")
                process = subprocess.Popen(
                    argv,
                    env=dict(env),
                    cwd=cwd,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
                self._groups.add(process.pid)
            is_timed_out = self._wait(process, time_limit)
            output.seek(max(0, output.seek(0, os.SEEK_END) - _TAIL))
            text = output.read().decode("utf-8", "replace")
        return Ran(process.returncode, text, is_timed_out)

    def listen(self, coroutine: Coroutine[object, object, T]) -> T:
        """Run a listing to its end in an event loop of its own; `end_all` cancels it."""
        return asyncio.run(self._registered(coroutine))

    def end_all(self) -> None:
        """End what runs and let nothing new start until `allow`."""
        with self._lock:
            self._is_ended = True
            for group in self._groups:
                _signal(group, signal.SIGKILL)
            for loop, task in self._tasks:
                loop.call_soon_threadsafe(task.cancel)

    def allow(self) -> None:
        """Let things start again after `end_all`."""
        with self._lock:
            self._is_ended = False

    async def _registered(self, coroutine: Coroutine[object, object, T]) -> T:
        task = asyncio.current_task()
        assert task is not None
        entry = (asyncio.get_running_loop(), task)
        with self._lock:
            if self._is_ended:
                coroutine.close()
                raise asyncio.CancelledError
            self._tasks.add(entry)
        try:
            return await coroutine
        finally:
            with self._lock:
                self._tasks.discard(entry)

    def _wait(self, process: "subprocess.Popen[bytes]", time_limit: float) -> bool:
        is_timed_out = False
        try:
            process.wait(time_limit)
        except subprocess.TimeoutExpired:
            is_timed_out = True
            _signal(process.pid, signal.SIGTERM)
            try:
                process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                _signal(process.pid, signal.SIGKILL)
        finally:
            # The leader may leave processes behind; its group id lives as long as they do.
            _signal(process.pid, signal.SIGKILL)
            process.wait()
            with self._lock:
                self._groups.discard(process.pid)
        return is_timed_out


def _signal(group: int, number: signal.Signals) -> None:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return
