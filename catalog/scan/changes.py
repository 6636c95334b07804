"""Say in words what changed since the lock was written."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from catalog.scan.lock import Lock, LockedTool
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


def changes(former: Lock, now: Lock, unknown: frozenset[str] = frozenset()) -> tuple[Change, ...]:
    """Return every change, in order of server and tool.

    Servers whose labels are in `unknown` could not be listed, so nothing is said about them.
    """
    found: list[Change] = []
    for label in sorted({*former.servers, *now.servers} - unknown):
        if label not in now.servers:
            found.append(_whole(label, former, Kind.REMOVED, "is no longer configured"))
        elif label not in former.servers:
            found.append(_whole(label, now, Kind.ADDED, "is not in the lock"))
        else:
            found += _tools(label, former, now)
    return tuple(found)


def _whole(label: str, lock: Lock, kind: Kind, words: str) -> Change:
    tools = lock.servers[label]
    risks = [RiskLevel(tool.risk) for tool in tools.values()]
    worst = max(risks, key=lambda risk: risk.rank, default=RiskLevel.LOW)
    count = "1 tool" if len(tools) == 1 else f"{len(tools)} tools"
    said = f"server {words} ({count}, the worst {worst})" if tools else f"server {words} (no tools)"
    return Change(label, None, kind, (said,), worst)


def _tools(label: str, former: Lock, now: Lock) -> Iterator[Change]:
    before, after = former.servers[label], now.servers[label]
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


def _words(before: LockedTool, after: LockedTool) -> Iterator[str]:
    is_same = before.digest == after.digest
    said = [] if is_same else list(_definition(before, after))
    judged = list(_verdict(before, after))
    if is_same and judged:
        said.append("is judged anew by another version of the classifier")
    elif not is_same and not said:
        said.append("changed in a detail of its definition")
    yield from said
    yield from judged


def _definition(before: LockedTool, after: LockedTool) -> Iterator[str]:
    yield from _parameters(before, after)
    for text in ("title", "description"):
        old, new = before.texts.get(text), after.texts.get(text)
        if old != new:
            yield _presence(f"{text}", old, new)
    if before.input_rest != after.input_rest:
        yield "changed what it demands of its arguments as a whole"
    if before.output != after.output:
        yield _presence("output schema", before.output, after.output)
    for hint in sorted({*before.annotations, *after.annotations}):
        old_hint, new_hint = _hint(before, hint), _hint(after, hint)
        if old_hint != new_hint:
            yield f"`{hint}` was {old_hint}, is now {new_hint}"


def _parameters(before: LockedTool, after: LockedTool) -> Iterator[str]:
    old, new = before.parameters, after.parameters
    if added := [name for name in new if name not in old]:
        yield f"now takes {_names(added)}"
    if removed := [name for name in old if name not in new]:
        yield f"no longer takes {_names(removed)}"
    kept = [name for name in new if name in old]
    if needed := [name for name in kept if new[name]["required"] and not old[name]["required"]]:
        yield f"now requires {_names(needed)}"
    if freed := [name for name in kept if old[name]["required"] and not new[name]["required"]]:
        yield f"no longer requires {_names(freed)}"
    for name in kept:
        if old[name]["type"] != new[name]["type"]:
            yield f"takes `{name}` as {new[name]['type']} instead of {old[name]['type']}"
        elif old[name]["digest"] != new[name]["digest"]:
            yield f"describes `{name}` differently"


def _verdict(before: LockedTool, after: LockedTool) -> Iterator[str]:
    if before.category != after.category:
        yield f"{before.category} → {after.category}"
    if before.risk != after.risk:
        yield f"risk {before.risk} → {after.risk}"
    if gained := [one for one in after.signals if one not in before.signals]:
        yield f"now shows {_names(gained)}"
    if lost := [one for one in before.signals if one not in after.signals]:
        yield f"no longer shows {_names(lost)}"


def _presence(what: str, old: str | None, new: str | None) -> str:
    if old is None:
        return f"now has a {what}" if what != "output schema" else "now has an output schema"
    return f"no longer has a {what}" if new is None else f"has another {what}"


def _hint(tool: LockedTool, name: str) -> str:
    value = tool.annotations.get(name)
    return "not declared" if value is None else str(value).lower()


def _names(names: list[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    if len(quoted) == 1:
        return quoted[0]
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"
