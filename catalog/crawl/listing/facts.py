"""What a server says about itself, read from its raw greeting."""

from collections.abc import Mapping
from typing import Any

from mcp_types import SERVER_INFO_META_KEY

from catalog.crawl.listing.negotiation import Agreement
from catalog.observation import ServerFacts

_LONGEST_NAME = 1_000
_LONGEST_INSTRUCTIONS = 100_000


def server_facts(agreement: Agreement, page: Mapping[str, Any] | None = None) -> ServerFacts:
    """Return the facts of a greeting and, for the cache fields, of the first page of tools."""
    greeting = agreement.greeting
    meta = _mapping(greeting.get("_meta"))
    stated = meta.get(SERVER_INFO_META_KEY) if agreement.is_modern else greeting.get("serverInfo")
    server = _mapping(stated)
    page = page or {}
    return ServerFacts(
        name=_text(server.get("name"), _LONGEST_NAME),
        title=_text(server.get("title"), _LONGEST_NAME),
        version=_text(server.get("version"), _LONGEST_NAME),
        instructions=_text(greeting.get("instructions"), _LONGEST_INSTRUCTIONS),
        capabilities=_mapping(greeting.get("capabilities")),
        protocol_version=agreement.version,
        ttl_ms=_milliseconds(page.get("ttlMs")),
        cache_scope=_text(page.get("cacheScope"), _LONGEST_NAME),
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object, longest: int) -> str | None:
    return value[:longest] if isinstance(value, str) else None


def _milliseconds(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return max(0, int(value))
