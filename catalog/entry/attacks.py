"""Find the attack patterns that a tool is open to, by its signals and its evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from catalog.entry.model import Attack
from catalog.entry.phrasebook import phrasebook, read_texts
from catalog.entry.wording import listed, shortened
from classifier import Category, Finding, Signal, Verdict

LONGEST_QUOTE = 60
"""Characters of the definition that a sentence repeats."""
MOST_QUOTES = 3


@dataclass(frozen=True, slots=True)
class Way:
    """What opens a tool to a pattern; all of it has to hold."""

    signals: tuple[Signal, ...]
    categories: frozenset[Category]
    not_confined: bool
    by_category: bool
    """Whether the evidence for the category is what shows it, although signals have to be set."""

    def evidence(self, verdict: Verdict) -> tuple[Finding, ...]:
        """Return what opens the tool this way; nothing where it is closed."""
        if not set(self.signals) <= set(verdict.signals):
            return ()
        if verdict.category not in self.categories:
            return ()
        if self.not_confined and any(step.change < 0 for step in verdict.risk_steps):
            return ()
        is_by_signal = self.signals and not self.by_category
        return signal_evidence(verdict, self.signals[0]) if is_by_signal else decisive(verdict)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One attack pattern, and the ways in which a tool can be open to it."""

    framework: str
    id: str
    title: str
    url: str
    because: str
    ways: tuple[Way, ...]


def attacks_on(name: str, verdict: Verdict) -> tuple[Attack, ...]:
    """Return the patterns, in the order of the frameworks; `name` is how sentences call it."""
    return tuple(_open(name, verdict))


@cache
def attack_patterns() -> tuple[Pattern, ...]:
    """Return every pattern that is known, in the order of the frameworks."""
    return tuple(_pattern(raw) for raw in read_texts("attacks.yaml"))


def decisive(verdict: Verdict) -> tuple[Finding, ...]:
    """Return the first evidence for the category; nothing where nothing decides it."""
    if verdict.needs_review:
        return ()
    first = verdict.findings[:1]
    return tuple(each for each in verdict.findings if first and each.rule == first[0].rule)


def signal_evidence(verdict: Verdict, signal: Signal) -> tuple[Finding, ...]:
    """Return the evidence for a signal; nothing where it is not set."""
    return next((found for each, found in verdict.signal_findings if each is signal), ())


def quoted(findings: Sequence[Finding]) -> str:
    """Write evidence as `“quote” and “quote” in the name`, each shortened, the first few only."""
    by_field: dict[str, list[str]] = {}
    for finding in findings[:MOST_QUOTES]:
        quotes = by_field.setdefault(finding.field, [])
        quote = f"“{shortened(finding.quote, LONGEST_QUOTE)}”"
        if quote not in quotes:
            quotes.append(quote)
    fields = phrasebook().fields
    return listed(
        [
            f"{listed(quotes)} in {fields.get(field) or shortened(field, 2 * LONGEST_QUOTE)}"
            for field, quotes in by_field.items()
        ]
    )


def _brief(finding: Finding) -> str:
    """Return the first words that show it; where they stand is told beside the signal."""
    return f"“{shortened(finding.quote, LONGEST_QUOTE)}”"


def _open(name: str, verdict: Verdict) -> Iterator[Attack]:
    for pattern in attack_patterns():
        for way in pattern.ways:
            if findings := way.evidence(verdict):
                yield Attack(
                    framework=pattern.framework,
                    id=pattern.id,
                    title=pattern.title,
                    url=pattern.url,
                    because=pattern.because.format(name=name, evidence=_brief(findings[0])),
                    signals=way.signals,
                )
                break


def _pattern(raw: dict[str, Any]) -> Pattern:
    ways = tuple(
        Way(
            signals=tuple(Signal(each) for each in way["signals"]),
            categories=frozenset(Category(each) for each in way.get("categories", Category)),
            not_confined=way.get("not_confined", False),
            by_category=way.get("by_category", False),
        )
        for way in raw["when"]
    )
    texts = {key: raw[key] for key in ("framework", "id", "title", "url", "because")}
    return Pattern(**texts, ways=ways)
