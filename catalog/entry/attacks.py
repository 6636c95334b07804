"""Find the attack patterns that a tool is open to, by its signals and its evidence."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from catalog.entry.model import Attack
from catalog.entry.phrasebook import read_texts
from catalog.entry.wording import shortened
from classifier import Category, Finding, Signal, Verdict

LONGEST_QUOTE = 60
"""Characters of the definition that a sentence repeats."""


@dataclass(frozen=True, slots=True)
class _Way:
    signals: tuple[Signal, ...]
    categories: frozenset[Category]
    not_confined: bool

    def evidence(self, verdict: Verdict) -> Finding | None:
        """Return what opens the tool this way; None where it is closed."""
        if not set(self.signals) <= set(verdict.signals):
            return None
        if verdict.category not in self.categories:
            return None
        if self.not_confined and any(step.change < 0 for step in verdict.risk_steps):
            return None
        return signal_evidence(verdict, self.signals[0]) if self.signals else decisive(verdict)


@dataclass(frozen=True, slots=True)
class _Pattern:
    framework: str
    id: str
    title: str
    url: str
    because: str
    ways: tuple[_Way, ...]


def attacks_on(name: str, verdict: Verdict) -> tuple[Attack, ...]:
    """Return the patterns, in the order of the frameworks; `name` is how sentences call it."""
    return tuple(_open(name, verdict))


def decisive(verdict: Verdict) -> Finding | None:
    """Return the first evidence for the category; None where nothing decides it."""
    return None if verdict.needs_review or not verdict.findings else verdict.findings[0]


def signal_evidence(verdict: Verdict, signal: Signal) -> Finding | None:
    """Return the first evidence for a signal; None where it is not set."""
    return next((found[0] for each, found in verdict.signal_findings if each is signal), None)


def quoted(finding: Finding) -> str:
    """Write evidence as `“quote” in field`, both shortened."""
    quote = shortened(finding.quote, LONGEST_QUOTE)
    return f"“{quote}” in {shortened(finding.field, 2 * LONGEST_QUOTE)}"


def _open(name: str, verdict: Verdict) -> Iterator[Attack]:
    for pattern in _patterns():
        for way in pattern.ways:
            if (finding := way.evidence(verdict)) is not None:
                yield Attack(
                    framework=pattern.framework,
                    id=pattern.id,
                    title=pattern.title,
                    url=pattern.url,
                    because=pattern.because.format(name=name, evidence=quoted(finding)),
                    signals=way.signals,
                )
                break


@cache
def _patterns() -> tuple[_Pattern, ...]:
    return tuple(_pattern(raw) for raw in read_texts("attacks.yaml"))


def _pattern(raw: dict[str, Any]) -> _Pattern:
    ways = tuple(
        _Way(
            signals=tuple(Signal(each) for each in way["signals"]),
            categories=frozenset(Category(each) for each in way.get("categories", Category)),
            not_confined=way.get("not_confined", False),
        )
        for way in raw["when"]
    )
    texts = {key: raw[key] for key in ("framework", "id", "title", "url", "because")}
    return _Pattern(**texts, ways=ways)
