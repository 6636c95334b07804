"""What the versions of a server did to one of its tools."""

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.entry import ServerEntry, ToolEntry, Version

MOST = 8
"""Versions that a page names; the page of the server has them all."""


@dataclass(frozen=True, slots=True)
class Change:
    """One version in which the tool came or became another."""

    version: str | None
    """None where the source has no versions."""
    observed_at: str
    says: str


def history(server: ServerEntry, tool: ToolEntry) -> tuple[Change, ...]:
    """Return the versions that concern `tool`, the newest first."""
    return tuple(_changes(server.versions, tool.name))[:MOST]


def _changes(versions: tuple[Version, ...], name: str) -> Iterator[Change]:
    for version in versions:
        if name in version.changed:
            says = "Its definition changed."
        elif name in version.added:
            says = "The tool was added."
        elif name in version.removed:
            says = "The tool was not listed."
        elif version.is_first:
            says = "The first version on record."
        else:
            continue
        yield Change(version.version, version.first_observed_at, says)
