"""List all tools of a server, page by page.

A list that cannot be followed to its end is no listing: past the limits on pages and tools the
server is `invalid`, because a page that says "the other tools keep working" needs all of them.
A cursor that repeats is different: everything the server has to show was seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mcp.shared.exceptions import MCPError
from mcp_types import CONNECTION_CLOSED, METHOD_NOT_FOUND

from catalog.crawl.listing.errors import Mute
from catalog.crawl.listing.facts import server_facts
from catalog.crawl.listing.negotiation import Agreement, Opening, agree
from catalog.crawl.listing.text import clean, invalid
from catalog.crawl.listing.tools import parse_tools, shortened
from catalog.crawl.listing.wire import LIST_TOOLS, Wire
from catalog.crawl.sandbox import Limits
from catalog.observation import ServerFacts
from classifier import Definition


@dataclass(frozen=True, slots=True)
class Listing:
    """What a server declared."""

    tools: tuple[Definition, ...]
    facts: ServerFacts = field(default_factory=ServerFacts)
    warnings: tuple[str, ...] = ()
    pages: int = 1


async def list_server(wire: Wire, opening: Opening, patience: float, limits: Limits) -> Listing:
    """Negotiate and list.

    Raises:
        Mute: the connection ended before the listing was complete.
        ListingError: the answers are of no use.
    """
    agreement = await agree(wire, opening, patience)
    pages = _Pages(wire, agreement, limits)
    await pages.read()
    parsed = parse_tools(pages.tools, agreement.version)
    return Listing(
        tools=parsed.tools,
        facts=server_facts(agreement, pages.first),
        warnings=shortened([*agreement.warnings, *pages.warnings, *parsed.warnings]),
        pages=pages.count,
    )


@dataclass(slots=True)
class _Pages:
    """The pages of one `tools/list`, followed to the end."""

    wire: Wire
    agreement: Agreement
    limits: Limits
    tools: list[object] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    first: Mapping[str, Any] = field(default_factory=dict)
    count: int = 0

    async def read(self) -> None:
        """Read page after page until there is no next one."""
        cursor: str | None = None
        seen: set[str] = set()
        while self.count == 0 or cursor is not None:
            page = await self._ask(cursor)
            self._take(page)
            cursor = self._next(page)
            if cursor in seen:
                self.warnings.append(f"page {self.count} names a cursor that was followed before")
                return
            if cursor is not None:
                seen.add(cursor)

    async def _ask(self, cursor: str | None) -> Mapping[str, Any]:
        params = self.agreement.params({} if cursor is None else {"cursor": cursor})
        try:
            return await self.wire.ask(LIST_TOOLS, params, self.agreement.headers(LIST_TOOLS))
        except MCPError as error:
            return self._without_tools(error)

    def _without_tools(self, error: MCPError) -> Mapping[str, Any]:
        """Return the empty page of a server that has no tools and says so by an error."""
        if error.error.code == CONNECTION_CLOSED:
            raise Mute(
                "the connection ended before `tools/list` was answered",
                was_modern=self.agreement.is_modern,
            ) from error
        capabilities = self.agreement.greeting.get("capabilities")
        has_tools = isinstance(capabilities, Mapping) and "tools" in capabilities
        if error.error.code == METHOD_NOT_FOUND and not has_tools and self.count == 0:
            return {"tools": []}
        told = clean(error.error.message)
        raise invalid(f"the server refused `tools/list`: {error.error.code} {told}") from error

    def _take(self, page: Mapping[str, Any]) -> None:
        tools = page.get("tools")
        if not isinstance(tools, list):
            raise invalid("the answer to `tools/list` holds no list `tools`")
        self.count += 1
        self.first = self.first or page
        self.tools += tools
        if len(self.tools) > self.limits.max_tools:
            raise invalid(f"the list goes on past {self.limits.max_tools} tools")

    def _next(self, page: Mapping[str, Any]) -> str | None:
        cursor = page.get("nextCursor")
        if cursor is None or cursor == "":
            return None
        if not isinstance(cursor, str):
            self.warnings.append(f"page {self.count} names a next cursor that is no string")
            return None
        if self.count >= self.limits.max_pages:
            raise invalid(f"the list goes on past {self.limits.max_pages} pages")
        return cursor
