"""What the versions of a server did to one of its tools."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Any

from catalog.entry import ServerEntry, ToolEntry, Version

MOST = 8
"""Versions that a page names; the page of the server has them all."""
WORDS = 5
"""Changes that the page tells of one version; the API document has them all."""


class Kind(StrEnum):
    """What one version did to the tool."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    FIRST = "first"
    """It is the first version on record."""


_SAYS = {
    Kind.CHANGED: "Its definition changed.",
    Kind.ADDED: "The tool was added.",
    Kind.REMOVED: "The tool was not listed.",
    Kind.FIRST: "The first version on record.",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One version in which the tool came or became another."""

    version: str | None
    """None where the source has no versions."""
    observed_at: str
    kind: Kind
    words: tuple[str, ...] = ()
    """What differs; empty where nothing tells, or nothing but the kind is to be told."""
    more: int = 0
    """Words that are left out."""

    @property
    def says(self) -> str:
        """Say the kind in a sentence."""
        return _SAYS[self.kind]

    def as_json(self) -> dict[str, Any]:
        """Return the change as the API publishes it."""
        return {
            "version": self.version,
            "observed_at": self.observed_at,
            "change": self.kind.value,
            "words": list(self.words),
        }


def history(server: ServerEntry, tool: ToolEntry) -> tuple[Change, ...]:
    """Return the versions that concern `tool`, the newest first, with all that they changed."""
    return tuple(islice(_changes(server.versions, tool), MOST))


def shortened(changes: tuple[Change, ...], versions: int, words: int) -> tuple[Change, ...]:
    """Return the newest versions, each with its first words."""
    return tuple(
        replace(
            each,
            words=each.words[:words],
            more=each.more + max(0, len(each.words) - words),
        )
        for each in changes[:versions]
    )


def _changes(versions: tuple[Version, ...], tool: ToolEntry) -> Iterator[Change]:
    for version in versions:
        kind = _kind(version, tool)
        if kind is not None:
            words = _words(version, tool) if kind is Kind.CHANGED else ()
            yield Change(version.version, version.first_observed_at, kind, words)


def _kind(version: Version, tool: ToolEntry) -> Kind | None:
    if tool.name in version.changed and not _is_namesake(version, tool):
        return Kind.CHANGED
    if tool.name in version.added:
        return Kind.ADDED
    if tool.name in version.removed:
        return Kind.REMOVED
    return Kind.FIRST if version.is_first else None


def _is_namesake(version: Version, tool: ToolEntry) -> bool:
    """Tell whether it was another tool of the same name that changed."""
    found = [each.occurrence for each in version.changes if each.name == tool.name]
    return bool(found) and tool.occurrence not in found


def _words(version: Version, tool: ToolEntry) -> tuple[str, ...]:
    key = (tool.name, tool.occurrence)
    return next((it.words for it in version.changes if (it.name, it.occurrence) == key), ())
