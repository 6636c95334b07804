"""MCP over streamable HTTP, with a bound on what an endpoint can answer."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx2
from mcp.client.streamable_http import streamable_http_client

from catalog.crawl.listing.text import clean
from catalog.crawl.listing.wire import Wire, wired
from catalog.crawl.sandbox import Limits

_MOST_REDIRECTS = 3


@dataclass(slots=True)
class Exchange:
    """What an endpoint answered below the level of MCP."""

    refusal: str = ""
    """The first 401 or 403, with what it names."""
    failure: str = ""
    """The last other status of 400 and above, or a redirect that was not followed."""
    excess: str = ""
    _bytes: int = field(default=0)

    def note(self, response: httpx2.Response) -> None:
        """Keep what a status says about the endpoint."""
        status = response.status_code
        if status in (401, 403):
            self.refusal = self.refusal or _refusal(response)
        elif status >= 400:
            self.failure = f"HTTP {status}"
        elif response.is_redirect:
            # Without the query, which can carry state that does not belong in a reason.
            target = clean(response.headers.get("location", "").partition("?")[0], 200)
            self.failure = f"HTTP {status}, a redirect to {target}"

    def count(self, chunk: bytes, limits: Limits) -> None:
        """Count what was received, and end the exchange past the limit."""
        self._bytes += len(chunk)
        if self._bytes > limits.output_bytes:
            self.excess = f"more than {limits.output_bytes >> 20} MiB of answers"
            raise httpx2.ReadError(self.excess)


@asynccontextmanager
async def endpoint_wire(
    url: str, headers: Mapping[str, str], limits: Limits, exchange: Exchange
) -> AsyncIterator[Wire]:
    """Connect to an endpoint; the statuses it answers with go into `exchange`.

    Raises (grouped or not):
        httpx2.HTTPError: no connection, or an answer cut off.
    """
    # Asked for uncompressed, and refused compressed, so that no small answer unpacks to a big one.
    asked = {"accept-encoding": "identity", **headers}
    async with (
        httpx2.AsyncClient(
            headers=asked,
            transport=_Bounded(limits, exchange),
            timeout=httpx2.Timeout(10.0, read=60.0),
            max_redirects=_MOST_REDIRECTS,
            trust_env=False,
        ) as client,
        streamable_http_client(url, http_client=client, max_sse_event_size=limits.line_bytes) as (
            read,
            write,
        ),
        wired(read, write) as wire,
    ):
        yield wire


class _Bounded(httpx2.AsyncBaseTransport):
    """A transport that counts what it receives."""

    def __init__(self, limits: Limits, exchange: Exchange) -> None:
        self._inner = httpx2.AsyncHTTPTransport()
        self._limits = limits
        self._exchange = exchange

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await self._inner.handle_async_request(request)
        self._exchange.note(response)
        if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
            await response.aclose()
            self._exchange.excess = "a compressed answer, which was not asked for"
            raise httpx2.ReadError(self._exchange.excess)
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _Counted(response.stream, self._limits, self._exchange)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Counted(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream, limits: Limits, exchange: Exchange) -> None:
        self._stream = stream
        self._limits = limits
        self._exchange = exchange

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._exchange.count(chunk, self._limits)
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


def _refusal(response: httpx2.Response) -> str:
    named = clean(response.headers.get("www-authenticate", ""), 300)
    told = f"; it names {named}" if named else "; it names no way to authenticate"
    return f"HTTP {response.status_code}{told}"
