"""MCP over the pipes of a process, with a bound on everything the process can say."""

import json
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.shared.message import SessionMessage
from mcp_types import jsonrpc_message_adapter
from pydantic import ValidationError

from catalog.crawl.listing.text import clean
from catalog.crawl.listing.wire import Wire, wired
from catalog.crawl.sandbox import Limits, Running

_KEPT_STDERR = 32 * 1024
_Item = SessionMessage | Exception


@dataclass(slots=True)
class Chatter:
    """What came through the pipes of one server beside its answers."""

    messages: int = 0
    unreadable: int = 0
    """Lines on standard output that are no JSON-RPC message."""
    first_unreadable: str = ""
    excess: str = ""
    """The limit on output that the server passed; empty while it did not."""
    _stderr: bytearray = field(default_factory=bytearray)
    _stderr_ended: anyio.Event = field(default_factory=anyio.Event)

    @property
    def stderr(self) -> str:
        """The end of what the server wrote to standard error."""
        return self._stderr.decode("utf-8", "replace")

    def keep_stderr(self, chunk: bytes) -> None:
        """Keep the end of standard error only."""
        self._stderr += chunk
        del self._stderr[:-_KEPT_STDERR]

    async def stderr_ended(self, patience: float) -> None:
        """Wait for the end of standard error, at most `patience` seconds."""
        with anyio.move_on_after(patience):
            await self._stderr_ended.wait()

    def end_stderr(self) -> None:
        """Note that no more will come."""
        self._stderr_ended.set()

    def note_unreadable(self, line: bytes) -> None:
        """Count a line that is no message; keep the first."""
        self.unreadable += 1
        if not self.first_unreadable:
            self.first_unreadable = clean(line[:2000].decode("utf-8", "replace"), 120)

    def warnings(self) -> tuple[str, ...]:
        """Return what a reader of the listing should know."""
        if not self.unreadable:
            return ()
        lines = "line" if self.unreadable == 1 else "lines"
        first = f", first {self.first_unreadable!r}" if self.first_unreadable else ""
        return (f"{self.unreadable} {lines} on standard output were no JSON-RPC{first}",)


@asynccontextmanager
async def stdio_wire(running: Running, limits: Limits, chatter: Chatter) -> AsyncIterator[Wire]:
    """Connect to a running server; what it says beside its answers goes into `chatter`."""
    inbound, read = anyio.create_memory_object_stream[_Item]()
    write, outbound = anyio.create_memory_object_stream[SessionMessage]()
    with inbound, read, write, outbound:
        async with anyio.create_task_group() as group:
            group.start_soon(_read_stdout, running, inbound, limits, chatter)
            group.start_soon(_read_stderr, running, inbound, limits, chatter)
            group.start_soon(_write_stdin, running, outbound)
            async with wired(read, write) as wire:
                yield wire
            group.cancel_scope.cancel()


async def _read_stdout(
    running: Running, inbound: MemoryObjectSendStream[_Item], limits: Limits, chatter: Chatter
) -> None:
    with inbound:
        async for line in _lines(running, limits, chatter):
            for message in parse_line(line):
                if message is None:
                    chatter.note_unreadable(line)
                    continue
                chatter.messages += 1
                try:
                    await inbound.send(message)
                except (anyio.BrokenResourceError, anyio.ClosedResourceError):
                    return
            if chatter.messages + chatter.unreadable > limits.messages:
                chatter.excess = f"more than {limits.messages} lines on standard output"
                return


async def _lines(running: Running, limits: Limits, chatter: Chatter) -> AsyncIterator[bytes]:
    total = 0
    rest = bytearray()
    async for chunk in running.stdout():
        total += len(chunk)
        first, *others = chunk.split(b"\n")
        rest += first
        if total > limits.output_bytes or len(rest) > limits.line_bytes:
            bound = min(limits.output_bytes, limits.line_bytes)
            chatter.excess = f"more than {bound >> 20} MiB on standard output"
            return
        if others:
            for line in (bytes(rest), *others[:-1]):
                yield line
            rest = bytearray(others[-1])
    if rest.strip():
        yield bytes(rest)


async def _read_stderr(
    running: Running, inbound: MemoryObjectSendStream[_Item], limits: Limits, chatter: Chatter
) -> None:
    total = 0
    async for chunk in running.stderr():
        total += len(chunk)
        chatter.keep_stderr(chunk)
        if total > limits.output_bytes:
            chatter.excess = f"more than {limits.output_bytes >> 20} MiB on standard error"
            inbound.close()
            break
    chatter.end_stderr()


async def _write_stdin(
    running: Running, outbound: MemoryObjectReceiveStream[SessionMessage]
) -> None:
    with outbound:
        async for item in outbound:
            text = item.message.model_dump_json(by_alias=True, exclude_unset=True)
            try:
                await running.send(text.encode() + b"\n")
            except OSError:
                return


def parse_line(line: bytes) -> list[SessionMessage | None]:
    """Return the messages of one line (2025-03-26 allows a batch); None for what is none."""
    try:
        value = json.loads(line, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError):
        return [None]
    return [_message(item) for item in (value if isinstance(value, list) else [value])]


def _message(value: Any) -> SessionMessage | None:
    if not isinstance(value, dict):
        return None
    try:
        return SessionMessage(jsonrpc_message_adapter.validate_python(value, by_name=False))
    except (ValidationError, RecursionError):
        return None


def _no_number(_text: str) -> None:
    """Read NaN and the infinities, which are not JSON, as null."""


def _finite(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None
