"""Classify one tool definition by the rules: category, risk, signals, and the evidence."""

from collections.abc import Iterable, Iterator

from classifier.contradictions import contradictions
from classifier.deciding import Decision, decide, modifiers_of
from classifier.definition import Definition
from classifier.explaining import why_not_runner_up
from classifier.features import read_features
from classifier.precision import measured_precision, needs_review
from classifier.risk import risk_steps
from classifier.rule import Modifier, Zone
from classifier.ruleset import Fired, Ruleset, default_ruleset
from classifier.taxonomy import Signal
from classifier.verdict import Finding, Verdict
from classifier.version import CLASSIFIER_VERSION

MOST_FINDINGS = 4
"""Findings that one rule contributes."""

_UNCLEAR = (Modifier.UNLISTED_OPERATIONS, Modifier.NO_TOOL)


def classify(definition: Definition) -> Verdict:
    """Classify `definition`; the same definition always gets the same verdict."""
    return classify_by(default_ruleset(), definition)


def classify_by(ruleset: Ruleset, definition: Definition) -> Verdict:
    """Classify `definition` by the rules of `ruleset`."""
    fired = ruleset.fired(read_features(definition, ruleset.lexicon))
    decision = decide(fired)
    modifiers = modifiers_of(fired)
    by_signal = _by_signal(fired)
    confidence = measured_precision().of(decision)
    review = is_unclear(modifiers) or needs_review(decision, confidence)
    steps = risk_steps(
        decision.category, signals=by_signal, modifiers=modifiers, needs_review=review
    )
    return Verdict(
        digest=definition.digest,
        classifier=CLASSIFIER_VERSION,
        category=decision.category,
        risk=steps[-1].level,
        confidence=confidence,
        needs_review=review,
        runner_up=decision.runner_up,
        why_not_runner_up=why_not_runner_up(decision),
        signals=tuple(by_signal),
        findings=_all_findings(decision, modifiers.values(), by_signal),
        signal_findings=tuple(by_signal.items()),
        risk_steps=steps,
        contradictions=tuple(contradictions(definition, decision.category)),
    )


def is_unclear(modifiers: Iterable[Modifier]) -> bool:
    """Tell whether a rule says that the definition does not tell what the tool does."""
    return any(one in _UNCLEAR for one in modifiers)


def _all_findings(
    decision: Decision,
    modifiers: Iterable[Fired],
    by_signal: dict[Signal, tuple[Finding, ...]],
) -> tuple[Finding, ...]:
    for_category = [one for fired in decision.supporting for one in findings_of(fired)]
    for_risk = [one for fired in modifiers for one in findings_of(fired)]
    for_signals = [one for findings in by_signal.values() for one in findings]
    return tuple(dict.fromkeys([*for_category, *for_risk, *for_signals]))


def _by_signal(fired: tuple[Fired, ...]) -> dict[Signal, tuple[Finding, ...]]:
    found: dict[Signal, list[Finding]] = {}
    for one in fired:
        if one.rule.signal is not None:
            found.setdefault(one.rule.signal, []).extend(findings_of(one))
    return {signal: tuple(found[signal]) for signal in Signal if found.get(signal)}


def findings_of(fired: Fired) -> Iterator[Finding]:
    """Yield the evidence of one rule that fired: a place of the definition each."""
    quotable = [hit for hit in fired.hits if hit.zone is not Zone.SHAPE and hit.end > hit.start]
    for hit in quotable[:MOST_FINDINGS]:
        yield Finding(
            rule=fired.rule.id,
            field=hit.field,
            start=hit.start,
            end=hit.end,
            quote=hit.text[hit.start : hit.end],
            says=fired.rule.says,
        )
