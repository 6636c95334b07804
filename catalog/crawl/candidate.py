"""A server to observe, or one that an importer knows cannot be observed."""

from dataclasses import dataclass

from catalog.crawl.target import Unavailable
from catalog.server import Server


@dataclass(frozen=True, slots=True)
class Candidate:
    """One server of a crawl."""

    server: Server
    refusal: Unavailable | None = None
    """Why there is nothing to prepare; None where the source shall try."""
