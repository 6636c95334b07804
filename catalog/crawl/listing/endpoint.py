"""List a server that runs elsewhere, at a streamable HTTP endpoint."""

import anyio
import httpx2

from catalog.crawl.listing.errors import ListingError
from catalog.crawl.listing.http import Exchange, endpoint_wire
from catalog.crawl.listing.listing import Listing, list_server
from catalog.crawl.listing.negotiation import Opening
from catalog.crawl.listing.outcome import Outcome, failed, listed
from catalog.crawl.listing.text import clean
from catalog.crawl.settings import Settings
from catalog.crawl.target import Endpoint
from catalog.observation import Status

HTTP = "streamable-http"
_PATIENCE = 5.0
"""Seconds until `initialize` is tried beside a probe that is not answered."""


async def list_endpoint(endpoint: Endpoint, settings: Settings) -> Outcome:
    """List the tools of an endpoint; whatever it does is an outcome."""
    host = _host(endpoint.url)
    if not host:
        return Outcome(Status.INVALID, "the URL is no http:// or https:// URL with a host", HTTP)
    exchange = Exchange()
    result: Listing | ListingError = ListingError(
        Status.TIMED_OUT, f"no complete answer from {host} within {settings.time_limit:g} s"
    )
    try:
        with anyio.move_on_after(settings.time_limit):
            async with endpoint_wire(
                endpoint.url, endpoint.headers, settings.limits, exchange
            ) as wire:
                try:
                    result = await list_server(wire, Opening.BOTH, _PATIENCE, settings.limits)
                except ListingError as error:
                    result = error
    except* (httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL, OSError) as group:
        if not isinstance(result, Listing):
            told = clean(str(_leaf(group)) or type(_leaf(group)).__name__)
            result = ListingError(Status.UNREACHABLE, f"{host} cannot be reached: {told}")
    if isinstance(result, Listing):
        return listed(result, HTTP)
    return failed(_explained(result, exchange, host), HTTP)


def _host(url: str) -> str:
    try:
        parsed = httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError):
        return ""
    return clean(parsed.host, 200) if parsed.scheme in ("http", "https") else ""


def _leaf(error: BaseException) -> BaseException:
    return _leaf(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error


def _explained(error: ListingError, exchange: Exchange, host: str) -> ListingError:
    """Return the failure with what the statuses below MCP tell about it."""
    if exchange.excess:
        return ListingError(Status.INVALID, f"{host} was left: {exchange.excess}")
    if exchange.refusal:
        return ListingError(
            Status.AUTH_REQUIRED, f"{host} wants to know who asks: {exchange.refusal}"
        )
    if exchange.failure and error.status is not Status.TIMED_OUT:
        status = Status.UNREACHABLE if exchange.failure.startswith("HTTP 5") else Status.INVALID
        return ListingError(status, f"{host} answered {exchange.failure}: {error.reason}")
    if error.status is Status.FAILED_TO_START:
        return ListingError(Status.UNREACHABLE, f"{host}: {error.reason}")
    return error
