"""One connection to a server, on which only four methods can ever be sent."""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self

import anyio
from mcp.client._transport import ReadStream, WriteStream
from mcp.shared.dispatcher import CallOptions, DispatchContext
from mcp.shared.exceptions import MCPError
from mcp.shared.jsonrpc_dispatcher import JSONRPCDispatcher
from mcp.shared.message import SessionMessage
from mcp.shared.transport_context import TransportContext
from mcp_types import METHOD_NOT_FOUND, JSONRPCError, JSONRPCResponse

INITIALIZE = "initialize"
INITIALIZED = "notifications/initialized"
DISCOVER = "server/discover"
LIST_TOOLS = "tools/list"
ALLOWED = frozenset({INITIALIZE, INITIALIZED, DISCOVER, LIST_TOOLS})
"""All that a crawler ever asks of a server. No tool is called."""

# The SDK logs what hostile servers do as errors; here it ends up in the observation instead.
logging.getLogger("mcp").addHandler(logging.NullHandler())

_ANSWERS = (JSONRPCResponse, JSONRPCError)


class Wire:
    """Requests to one server, answered with raw JSON."""

    def __init__(self, dispatcher: JSONRPCDispatcher) -> None:
        self._dispatcher = dispatcher

    async def ask(
        self, method: str, params: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Send one request and return its result as it came.

        Raises:
            MCPError: the server answered with an error, or the connection ended.
        """
        return await self._dispatcher.send_raw_request(method, params, _options(headers))

    async def tell(self, method: str, headers: Mapping[str, str] | None = None) -> None:
        """Send one notification."""
        await self._dispatcher.notify(method, None, _options(headers))


@asynccontextmanager
async def wired(
    read: ReadStream[SessionMessage | Exception], write: WriteStream[SessionMessage]
) -> AsyncIterator[Wire]:
    """Run the SDK's dispatcher over a pair of streams."""
    dispatcher = JSONRPCDispatcher(read, _Guard(write))
    async with anyio.create_task_group() as group:
        await group.start(dispatcher.run, _answer, _ignore)
        try:
            yield Wire(dispatcher)
        finally:
            group.cancel_scope.cancel()


def _options(headers: Mapping[str, str] | None) -> CallOptions:
    # Abandoned requests are not cancelled: the connection ends instead, and not one method
    # more than the four is sent.
    return {"cancel_on_abandon": False, "headers": dict(headers or {})}


async def _answer(
    _context: DispatchContext[TransportContext], method: str, _params: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Answer a ping; decline sampling, elicitation, roots and whatever else a server asks."""
    if method == "ping":
        return {}
    raise MCPError(code=METHOD_NOT_FOUND, message="This client only lists tools", data=method)


async def _ignore(
    _context: DispatchContext[TransportContext], _method: str, _params: Mapping[str, Any] | None
) -> None:
    return None


class _Guard:
    """A write stream that lets the four methods through, and answers to the server's requests."""

    def __init__(self, stream: WriteStream[SessionMessage]) -> None:
        self._stream = stream

    async def send(self, item: SessionMessage, /) -> None:
        message = item.message
        if not isinstance(message, _ANSWERS) and message.method not in ALLOWED:
            raise ValueError(f"{message.method!r} is never sent by the crawler")
        await self._stream.send(item)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def __aenter__(self) -> Self:
        await self._stream.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None:
        return await self._stream.__aexit__(kind, error, trace)
