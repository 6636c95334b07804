"""The versions of a server that were listed, and what each changed in its tools."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from catalog.difference import DETAIL, differences, outline, verdict_differences
from classifier import Definition, Verdict

TOLD = 12
"""Versions whose changes are said in words, the newest; of older ones there are the names."""
MOST_WORDS = 30
"""Sentences about one tool in one version."""

Tool = tuple[str, int]
"""Name of a tool and its occurrence, from 1."""
Judged = tuple[Definition, Verdict]
Recall = Callable[[str], Judged | None]
"""Reads a definition by its digest, and its verdict; None where there is none."""
_Replaced = tuple[tuple[Tool, str, str], ...]
"""Tools with the digests of their former and their new definition."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One successful listing: when, of which version, and the digest of each tool."""

    version: str | None
    observed_at: str
    tools: tuple[tuple[Tool, str], ...]


@dataclass(frozen=True, slots=True)
class ToolChange:
    """What one version changed in one tool."""

    name: str
    occurrence: int
    words: tuple[str, ...]
    """Such as `now takes bcc`; without a subject. Names stand between backticks."""

    def as_json(self) -> dict[str, Any]:
        """Return the change as the API publishes it."""
        return {"name": self.name, "occurrence": self.occurrence, "words": list(self.words)}


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
    changes: tuple[ToolChange, ...] = ()
    """What differs in each changed tool, in words; empty for versions long ago."""

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
            "changes": [change.as_json() for change in self.changes],
        }


def versions_of(
    listings: Iterable[Listing], recall: Recall = lambda digest: None
) -> tuple[Version, ...]:
    """Return the versions that `listings`, the oldest first, show; the newest first.

    A version whose tools changed without a new number is there more than once: a server that
    is reached over the network can change at any time. Only definitions that changed within
    the newest versions are recalled, two at a time.
    """
    found: list[Version] = []
    replaced: list[_Replaced] = []
    former: dict[Tool, str] = {}
    for listing in listings:
        tools = dict(listing.tools)
        if found and found[-1].version == listing.version and tools == former:
            found[-1] = replace(found[-1], last_observed_at=listing.observed_at)
        else:
            replaced = [*replaced[1 - TOLD :], _replaced(former, tools)]
            found.append(_version(listing, former, tools, is_first=not found))
        former = tools
    told = [
        replace(version, changes=_changes(each, recall))
        for version, each in zip(found[-TOLD:], replaced, strict=True)
    ]
    return tuple(reversed((*found[:-TOLD], *told)))


def words_between(before: Judged, after: Judged) -> tuple[str, ...]:
    """Return what the second definition and its verdict say otherwise than the first."""
    old, new = outline(*before), outline(*after)
    said = list(islice(differences(old, new), MOST_WORDS + 1))
    if len(said) > MOST_WORDS:
        said[MOST_WORDS:] = ["and more"]
    return (*(said or [DETAIL]), *verdict_differences(old, new))


def _replaced(former: dict[Tool, str], tools: dict[Tool, str]) -> _Replaced:
    return tuple(
        (tool, former[tool], digest)
        for tool, digest in tools.items()
        if tool in former and former[tool] != digest
    )


def _changes(replaced: _Replaced, recall: Recall) -> tuple[ToolChange, ...]:
    found = []
    for (name, occurrence), former, digest in sorted(replaced):
        before, after = recall(former), recall(digest)
        if before is not None and after is not None:
            found.append(ToolChange(name, occurrence, words_between(before, after)))
    return tuple(found)


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
