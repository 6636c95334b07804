"""A finding: one thing in a policy that is likely not meant, where it is and how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

TEXTS_FILE = Path(__file__).parent / "findings.yaml"
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
    says: str
    remedy: str

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
            "says": self.says,
            "remedy": self.remedy,
            "page": self.page,
        }


@lru_cache(maxsize=1)
def texts() -> Mapping[str, Text]:
    """Return the texts of all kinds of findings by their ids."""
    raw = yaml.safe_load(TEXTS_FILE.read_text(encoding="utf-8"))
    return {
        id: Text(
            Severity(entry["severity"]), entry["says"], entry["remedy"], entry.get("phrases", {})
        )
        for id, entry in raw.items()
    }


def finding_of(id: str, hit: Hit) -> Finding:
    """Return the finding that a hit of the check `id` stands for."""
    text = texts()[id]
    facts = dict(hit.facts)
    for name, phrase in hit.phrases.items():
        facts[name] = text.phrases[phrase].format_map(hit.facts)
    says, remedy = text.says.format_map(facts), text.remedy.format_map(facts)
    return Finding(id, text.severity, hit.pointer, hit.tool, says, remedy)
