"""Set curves, thresholds and overrules from predictions on unseen servers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scipy.stats import beta
from sklearn.linear_model import LogisticRegression

from classifier.combining import (
    Conclusion,
    careful_category,
    conclude,
    dangerous,
    logit,
    support,
)
from classifier.deciding import modifiers_of
from classifier.model.predicting import Scored, score
from classifier.model.weights import Curve, Limits, Model, Overrule
from classifier.taxonomy import Category
from classifier.training.examples import Example
from classifier.training.fitting import Fitted, fit
from classifier.training.folds import folds

READ_NEEDS = 0.65
"""Measured: fewer dangerous tools are taken for Read, at no cost in accuracy to speak of."""
CAPPED = 0.5
"""Share of Read verdicts that are never held for certain: those with the most against them."""
REVIEWED = 0.03
"""Share of verdicts that a person should look at."""
OVERRULES_FROM = 3
"""Cases a rule has to have been right in, and twice as often as the model."""
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Unseen:
    """An example, and what a model that never saw its server makes of it."""

    example: Example
    scored: Scored


def predict_unseen(examples: Sequence[Example], *, parts: int, seed: int) -> list[Unseen]:
    """Predict every example by a model fitted on other servers."""
    found: list[Unseen] = []
    for fold in folds(examples, parts=parts, seed=seed):
        model = uncalibrated(fit(fold.seen))
        found += [Unseen(one, score(model, one.grams)) for one in fold.unseen]
    return found


def uncalibrated(fitted: Fitted, name: str = "") -> Model:
    """Return a model that only scores."""
    curves = {category: Curve(1.0, 0.0, 0.0) for category in Category}
    limits = Limits(0.0, 1.0, 0.0, 1.0, 1.0)
    return Model(name, fitted.bias, fitted.weights, curves, {}, limits)


def calibrate(fitted: Fitted, unseen: Sequence[Unseen], *, name: str) -> Model:
    """Return the complete model; `unseen` are predictions of its like on unseen servers."""
    real = [one for one in unseen if one.example.label.is_real]
    known = [one for one in real if one.example.label.category is not None]
    reads = sorted(
        dangerous(one.scored)
        for one in known
        if careful_category(one.scored, one.example.decision, READ_NEEDS) is Category.READ
    )
    certain_below = round(reads[int(len(reads) * (1 - CAPPED))], 5)
    limits = Limits(READ_NEEDS, certain_below, 0.0, 1.0, 1.0)
    model = Model(name, fitted.bias, fitted.weights, _curves(known), _overrules(known), limits)
    return _with_review(model, real)


def upper_bound(wrong: int, seen: int) -> float:
    """Return the share that the true one does not exceed, by Clopper and Pearson."""
    return 1.0 if wrong >= seen else float(beta.ppf(LEVEL, wrong + 1, seen - wrong))


def _curves(known: Sequence[Unseen]) -> dict[Category, Curve]:
    rows: dict[Category, list[tuple[float, float]]] = {category: [] for category in Category}
    outcomes: dict[Category, list[bool]] = {category: [] for category in Category}
    for one in known:
        category = careful_category(one.scored, one.example.decision, READ_NEEDS)
        backing = support(one.example.decision, category)
        rows[category].append((logit(one.scored.of(category)), backing))
        outcomes[category].append(category is one.example.label.category)
    return {category: _curve(rows[category], outcomes[category]) for category in Category}


def _curve(rows: Sequence[tuple[float, float]], outcomes: Sequence[bool]) -> Curve:
    if len(set(outcomes)) < 2:
        return Curve(1.0, 0.0, 0.0)
    regression = LogisticRegression(C=10.0).fit(rows, outcomes)
    slope, backing = (round(float(value), 3) for value in regression.coef_[0])
    if backing < 0 and any(row[1] for row in rows):
        # The probability holds the rules already; where that is all, they must not count against.
        return _curve([(row[0], 0.0) for row in rows], outcomes)
    return Curve(slope, max(0.0, backing), round(float(regression.intercept_[0]), 3))


def _overrules(known: Iterable[Unseen]) -> dict[str, Overrule]:
    return {
        rule: counts
        for rule, counts in disputes(known).items()
        if counts.rule_right >= max(OVERRULES_FROM, 2 * counts.model_right)
    }


def disputes(known: Iterable[Unseen]) -> dict[str, Overrule]:
    """Count, for each rule that decided otherwise than the model, which of them was right."""
    seen: Counter[str] = Counter()
    rule_right: Counter[str] = Counter()
    model_right: Counter[str] = Counter()
    for one in known:
        decision, label = one.example.decision, one.example.label.category
        category = careful_category(one.scored, one.example.decision, READ_NEEDS)
        if decision.deciding is not None and decision.category is not category:
            rule = decision.deciding.rule.id
            seen[rule] += 1
            rule_right[rule] += decision.category is label
            model_right[rule] += category is label
    return {
        rule: Overrule(rule_right[rule], model_right[rule], count)
        for rule, count in sorted(seen.items())
    }


def _concluded(model: Model, one: Unseen) -> Conclusion:
    modifiers = modifiers_of(one.example.fired)
    return conclude(model, one.scored, one.example.decision, modifiers)


def _with_review(model: Model, real: Sequence[Unseen]) -> Model:
    """Set the threshold so that `REVIEWED` are for a person, and count errors on both sides."""
    concluded = [(_concluded(model, one), one) for one in real]
    unclear = sum(end.needs_review for end, _ in concluded)
    rest = sorted(end.confidence for end, _ in concluded if not end.needs_review)
    more = max(0, int(REVIEWED * len(concluded)) - unclear)
    threshold = rest[more]
    counts: dict[bool, Counter[bool]] = {True: Counter(), False: Counter()}
    for end, one in concluded:
        is_reviewed = end.needs_review or end.confidence < threshold
        counts[is_reviewed][end.category is not one.example.label.category] += 1
    bounds = {
        side: round(upper_bound(seen[True], seen.total()), 3) for side, seen in counts.items()
    }
    limits = Limits(
        read_needs=model.limits.read_needs,
        certain_below=model.limits.certain_below,
        review_below=threshold,
        error_bound=bounds[False],
        review_error_bound=bounds[True],
    )
    return Model(model.name, model.bias, model.weights, model.curves, model.overrules, limits)
