"""Servers behind a streamable HTTP address: nothing to install."""

from dataclasses import dataclass
from pathlib import Path

from catalog.crawl.sources.filling import fill, fill_values
from catalog.crawl.sources.package import refusal
from catalog.crawl.target import Endpoint, Target, Unavailable
from catalog.observation import Status
from catalog.server import Server


@dataclass(frozen=True, slots=True)
class HttpSource:
    """Fills the address and the headers."""

    def prepare(self, server: Server, workspace: Path) -> Target:
        """Return the endpoint of `server`, its secrets filled in."""
        if unfit := refusal(server):
            return unfit
        url = fill(str(server.url), server)
        if not url.startswith(("http://", "https://")):
            return Unavailable(Status.SKIPPED, "url: is no http:// or https:// address once filled")
        return Endpoint(url=url, headers=fill_values(server.headers, server))

    def cleanup(self, server: Server, workspace: Path) -> None:
        """Leave everything; nothing was laid down."""
