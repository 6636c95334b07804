"""A started server: its pipes while it runs, and what ended it."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio

from catalog.crawl.sandbox.confinement import Launch
from catalog.crawl.sandbox.errors import LaunchRefused
from catalog.crawl.sandbox.limits import Limits
from catalog.observation import Sandbox

_SUPERVISOR = Path(__file__).with_name("supervisor.py")
_PATIENCE = 10.0
"""Seconds for the supervisor to end the tree; it gives up on its own after five."""
_CHUNK = 65536


@dataclass(frozen=True, slots=True)
class Ending:
    """How a server ended."""

    cause: str = "unknown"
    """`exited`, `stopped` (by us), `processes` or `memory` (a limit), or `unknown`."""
    code: int | None = None
    """Exit code; negative for the number of a signal."""
    left: int = 0
    """Processes that would not die."""


class Running:
    """The pipes of a running server."""

    def __init__(self, supervisor: subprocess.Popen[bytes], streams: tuple[int, int, int]) -> None:
        assert supervisor.stdin and supervisor.stdout
        self._supervisor = supervisor
        self._streams = streams
        self._control = supervisor.stdin
        self._report = supervisor.stdout.fileno()
        self._ending: Ending | None = None
        for fd in (*streams, self._control.fileno(), self._report):
            os.set_blocking(fd, False)

    def stdout(self) -> AsyncIterator[bytes]:
        """Yield what the server writes to its standard output, as it comes."""
        return _chunks(self._streams[1])

    def stderr(self) -> AsyncIterator[bytes]:
        """Yield what the server writes to its standard error, as it comes."""
        return _chunks(self._streams[2])

    async def send(self, text: bytes) -> None:
        """Write to the standard input of the server.

        Raises:
            OSError: the server closed it.
        """
        await _write(self._streams[0], text)

    async def configure(self, text: bytes) -> None:
        """Write to the supervisor, which starts nothing before."""
        with suppress(BrokenPipeError):
            await _write(self._control.fileno(), text)

    async def ended(self, patience: float) -> None:
        """Wait for the end of the server, at most `patience` seconds."""
        with anyio.move_on_after(patience):
            await anyio.wait_readable(self._report)

    async def stop(self) -> Ending:
        """End the whole tree of processes, if it still runs, and tell what ended it."""
        if self._ending is None:
            with anyio.CancelScope(shield=True):
                ending = await self._stop()
            self._ending = ending
        return self._ending

    async def _stop(self) -> Ending:
        with suppress(OSError):
            os.write(self._control.fileno(), b"stop\n")
        self._control.close()
        report = b""
        with anyio.move_on_after(_PATIENCE):
            async for chunk in _chunks(self._report):
                report += chunk
        self._supervisor.kill()
        with self._supervisor:
            # Leaving the context closes the pipes of the supervisor and reaps it.
            _close_all(self._streams)
        return _ending(report)


@asynccontextmanager
async def started(launch: Launch, limits: Limits) -> AsyncIterator[Running]:
    """Start the command of `launch` under the supervisor, and end all of it at the end.

    Raises:
        LaunchRefused: the system would not start a process.
    """
    running, streams = _start()
    try:
        text = json.dumps(_specification(launch, limits) | {"streams": streams})
        await running.configure(text.encode() + b"\n")
        yield running
    finally:
        await running.stop()


def _start() -> tuple[Running, tuple[int, int, int]]:
    """Start the supervisor; return it and the ends of the pipes that are the server's."""
    (stdin, to_stdin), (from_stdout, stdout), (from_stderr, stderr) = (os.pipe() for _ in range(3))
    theirs, ours = (stdin, stdout, stderr), (to_stdin, from_stdout, from_stderr)
    try:
        supervisor = subprocess.Popen(
            [sys.executable, "-I", "-S", str(_SUPERVISOR)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd="/",
            env={},
            start_new_session=True,
            pass_fds=theirs,
        )
    except OSError as error:
        _close_all(ours)
        raise LaunchRefused(f"no process could be started: {error}") from error
    finally:
        _close_all(theirs)
    return Running(supervisor, ours), theirs


def _close_all(fds: Iterable[int]) -> None:
    for fd in fds:
        os.close(fd)


async def _chunks(fd: int) -> AsyncIterator[bytes]:
    while True:
        await anyio.wait_readable(fd)
        chunk = os.read(fd, _CHUNK)
        if not chunk:
            return
        yield chunk


async def _write(fd: int, text: bytes) -> None:
    while text:
        try:
            text = text[os.write(fd, text) :]
        except BlockingIOError:
            await anyio.wait_writable(fd)


def _specification(launch: Launch, limits: Limits) -> dict[str, Any]:
    is_bare = launch.sandbox is not Sandbox.BUBBLEWRAP
    return {
        "argv": launch.argv,
        "env": dict(launch.env),
        "cwd": str(launch.cwd),
        "folder": str(launch.folder),
        "sealed": launch.sealed,
        "rlimits": {
            "RLIMIT_CPU": limits.cpu_seconds,
            "RLIMIT_DATA": limits.memory_bytes,
            "RLIMIT_NOFILE": limits.open_files,
            "RLIMIT_FSIZE": limits.file_bytes,
            "RLIMIT_CORE": 0,
        },
        "processes": limits.processes,
        "memory": limits.memory_bytes,
        "count_user_processes": is_bare,
        "no_new_privileges": is_bare,
    }


def _ending(report: bytes) -> Ending:
    try:
        told = json.loads(report)
    except ValueError:
        return Ending()
    return Ending(told["ended"], told.get("code"), told.get("left", 0))
