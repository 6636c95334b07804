"""Group findings as pages show them: one sentence of a rule, and every place it fired at."""

from collections.abc import Iterable
from dataclasses import dataclass

from classifier import Finding, Verdict

_MODEL = "model/"
"""Begins the ids of what the model, not a rule, found."""
QUOTES = 6
"""Quotes that a page shows for one rule; the API document has them all."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one rule found."""

    says: str
    rule: str
    findings: tuple[Finding, ...]
    more: int
    """Places that are not shown."""


def evidence(findings: Iterable[Finding]) -> tuple[Evidence, ...]:
    """Return the findings by rule, in the order in which the rules come first."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.rule, finding.says), []).append(finding)
    return tuple(
        Evidence(says, rule, tuple(found[:QUOTES]), max(0, len(found) - QUOTES))
        for (rule, says), found in groups.items()
    )


def category_findings(verdict: Verdict) -> tuple[Finding, ...]:
    """Return the findings that are about the category, or all where signals alone decide."""
    of_signals = {finding for _, found in verdict.signal_findings for finding in found}
    others = tuple(finding for finding in verdict.findings if finding not in of_signals)
    return others or verdict.findings


def all_findings(verdict: Verdict) -> tuple[Finding, ...]:
    """Return each finding of the verdict once."""
    of_signals = (finding for _, found in verdict.signal_findings for finding in found)
    return tuple(dict.fromkeys((*verdict.findings, *of_signals)))


def flagging_findings(verdict: Verdict) -> tuple[Finding, ...]:
    """Return the findings that mark an argument: what the model weighs is no risk of it."""
    return tuple(each for each in all_findings(verdict) if not each.rule.startswith(_MODEL))
