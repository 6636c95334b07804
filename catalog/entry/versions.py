"""The versions of a server that were listed, and what each changed in its tools."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

Tool = tuple[str, int]
"""Name of a tool and its occurrence, from 1."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One successful listing: when, of which version, and the digest of each tool."""

    version: str | None
    observed_at: str
    tools: tuple[tuple[Tool, str], ...]


@dataclass(frozen=True, slots=True)
class Version:
    """Listings of one version in a row that showed the same tools."""

    version: str | None
    """None where the source has no versions."""
    first_observed_at: str
    last_observed_at: str
    tools: int
    added: tuple[str, ...] = ()
    """Names of the tools that the listing before did not have; empty for the first."""
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    """Names of the tools whose definition is another one."""
    is_first: bool = False

    @property
    def is_changed(self) -> bool:
        """True where any tool differs from the listing before."""
        return bool(self.added or self.removed or self.changed)

    def as_json(self) -> dict[str, Any]:
        """Return the version as the API publishes it."""
        return {
            "version": self.version,
            "first_observed_at": self.first_observed_at,
            "last_observed_at": self.last_observed_at,
            "tools": self.tools,
            "added": list(self.added),
            "removed": list(self.removed),
            "changed": list(self.changed),
        }


def versions_of(listings: Iterable[Listing]) -> tuple[Version, ...]:
    """Return the versions that `listings`, the oldest first, show; the newest first.

    A version whose tools changed without a new number is there more than once: a server that
    is reached over the network can change at any time.
    """
    found: list[Version] = []
    former: dict[Tool, str] = {}
    for listing in listings:
        tools = dict(listing.tools)
        if found and found[-1].version == listing.version and tools == former:
            found[-1] = replace(found[-1], last_observed_at=listing.observed_at)
        else:
            found.append(_version(listing, former, tools, is_first=not found))
        former = tools
    return tuple(reversed(found))


def _version(
    listing: Listing, former: dict[Tool, str], tools: dict[Tool, str], *, is_first: bool
) -> Version:
    bare = Version(
        version=listing.version,
        first_observed_at=listing.observed_at,
        last_observed_at=listing.observed_at,
        tools=len(tools),
        is_first=is_first,
    )
    if is_first:
        return bare
    return replace(
        bare,
        added=_names(tool for tool in tools if tool not in former),
        removed=_names(tool for tool in former if tool not in tools),
        changed=_names(tool for tool in tools if tool in former and former[tool] != tools[tool]),
    )


def _names(tools: Iterable[Tool]) -> tuple[str, ...]:
    return tuple(sorted({name for name, _ in tools}))
