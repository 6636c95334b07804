"""How a listing fails; `observe` turns each of these into an observation.

ListingError       a status and a reason
└── Mute           the connection ended before the server said anything of use
"""

from catalog.errors import CatalogError
from catalog.observation import Status


class ListingError(CatalogError):
    """The server cannot be listed; the message is the reason of the observation."""

    def __init__(self, status: Status, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Mute(ListingError):
    """The server hung up, or answered nothing at all."""

    def __init__(self, reason: str, *, was_modern: bool = False) -> None:
        super().__init__(Status.FAILED_TO_START, reason)
        self.was_modern = was_modern
        """True where `server/discover` was answered before the connection ended."""
