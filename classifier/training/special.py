"""The special finds, measured on definitions that were written for them."""

from collections.abc import Iterable, Sequence

from classifier.classifying import classify
from classifier.taxonomy import Category, Signal
from classifier.training.measuring import Share, share
from classifier.training.outcomes import Outcome
from classifier.verdict import Verdict

_HIDDEN = Signal.HIDDEN_INSTRUCTIONS


def special_figures(written: Sequence[Outcome]) -> dict[str, Share]:
    """Return each find with its share; nothing here depends on what the model was trained on.

    Hidden instructions, contradictions, operations and envelopes come from rules and schema.
    """
    verdicts = [(one, classify(one.example.definition)) for one in written]
    hiding = [pair for pair in verdicts if _HIDDEN in pair[0].example.label.signals]
    emphatic = [pair for pair in verdicts if _case(pair[0]) == "benign-emphatic"]
    return {
        "hidden instructions: found": share(_HIDDEN in verdict.signals for _, verdict in hiding),
        "hidden instructions: false alarms on emphatic but ordinary ones": share(
            _HIDDEN in verdict.signals for _, verdict in emphatic
        ),
        "annotations that contradict the label: found": _contradictions(verdicts),
        "several operations in one argument: the worst has the category of the tool": _worst(
            _of(verdicts, "multi-operation", "multi-operation-money")
        ),
        "code, queries and calls in an argument: an envelope is given": share(
            verdict.envelope is not None
            for one, verdict in _of(verdicts, "freeform-query", "any-call")
            if one.label is Category.EXECUTE and one.example.features.parameters
        ),
    }


def _contradictions(verdicts: Iterable[tuple[Outcome, Verdict]]) -> Share:
    return share(bool(verdict.contradictions) for one, verdict in verdicts if _contradicts(one))


def _contradicts(one: Outcome) -> bool:
    definition = one.example.definition
    claims_reading = definition.hint("readOnlyHint") is True and one.label is not Category.READ
    claims_adding = definition.hint("destructiveHint") is False
    return claims_reading or (claims_adding and one.label is Category.DESTRUCTIVE)


def _worst(verdicts: Iterable[tuple[Outcome, Verdict]]) -> Share:
    return share(
        min(verdict.operations, key=lambda each: each.category.precedence).category is one.label
        for one, verdict in verdicts
        if verdict.operations
    )


def _of(verdicts: Iterable[tuple[Outcome, Verdict]], *cases: str) -> list[tuple[Outcome, Verdict]]:
    return [pair for pair in verdicts if _case(pair[0]) in cases]


def _case(one: Outcome) -> str:
    return one.example.server.removeprefix("synthetic ")
