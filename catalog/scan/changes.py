"""Say in words what changed since the lock was written."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from catalog.difference import DETAIL, Outline, differences, verdict_differences
from catalog.scan.lock import Tools
from classifier import RiskLevel


class Kind(StrEnum):
    """What became of a tool or a server."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    JUDGED = "judged"
    """The definition is the same, the verdict is another: the classifier changed."""


@dataclass(frozen=True, slots=True)
class Change:
    """One tool that is not as it was locked; `tool` None for a whole server."""

    server: str
    tool: str | None
    kind: Kind
    words: tuple[str, ...]
    risk: RiskLevel
    """As it is now; of a removed tool as it was."""

    @property
    def is_of_server(self) -> bool:
        """True where the server changed, and not our judgement only."""
        return self.kind is not Kind.JUDGED

    @property
    def sentence(self) -> str:
        """Say it in one line, without the name of the server."""
        subject = f"`{self.tool}` " if self.tool is not None else ""
        return subject + "; ".join(self.words)


def changes(former: Tools, now: Tools, label: str) -> tuple[Change, ...]:
    """Return what became of the tools of one server, in order of their names."""
    return tuple(_tools(label, former, now))


def whole(label: str, tools: Tools, kind: Kind, words: str) -> Change:
    """Return the change of a server that came or went with all of its `tools`."""
    risks = [RiskLevel(tool.risk) for tool in tools.values()]
    worst = max(risks, key=lambda risk: risk.rank, default=RiskLevel.LOW)
    count = "1 tool" if len(tools) == 1 else f"{len(tools)} tools"
    said = f"server {words} ({count}, the worst {worst})" if tools else f"server {words} (no tools)"
    return Change(label, None, kind, (said,), worst)


def _tools(label: str, before: Tools, after: Tools) -> Iterator[Change]:
    for name in sorted({*before, *after}):
        if name not in before:
            tool = after[name]
            words = (f"is new: {tool.category}, risk {tool.risk}",)
            yield Change(label, name, Kind.ADDED, words, RiskLevel(tool.risk))
        elif name not in after:
            words = (f"is gone (was {before[name].category}, risk {before[name].risk})",)
            yield Change(label, name, Kind.REMOVED, words, RiskLevel(before[name].risk))
        elif said := tuple(_words(before[name], after[name])):
            same = before[name].digest == after[name].digest
            kind = Kind.JUDGED if same else Kind.CHANGED
            yield Change(label, name, kind, said, RiskLevel(after[name].risk))


def _words(before: Outline, after: Outline) -> Iterator[str]:
    is_same = before.digest == after.digest
    said = [] if is_same else list(differences(before, after))
    judged = list(verdict_differences(before, after))
    if is_same and judged:
        said.append("is judged anew by another version of the classifier")
    elif not is_same and not said:
        said.append(DETAIL)
    yield from said
    yield from judged
