"""How a listing came out, before it is put down as an observation."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from catalog.crawl.listing.credentials import misses_credential
from catalog.crawl.listing.errors import ListingError
from catalog.crawl.listing.listing import Listing
from catalog.crawl.listing.text import clean, redacted
from catalog.observation import Sandbox, ServerFacts, Status
from classifier import Definition

_LONGEST_REASON = 900


@dataclass(frozen=True, slots=True)
class Outcome:
    """The part of an observation that depends on what the server did."""

    status: Status
    reason: str
    transport: str
    sandbox: Sandbox = Sandbox.NOT_APPLICABLE
    facts: ServerFacts = field(default_factory=ServerFacts)
    warnings: tuple[str, ...] = ()
    tools: tuple[Definition, ...] = ()

    def without(self, secrets: Iterable[str]) -> "Outcome":
        """Return this outcome with no value of `secrets` in what is told about it."""
        hidden = tuple(secrets)
        return replace(
            self,
            reason=clean(redacted(self.reason, hidden), _LONGEST_REASON),
            warnings=tuple(redacted(warning, hidden) for warning in self.warnings),
        )


def listed(listing: Listing, transport: str, warnings: tuple[str, ...] = ()) -> Outcome:
    """Return the outcome of a complete listing."""
    return Outcome(
        Status.OK,
        _counted(listing),
        transport,
        facts=listing.facts,
        warnings=(*listing.warnings, *warnings),
        tools=listing.tools,
    )


def failed(error: ListingError, transport: str, warnings: tuple[str, ...] = ()) -> Outcome:
    """Return the outcome of a listing that failed; a server that wants a credential says so."""
    status = error.status
    if status is Status.INVALID and misses_credential(error.reason):
        status = Status.AUTH_REQUIRED
    return Outcome(status, error.reason, transport, warnings=warnings)


def _counted(listing: Listing) -> str:
    number = len(listing.tools)
    if number == 0:
        return "the server declares no usable tools"
    pages = f" on {listing.pages} pages" if listing.pages > 1 else ""
    return f"{number} {'tool' if number == 1 else 'tools'} listed{pages}"
