"""Agree on a protocol revision: `server/discover` (2026-07-28) or `initialize` (before).

Servers that speak both eras settle on the one that the first request belongs to, so the probe
goes first. An old server answers it with an error, or not at all; so after a short wait
`initialize` follows without waiting for an answer, and a slow start costs nothing. The few
servers that end or hang at an unknown first request are started once more, by the caller,
with `initialize` alone; one that answers the probe and then ends at `initialize`, with the
probe alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import anyio
from mcp.shared.exceptions import MCPError
from mcp.shared.inbound import MCP_METHOD_HEADER, MCP_PROTOCOL_VERSION_HEADER
from mcp_types import (
    CLIENT_CAPABILITIES_META_KEY,
    CLIENT_INFO_META_KEY,
    CONNECTION_CLOSED,
    PROTOCOL_VERSION_META_KEY,
)
from mcp_types.version import (
    HANDSHAKE_PROTOCOL_VERSIONS,
    LATEST_HANDSHAKE_VERSION,
    LATEST_MODERN_VERSION,
    MODERN_PROTOCOL_VERSIONS,
)

from catalog.crawl.listing.errors import Mute
from catalog.crawl.listing.text import clean, invalid
from catalog.crawl.listing.wire import DISCOVER, INITIALIZE, INITIALIZED, Wire

_CLIENT = {"name": "toolrisk", "version": "1"}


class Opening(StrEnum):
    """Which first requests are sent."""

    BOTH = "both"
    HANDSHAKE = "handshake"
    DISCOVER = "discover"


@dataclass(frozen=True, slots=True)
class Agreement:
    """The revision that both sides speak, and what the server said with it."""

    version: str
    greeting: Mapping[str, Any]
    """The raw result of `initialize` or `server/discover`."""
    is_modern: bool
    warnings: tuple[str, ...] = ()

    def params(self, method_params: Mapping[str, Any]) -> dict[str, Any]:
        """Return the parameters of a request, with what the revision wants in each of them."""
        meta = {"_meta": modern_meta(self.version)} if self.is_modern else {}
        return {**method_params, **meta}

    def headers(self, method: str) -> dict[str, str]:
        """Return the HTTP headers of a request; the other transports ignore them."""
        headers = {MCP_PROTOCOL_VERSION_HEADER: self.version}
        return headers | {MCP_METHOD_HEADER: method} if self.is_modern else headers


def modern_meta(version: str) -> dict[str, Any]:
    """Return what every request of 2026-07-28 carries."""
    return {
        PROTOCOL_VERSION_META_KEY: version,
        CLIENT_INFO_META_KEY: _CLIENT,
        CLIENT_CAPABILITIES_META_KEY: {},
    }


async def agree(wire: Wire, opening: Opening, patience: float) -> Agreement:
    """Find the revision to speak; `initialize` follows the probe after `patience` seconds.

    Raises:
        Mute: the connection ended before an answer.
        ListingError: the server answered, but no revision is shared.
    """
    talk = _Talk(wire)
    async with anyio.create_task_group() as group:
        if opening is not Opening.HANDSHAKE:
            group.start_soon(talk.ask, DISCOVER)
            with anyio.move_on_after(patience if opening is Opening.BOTH else None):
                await talk.settled(DISCOVER)
        if opening is not Opening.DISCOVER and not _is_modern(talk.answers.get(DISCOVER)):
            group.start_soon(talk.ask, INITIALIZE)
            await talk.settled_either()
        group.cancel_scope.cancel()
    agreement = _modern(talk.answers.get(DISCOVER)) or _handshake(talk.answers.get(INITIALIZE))
    if agreement is None:
        raise talk.failure()
    if not agreement.is_modern:
        await wire.tell(INITIALIZED, agreement.headers(INITIALIZED))
    return agreement


@dataclass(slots=True)
class _Talk:
    """The first requests and what came back."""

    wire: Wire
    answers: dict[str, dict[str, Any] | MCPError] = field(default_factory=dict)
    _changed: anyio.Event = field(default_factory=anyio.Event)

    async def ask(self, method: str) -> None:
        """Send one of the first requests and keep the answer, whatever it is."""
        params, headers = _FIRST[method]
        try:
            self.answers[method] = await self.wire.ask(method, params, headers)
        except MCPError as error:
            self.answers[method] = error
        self._changed.set()
        self._changed = anyio.Event()

    async def settled(self, method: str) -> None:
        """Wait for the answer to `method`."""
        while method not in self.answers:
            await self._changed.wait()

    async def settled_either(self) -> None:
        """Wait until one of the two answers decides, or neither of them can."""
        while not self._is_decided():
            await self._changed.wait()

    def _is_decided(self) -> bool:
        probe, handshake = self.answers.get(DISCOVER), self.answers.get(INITIALIZE)
        if _is_modern(probe) or isinstance(handshake, dict):
            return True
        # After an error to `initialize`, an answer to the probe may still be on its way.
        return handshake is not None and (probe is not None or _is_closed(handshake))

    def failure(self) -> Exception:
        """Return why no revision was agreed on."""
        handshake = self.answers.get(INITIALIZE, self.answers.get(DISCOVER))
        if handshake is None or _is_closed(handshake):
            return Mute("the connection ended before the server answered")
        probe = self.answers.get(DISCOVER)
        supported = _supported(probe) or _supported(handshake)
        if supported:
            return invalid(f"the server speaks only protocol {clean(', '.join(supported), 120)}")
        if isinstance(handshake, MCPError):
            told = clean(handshake.error.message)
            return invalid(f"the server refused the first request: {handshake.error.code} {told}")
        return invalid("the answer to the first request names no protocol version")


_FIRST: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    DISCOVER: (
        {"_meta": modern_meta(LATEST_MODERN_VERSION)},
        {MCP_PROTOCOL_VERSION_HEADER: LATEST_MODERN_VERSION, MCP_METHOD_HEADER: DISCOVER},
    ),
    INITIALIZE: (
        {
            "protocolVersion": LATEST_HANDSHAKE_VERSION,
            "capabilities": {},
            "clientInfo": _CLIENT,
        },
        {},
    ),
}


def _supported(answer: object) -> list[str]:
    """Return the revisions that a server named, in an answer or a refusal."""
    if isinstance(answer, MCPError):
        data = answer.error.data
        named = data.get("supported") if isinstance(data, Mapping) else None
    else:
        named = answer.get("supportedVersions") if isinstance(answer, Mapping) else None
    return [name for name in named if isinstance(name, str)] if isinstance(named, list) else []


def _is_modern(answer: object) -> bool:
    return _modern(answer) is not None


def _is_closed(answer: object) -> bool:
    return isinstance(answer, MCPError) and answer.error.code == CONNECTION_CLOSED


def _modern(answer: object) -> Agreement | None:
    if not isinstance(answer, dict):
        return None
    mutual = [name for name in MODERN_PROTOCOL_VERSIONS if name in _supported(answer)]
    return Agreement(mutual[-1], answer, is_modern=True) if mutual else None


def _handshake(answer: object) -> Agreement | None:
    version = answer.get("protocolVersion") if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or not isinstance(version, str):
        return None
    known = version in HANDSHAKE_PROTOCOL_VERSIONS
    odd = () if known else (f"unknown protocol version {clean(version, 40)!r} in `initialize`",)
    return Agreement(version, answer, is_modern=False, warnings=odd)
