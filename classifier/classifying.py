"""Classify one tool definition: category, risk, signals, and the evidence for them."""

from collections.abc import Iterator

from classifier.combining import Conclusion, conclude
from classifier.contradictions import contradictions
from classifier.deciding import Decision, decide, modifiers_of
from classifier.definition import Definition
from classifier.explaining import why_not_runner_up
from classifier.features import read_features
from classifier.model import (
    Model,
    Shown,
    default_model,
    findings_of_model,
    read_grams,
    score,
    what_moved,
    why_the_model,
)
from classifier.operations import read_envelope, read_operations
from classifier.risk import risk_steps
from classifier.rule import Modifier, Zone
from classifier.ruleset import Fired, Ruleset, default_ruleset
from classifier.steering import noticed
from classifier.taxonomy import Category, Signal
from classifier.verdict import DecidedBy, Finding, Verdict
from classifier.version import CLASSIFIER_VERSION

MOST_FINDINGS = 4
"""Findings that one rule contributes."""

_SIGNALS = tuple(Signal)


def classify(definition: Definition) -> Verdict:
    """Classify `definition`; the same definition always gets the same verdict."""
    return classify_by(default_ruleset(), default_model(), definition)


def classify_by(ruleset: Ruleset, model: Model, definition: Definition) -> Verdict:
    """Classify `definition` by the rules of `ruleset` and by `model`."""
    features = read_features(definition, ruleset.lexicon)
    fired = ruleset.fired(features)
    decision = decide(fired)
    modifiers = modifiers_of(fired)
    by_signal = _with_hidden(definition, _by_signal(fired))
    scored = score(model, read_grams(features, fired, decision))
    end = conclude(model, scored, decision, modifiers)
    operations = read_operations(features, end.category)
    moved = what_moved(features, scored, category=end.category, runner_up=end.runner_up)
    steps = risk_steps(
        end.category, signals=by_signal, modifiers=modifiers, needs_review=end.needs_review
    )
    return Verdict(
        digest=definition.digest,
        classifier=CLASSIFIER_VERSION,
        category=end.category,
        risk=steps[-1].level,
        confidence=end.confidence,
        needs_review=end.needs_review,
        runner_up=end.runner_up,
        why_not_runner_up=_why(end, decision, moved),
        signals=tuple(by_signal),
        findings=_all_findings(end, fired, moved, (modifiers, by_signal)),
        signal_findings=tuple(by_signal.items()),
        risk_steps=steps,
        contradictions=tuple(contradictions(definition, end.category)),
        model=end.prediction,
        decided_by=end.decided_by,
        decided_because=end.because,
        error_bound=end.error_bound,
        operations=operations,
        envelope=read_envelope(features, fired, operations=operations, category=end.category),
    )


def _why(end: Conclusion, decision: Decision, moved: tuple[Shown, ...]) -> str:
    is_guess = decision.deciding is None and end.category is decision.category and not moved
    if end.decided_by is DecidedBy.RULE or is_guess:
        return why_not_runner_up(decision)
    return why_the_model(moved, category=end.category, runner_up=end.runner_up)


def _all_findings(
    end: Conclusion,
    fired: tuple[Fired, ...],
    moved: tuple[Shown, ...],
    beside: tuple[dict[Modifier, Fired], dict[Signal, tuple[Finding, ...]]],
) -> tuple[Finding, ...]:
    modifiers, by_signal = beside
    of_rules = [one for each in _rules_for(end.category, fired) for one in findings_of(each)]
    of_model = findings_of_model(moved, category=end.category, runner_up=end.runner_up)
    shown = (each for one, each in modifiers.items() if one is not Modifier.SPEAKS_OF_ACTING)
    for_risk = [one for each in shown for one in findings_of(each)]
    for_signals = [one for findings in by_signal.values() for one in findings]
    found = [*of_rules, *of_model, *for_risk, *for_signals]
    # One rule says one thing of a place, so rule and place are enough to tell findings apart.
    return tuple({(one.rule, one.field, one.start, one.end): one for one in found}.values())


def _rules_for(category: Category, fired: tuple[Fired, ...]) -> list[Fired]:
    speaking = (one for one in fired if one.rule.category is category)
    return sorted(speaking, key=lambda one: (-one.strength, one.rule.id))


def _by_signal(fired: tuple[Fired, ...]) -> dict[Signal, tuple[Finding, ...]]:
    found: dict[Signal, list[Finding]] = {}
    for one in fired:
        if one.rule.signal is not None:
            found.setdefault(one.rule.signal, []).extend(findings_of(one))
    if not found:
        return {}
    return {signal: tuple(found[signal]) for signal in _SIGNALS if found.get(signal)}


def _with_hidden(
    definition: Definition, by_signal: dict[Signal, tuple[Finding, ...]]
) -> dict[Signal, tuple[Finding, ...]]:
    """Weigh what the rules take for hidden instructions, and look where no rule looks."""
    by_rules = by_signal.pop(Signal.HIDDEN_INSTRUCTIONS, ())
    found = noticed(definition, by_rules)
    # The taxonomy names this signal last, so the order holds.
    return {**by_signal, Signal.HIDDEN_INSTRUCTIONS: found} if found else by_signal


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
