"""A finding: one thing in a policy that is likely not meant, where it is and how to mend it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

TEXTS_FILE = Path(__file__).parent / "findings.yaml"
_MOST_NAMED = 10
"""Tools that one sentence names."""
PAGE = "guide/lint/"
"""Address of the documentation, below the root of the site."""


class Severity(StrEnum):
    """How sure it is that a finding is a mistake."""

    ERROR = "error"
    """The policy does not do what it says."""
    WARNING = "warning"
    """The policy does what it says, but that may not be meant."""

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Text:
    """What the documentation says of one kind of finding."""

    severity: Severity
    says: str
    """The sentence, with the facts of a finding as `{name}`."""
    remedy: str
    phrases: Mapping[str, str]
    """Parts of sentence and remedy that differ from case to case."""
    several: "Several | None" = None
    """How the same of several tools at one place is told; None: one by one."""


@dataclass(frozen=True, slots=True)
class Several:
    """What the documentation says of several tools in one finding."""

    says: str
    """The sentence, with `{count}` and `{tools}`."""
    each: str
    """One tool in the list of the sentence, with its facts."""
    remedy: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a check found something, and the facts for its sentence."""

    pointer: str
    facts: Mapping[str, str]
    tool: str | None = None
    phrases: Mapping[str, str] = field(default_factory=dict)
    """Facts that are phrases of the texts: name → id of the phrase."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in a policy that is likely not meant."""

    id: str
    severity: Severity
    pointer: str
    """JSON Pointer into the policy; empty for the whole document."""
    tool: str | None
    """None where the finding is about no tool, or about several."""
    says: str
    remedy: str
    tools: tuple[str, ...] = ()
    """All the tools that it is about."""

    @property
    def page(self) -> str:
        """Where the documentation tells of this kind of finding."""
        return f"{PAGE}#{self.id}"

    def as_json(self) -> dict[str, Any]:
        """Return the finding as `toolrisk policy lint --json` writes it."""
        return {
            "id": self.id,
            "severity": self.severity.value,
            "pointer": self.pointer,
            "tool": self.tool,
            "tools": list(self.tools),
            "says": self.says,
            "remedy": self.remedy,
            "page": self.page,
        }


@lru_cache(maxsize=1)
def texts() -> Mapping[str, Text]:
    """Return the texts of all kinds of findings by their ids."""
    raw = yaml.safe_load(TEXTS_FILE.read_text(encoding="utf-8"))
    return {id: _text(entry) for id, entry in raw.items()}


def findings_of(id: str, hits: Iterable[Hit]) -> Iterator[Finding]:
    """Yield the findings that the hits of the check `id` stand for.

    What is the same of several tools at one place is one finding.
    """
    text = texts()[id]
    grouped: dict[object, list[Hit]] = {}
    for number, hit in enumerate(hits):
        key = hit.pointer if text.several else number
        grouped.setdefault(key, []).append(hit)
    for group in grouped.values():
        if text.several is not None and len(group) > 1:
            yield _joint(id, text, text.several, group)
        else:
            yield _single(id, text, group[0])


def _text(entry: Mapping[str, Any]) -> Text:
    return Text(
        severity=Severity(entry["severity"]),
        says=entry["says"],
        remedy=entry["remedy"],
        phrases=entry.get("phrases", {}),
        several=Several(**entry["several"]) if "several" in entry else None,
    )


def _single(id: str, text: Text, hit: Hit) -> Finding:
    facts = dict(hit.facts)
    for name, phrase in hit.phrases.items():
        facts[name] = text.phrases[phrase].format_map(hit.facts)
    says, remedy = text.says.format_map(facts), text.remedy.format_map(facts)
    tools = () if hit.tool is None else (hit.tool,)
    return Finding(id, text.severity, hit.pointer, hit.tool, says, remedy, tools)


def _joint(id: str, text: Text, several: Several, group: list[Hit]) -> Finding:
    named = [several.each.format_map(hit.facts) for hit in group]
    listed = ", ".join(named[:_MOST_NAMED])
    if len(named) > _MOST_NAMED:
        listed += f" and {len(named) - _MOST_NAMED:,} more"
    facts = {**group[0].facts, "count": f"{len(group):,}", "tools": listed}
    says, remedy = several.says.format_map(facts), several.remedy.format_map(facts)
    tools = tuple(hit.tool for hit in group if hit.tool is not None)
    return Finding(id, text.severity, group[0].pointer, None, says, remedy, tools)
