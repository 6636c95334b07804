"""Say in words what changed since the lock was written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from catalog.scan.keywords import keyword_changes, text_change
from catalog.scan.lock import Tools
from catalog.scan.locked import LockedText, LockedTool
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
        if old is not None and new is not None:
            yield from _text(text, old, new)
        elif old != new:
            yield _presence(text, old, new)
    if before.input_rest != after.input_rest:
        told = list(keyword_changes(before.input_keywords, after.input_keywords))
        said = f": {', '.join(told)}" if told and before.input_keywords else ""
        yield f"changed what it demands of its arguments as a whole{said}"
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
            yield _parameter(name, old[name], new[name])


def _parameter(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    if "keywords" not in old:
        return f"describes `{name}` differently"
    told = list(keyword_changes(old["keywords"], new["keywords"]))
    return f"changed `{name}`: {', '.join(told)}" if told else f"changed a detail of `{name}`"


def _text(name: str, old: LockedText, new: LockedText) -> Iterator[str]:
    if old.digest == new.digest:
        return
    told = "" if old.text is None or new.text is None else f": {text_change(old.text, new.text)}"
    yield f"has another {name}{told}"


def _verdict(before: LockedTool, after: LockedTool) -> Iterator[str]:
    if before.category != after.category:
        yield f"category {before.category} → {after.category}"
    if before.risk != after.risk:
        yield f"risk {before.risk} → {after.risk}"
    if gained := [one for one in after.signals if one not in before.signals]:
        yield f"now shows {_signals(gained)}"
    if lost := [one for one in before.signals if one not in after.signals]:
        yield f"no longer shows {_signals(lost)}"


def _signals(names: list[str]) -> str:
    return f"the {'signal' if len(names) == 1 else 'signals'} {_names(names)}"


def _presence(what: str, old: object, new: object) -> str:
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
