"""Read servers from a registry that speaks the official registry API, version 0.1."""

import json
import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

from catalog.crawl.candidate import Candidate
from catalog.crawl.importers.server_json import candidate_of
from catalog.errors import SeedError

logger = logging.getLogger(__name__)

_PATH = "/v0.1/servers"
_OFFICIAL = "io.modelcontextprotocol.registry/official"


@dataclass(frozen=True, slots=True)
class RegistryPages:
    """How far and how long to read a registry."""

    updated_since: str | None = None
    """RFC 3339 time; only servers that changed after it."""
    page_size: int = 100
    most_pages: int = 2_000
    most_bytes: int = 20_000_000
    """Largest page in bytes."""
    time_limit: float = 20.0
    """Seconds for one request."""
    tries: int = 3
    pause: float = 0.5
    """Seconds before the second try; doubled for each further one."""


def read_registry(url: str, pages: RegistryPages = RegistryPages()) -> Iterator[Candidate]:
    """Yield the latest version of every server of the registry at `url`, page by page.

    Deleted servers and older versions are left out.

    Raises:
        SeedError: the registry does not answer, or not as the published API has it.
    """
    address = url.rstrip("/")
    address = address if address.endswith(_PATH) else address + _PATH
    if not address.startswith(("http://", "https://")):
        raise SeedError(f"{url}: is no http:// or https:// address of a registry")
    cursor, seen = None, set[str]()
    with httpx2.Client(timeout=pages.time_limit, follow_redirects=True) as client:
        for _ in range(pages.most_pages):
            page = _page(client, address, _query(pages, cursor), pages)
            yield from _candidates(page)
            cursor = _next_cursor(page)
            if cursor is None:
                return
            if cursor in seen:
                raise SeedError(f"{address}: repeats the cursor {cursor[:80]!r}; stopped there")
            seen.add(cursor)
    raise SeedError(f"{address}: has more than {pages.most_pages} pages; stopped there")


def _query(pages: RegistryPages, cursor: str | None) -> dict[str, str]:
    query = {"limit": str(pages.page_size), "version": "latest"}
    if pages.updated_since:
        query["updated_since"] = pages.updated_since
    if cursor:
        query["cursor"] = cursor
    return query


def _page(
    client: httpx2.Client, address: str, query: Mapping[str, str], pages: RegistryPages
) -> Mapping[str, Any]:
    told = ""
    for attempt in range(pages.tries):
        if attempt:
            time.sleep(pages.pause * 2 ** (attempt - 1))
        try:
            with client.stream("GET", address, params=dict(query)) as response:
                if response.status_code == httpx2.codes.OK:
                    return _parsed(address, _body(response, address, pages.most_bytes))
                told = f"answers {response.status_code}"
                if response.status_code < 500 and response.status_code != 429:
                    break
        except httpx2.TransportError as error:
            told = f"does not answer ({type(error).__name__})"
        logger.debug("%s %s, try %s", address, told, attempt + 1)
    raise SeedError(f"{address}: {told}; check the address and the network")


def _body(response: httpx2.Response, address: str, most: int) -> bytes:
    body = bytearray()
    for part in response.iter_bytes():
        body += part
        if len(body) > most:
            raise SeedError(f"{address}: sends a page of more than {most} bytes; lower the limit")
    return bytes(body)


def _parsed(address: str, body: bytes) -> Mapping[str, Any]:
    try:
        page = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SeedError(f"{address}: answers something that is no JSON ({error})") from error
    if not isinstance(page, dict) or not isinstance(page.get("servers"), list):
        raise SeedError(f"{address}: answers without a list of servers; is it a v0.1 registry?")
    return page


def _candidates(page: Mapping[str, Any]) -> Iterator[Candidate]:
    for entry in page["servers"]:
        if not isinstance(entry, dict) or not isinstance(entry.get("server"), dict):
            continue
        meta = entry.get("_meta")
        official = meta.get(_OFFICIAL) if isinstance(meta, dict) else None
        state = official if isinstance(official, dict) else {}
        if state.get("status") == "deleted" or state.get("isLatest") is False:
            continue
        candidate = candidate_of(entry["server"])
        if candidate is not None:
            yield candidate


def _next_cursor(page: Mapping[str, Any]) -> str | None:
    metadata = page.get("metadata")
    cursor = metadata.get("nextCursor") if isinstance(metadata, dict) else None
    return cursor if isinstance(cursor, str) and cursor else None
