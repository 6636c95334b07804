"""Observe one server: list its tools, if it lets us, and tell how it went.

`observe` never raises for what a server or target does. It starts strangers' software, so all
it sends is `server/discover`, `initialize`, `notifications/initialized` and `tools/list`; no
tool is ever called.
"""

import logging
from dataclasses import replace
from typing import assert_never

import anyio
import anyio.to_thread

from catalog.crawl.listing import (
    ListingError,
    Outcome,
    failed,
    list_endpoint,
    list_process,
    listed,
    read_saved,
)
from catalog.crawl.settings import Settings
from catalog.crawl.target import Endpoint, Process, SavedListing, Target, Unavailable
from catalog.observation import Observation, Status
from catalog.server import Server, SourceKind

__all__ = ["Settings", "observe"]

logger = logging.getLogger(__name__)

_TRANSPORTS = {SourceKind.HTTP: "streamable-http", SourceKind.SAVED: "file"}


async def observe(
    server: Server, target: Target, settings: Settings, *, observed_at: str
) -> Observation:
    """List the tools of `target` once; every failure is a status with a reason."""
    begin = anyio.current_time()
    try:
        outcome = await _outcome(server, target, settings)
    except Exception as error:
        # The last line of defence: one server may not end the crawl of all others.
        logger.exception("observing %r failed", server.name)
        outcome = Outcome(
            Status.INVALID, f"the crawler itself failed: {error!r}", _transport(server)
        )
    told = outcome.without(_secrets(server, target))
    return Observation(
        server=server.name,
        observed_at=observed_at,
        duration=round(anyio.current_time() - begin, 3),
        status=told.status,
        reason=told.reason,
        transport=told.transport,
        sandbox=told.sandbox,
        facts=told.facts,
        launch=server.launch_facts(),
        warnings=told.warnings,
        tools=told.tools,
        install_seconds=target.install_seconds if isinstance(target, Process) else None,
    )


async def _outcome(server: Server, target: Target, settings: Settings) -> Outcome:
    match target:
        case Process():
            return await list_process(target, settings)
        case Endpoint():
            return await list_endpoint(target, settings)
        case SavedListing():
            return await _saved(target, settings)
        case Unavailable():
            return Outcome(target.status, target.reason, _transport(server))
    assert_never(target)


async def _saved(target: SavedListing, settings: Settings) -> Outcome:
    try:
        listing = await anyio.to_thread.run_sync(read_saved, target.path, settings.limits)
    except ListingError as error:
        return failed(error, "file")
    outcome = listed(listing, "file")
    return outcome if listing.tools else replace(outcome, reason="the file holds no usable tools")


def _transport(server: Server) -> str:
    return _TRANSPORTS.get(server.source, "stdio")


def _secrets(server: Server, target: Target) -> tuple[str, ...]:
    values = [*server.env.values(), *server.headers.values(), *server.secrets.values()]
    if isinstance(target, Process):
        values += target.env.values()
    if isinstance(target, Endpoint):
        # Of `Bearer abc` the token alone as well.
        values += [part for text in target.headers.values() for part in (text, *text.split()[1:])]
    return tuple(values)
