"""The whole evaluation: figures on unseen servers, beside those of simpler methods."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from classifier.model.weights import Overrule
from classifier.taxonomy import Category, Signal
from classifier.training.baselines import always_read, leading_verb, rules_alone, text_alone
from classifier.training.calibrating import Unseen, disputes
from classifier.training.examples import HARD, SYNTHETIC, Example
from classifier.training.measuring import Share, accuracy, macro_f1, share, taken_for_read
from classifier.training.outcomes import Outcome, learning_curve, nested_outcomes, predicted_by

LEARNING_SHARES = (0.125, 0.25, 0.5, 1.0)
_BASELINES = {
    "always Read": always_read,
    "first word of the name": leading_verb,
    "TF-IDF and logistic regression": text_alone,
    "rules alone": rules_alone,
}
_NOT_ENGLISH = 0.2
"""Share of letters beyond ASCII from which on a text counts as not English."""


@dataclass(frozen=True, slots=True)
class Method:
    """What one method reaches."""

    name: str
    accuracy: Share
    macro_f1: float
    taken_for_read: Share


@dataclass(frozen=True, slots=True)
class SignalFigures:
    """How often a signal is right where it is set, and how many of its tools are found."""

    precision: Share
    recall: Share


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything the report shows."""

    outcomes: tuple[Outcome, ...]
    """Of published definitions only."""
    written: tuple[Outcome, ...]
    """Of the definitions written for the project."""
    subsets: dict[str, tuple[Outcome, ...]]
    methods: tuple[Method, ...]
    learning: tuple[tuple[float, float], ...]
    signals: dict[Signal, SignalFigures]
    rules: dict[str, Share]
    """Where the rule decided: how often it was right."""
    disputes: dict[str, Overrule]


def evaluate(examples: Sequence[Example]) -> Evaluation:
    """Measure everything on `examples`; takes a few minutes."""
    found = list(nested_outcomes(examples))
    real = tuple(one for one in found if one.example.label.is_real)
    known = [Unseen(one.example, one.scored) for one in real if one.label]
    learning = learning_curve(examples, LEARNING_SHARES)
    return Evaluation(
        outcomes=real,
        written=tuple(one for one in found if one.example.label.source == SYNTHETIC),
        subsets={name: tuple(filter(test, real)) for name, test in _SUBSETS.items()},
        methods=(*_baselines(examples), _ours(real)),
        learning=tuple((float(seen), right) for seen, right in learning),
        signals=_signals(examples),
        rules=_rules(examples),
        disputes=disputes(known),
    )


def is_not_english(outcome: Outcome) -> bool:
    """Tell whether much of the description is written in letters beyond ASCII."""
    text = [letter for letter in outcome.example.features.description if letter.isalpha()]
    return bool(text) and sum(not one.isascii() for one in text) / len(text) > _NOT_ENGLISH


_SUBSETS: dict[str, Callable[[Outcome], bool]] = {
    "drawn toward hard cases": lambda one: one.example.label.source == HARD,
    "drawn otherwise": lambda one: one.example.label.source != HARD,
    "of servers that the catalogue crawls": lambda one: one.example.label.collection == "crawled",
    "without an input schema": lambda one: one.example.definition.input_schema is None,
    "without a description": lambda one: not one.example.features.description.strip(),
    "not in English": is_not_english,
    "decided by a rule": lambda one: one.conclusion.decided_by.value == "rule",
    "decided by the model": lambda one: one.conclusion.decided_by.value == "model",
    "not sent to review": lambda one: not one.conclusion.needs_review,
    "sent to review": lambda one: one.conclusion.needs_review,
}


def _ours(real: Sequence[Outcome]) -> Method:
    counts = Counter((one.label, one.conclusion.category) for one in real if one.label)
    return Method("rules and model", accuracy(real), macro_f1(counts), taken_for_read(real))


def _baselines(examples: Sequence[Example]) -> list[Method]:
    methods = []
    for name, train in _BASELINES.items():
        pairs = predicted_by(examples, train)
        counts = Counter((one.label.category, said) for one, said in pairs if one.label.category)
        dangerous = [
            said is Category.READ
            for one, said in pairs
            if one.label.category not in (Category.READ, Category.WRITE)
        ]
        right = share(one.label.category is said for one, said in pairs)
        methods.append(Method(name, right, macro_f1(counts), share(dangerous)))
    return methods


def _signals(examples: Sequence[Example]) -> dict[Signal, SignalFigures]:
    real = [one for one in examples if one.label.is_real]
    said = [frozenset(each.rule.signal for each in one.fired if each.rule.signal) for one in real]
    pairs = [(one.label.signals, found) for one, found in zip(real, said, strict=True)]
    return {
        signal: SignalFigures(
            precision=share(signal in wanted for wanted, found in pairs if signal in found),
            recall=share(signal in found for wanted, found in pairs if signal in wanted),
        )
        for signal in Signal
    }


def _rules(examples: Sequence[Example]) -> dict[str, Share]:
    right: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for one in examples:
        if one.label.is_real and one.label.category and one.decision.deciding:
            rule = one.decision.deciding.rule.id
            seen[rule] += 1
            right[rule] += one.decision.category is one.label.category
    return {rule: Share(right[rule], seen[rule]) for rule in sorted(seen)}
