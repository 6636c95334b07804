"""A verdict: category, risk and signals of one definition, each with its evidence."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from classifier.taxonomy import Category, RiskLevel, Signal


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that fired on one place of the definition."""

    rule: str
    """Id of the rule: its path below `classifier/rules`, without `.yaml`."""
    field: str
    """Evidence path, as `classifier.definition.text_at` reads it."""
    start: int
    """Offset of the quote in the text at `field`, in code points, counted from 0."""
    end: int
    """Offset just behind the quote."""
    quote: str
    """The verbatim text between `start` and `end`."""
    says: str
    """One plain sentence: what this finding shows."""

    def as_json(self) -> dict[str, Any]:
        """Return the finding as the API and `toolrisk classify --json` write it."""
        return {
            "rule": self.rule,
            "field": self.field,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "says": self.says,
        }


@dataclass(frozen=True, slots=True)
class RiskStep:
    """One step on the way from nothing to the final risk level."""

    change: int
    """0 for the base, otherwise +1 or -1 (or the lift to Critical, as many as it takes)."""
    level: RiskLevel
    """Where the risk stands after this step."""
    reason: str
    """One plain sentence."""

    def as_json(self) -> dict[str, Any]:
        """Return the step as the API writes it."""
        return {"change": self.change, "level": self.level.value, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A declared annotation that the definition contradicts."""

    annotation: str
    """`readOnlyHint`, `destructiveHint`, `idempotentHint` or `openWorldHint`."""
    declared: bool
    derived: bool
    reason: str

    def as_json(self) -> dict[str, Any]:
        """Return the contradiction as the API writes it."""
        return {
            "annotation": self.annotation,
            "declared": self.declared,
            "derived": self.derived,
            "reason": self.reason,
        }


class DecidedBy(StrEnum):
    """What the category of a verdict rests on."""

    RULE = "rule"
    """The rules say so; the model agrees, or a rule that is better here overrules it."""
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the model alone answered, before anything overruled it."""

    model: str
    category: Category
    probabilities: tuple[float, ...]
    """Of each category in the order of the taxonomy, not calibrated."""

    def as_json(self) -> dict[str, Any]:
        """Return the prediction as the API writes it."""
        shares = zip(Category, self.probabilities, strict=True)
        return {
            "name": self.model,
            "category": self.category.value,
            "probabilities": {category.value: share for category, share in shares},
        }


@dataclass(frozen=True, slots=True)
class Operation:
    """One of several operations that a tool offers in one argument."""

    parameter: str
    """Name of the argument that selects it."""
    value: str
    field: str
    """Evidence path of the value."""
    category: Category

    def as_json(self) -> dict[str, Any]:
        """Return the operation as the API writes it."""
        return {
            "parameter": self.parameter,
            "value": self.value,
            "field": self.field,
            "category": self.category.value,
        }


@dataclass(frozen=True, slots=True)
class Envelope:
    """From what to what a call can reach, where an argument decides it."""

    least: Category
    worst: Category
    decided_by: tuple[str, ...]
    """Names of the arguments that decide."""

    def as_json(self) -> dict[str, Any]:
        """Return the envelope as the API writes it."""
        return {
            "least": self.least.value,
            "worst": self.worst.value,
            "decided_by": list(self.decided_by),
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the classifier says about one definition. Same definition, same bytes."""

    digest: str
    """Identity of the definition this verdict is about."""
    classifier: str
    """Version of the classifier: code, rules and model."""
    category: Category
    """Best category, also where `needs_review` is set."""
    risk: RiskLevel
    confidence: float
    """0 … 1: how often a verdict decided like this one is right."""
    needs_review: bool
    """True where nothing in the definition decides; then the category is a guess."""
    runner_up: Category
    """The category that comes next."""
    why_not_runner_up: str
    """One sentence: why `category` and not `runner_up`."""
    signals: tuple[Signal, ...]
    """In the order of the taxonomy."""
    findings: tuple[Finding, ...]
    """Evidence for the category first, then for the signals in their order."""
    signal_findings: tuple[tuple[Signal, tuple[Finding, ...]], ...]
    """For each signal the findings that show it; never empty for a signal that is set."""
    risk_steps: tuple[RiskStep, ...]
    """The base first; the level of the last step is `risk`."""
    contradictions: tuple[Contradiction, ...]
    """Declared annotations that the verdict contradicts."""
    model: Prediction | None = None
    """The raw answer of the model; None in a verdict of the rules alone."""
    decided_by: DecidedBy = DecidedBy.RULE
    decided_because: str = ""
    """One sentence where rules and model differ, otherwise empty."""
    error_bound: float | None = None
    """At most this share of verdicts of this kind is wrong, with 95 % confidence."""
    operations: tuple[Operation, ...] = ()
    """Empty unless the tool offers several in one argument."""
    envelope: Envelope | None = None
    """None unless an argument decides the effect."""

    @property
    def confidence_percent(self) -> int:
        """The confidence in whole per cent, rounded down, at most 99: no verdict is certain."""
        return min(99, int(100 * self.confidence))

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as the API and `toolrisk classify --json` write it."""
        return {
            "digest": self.digest,
            "classifier": self.classifier,
            "category": self.category.value,
            "risk": self.risk.value,
            "confidence": self.confidence,
            "needs_review": self.needs_review,
            "runner_up": self.runner_up.value,
            "why_not_runner_up": self.why_not_runner_up,
            "signals": [signal.value for signal in self.signals],
            "evidence": [finding.as_json() for finding in self.findings],
            "signal_evidence": {
                signal.value: [finding.as_json() for finding in findings]
                for signal, findings in self.signal_findings
            },
            "risk_steps": [step.as_json() for step in self.risk_steps],
            "contradictions": [item.as_json() for item in self.contradictions],
            "model": self.model.as_json() if self.model else None,
            "decided_by": self.decided_by.value,
            "decided_because": self.decided_because,
            "error_bound": self.error_bound,
            "operations": [operation.as_json() for operation in self.operations],
            "envelope": self.envelope.as_json() if self.envelope else None,
        }
