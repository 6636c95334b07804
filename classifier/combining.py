"""Conclude the category from what the rules decided and what the model predicted."""

import math
from collections.abc import Container
from typing import NamedTuple

from classifier.deciding import Decision, Situation
from classifier.model.predicting import CATEGORIES, Scored
from classifier.model.weights import Model
from classifier.rule import Modifier, Zone
from classifier.taxonomy import Category
from classifier.verdict import DecidedBy, Prediction

CERTAIN = 0.9
"""Confidence that Read does not exceed while anything speaks for a dangerous category."""
UNDECIDABLE = (Modifier.UNLISTED_OPERATIONS, Modifier.NO_TOOL)
"""Either says that the definition does not tell what the tool does."""
_DANGEROUS = (Category.FINANCIAL, Category.DESTRUCTIVE, Category.EXECUTE)
_LEAST, _MOST = 1e-6, 1 - 1e-6


class Conclusion(NamedTuple):
    """The final category, and how it came about."""

    category: Category
    runner_up: Category
    confidence: float
    needs_review: bool
    decided_by: DecidedBy
    because: str
    """Why rules and model were weighed so; empty where they agree."""
    prediction: Prediction
    error_bound: float


class _Choice(NamedTuple):
    """A category, and how it came about."""

    category: Category
    confidence: float
    decided_by: DecidedBy
    because: str


def conclude(
    model: Model, scored: Scored, decision: Decision, modifiers: Container[Modifier]
) -> Conclusion:
    """Weigh the decision of the rules against the prediction of the model."""
    is_unclear = any(one in modifiers for one in UNDECIDABLE)
    choice = _overruled(model, scored, decision, is_unclear) or _predicted(model, scored, decision)
    limits = model.limits
    is_unclear = is_unclear or decision.situation is Situation.UNDECIDED
    review = is_unclear or choice.confidence < limits.review_below
    confidence = choice.confidence
    if choice.category is Category.READ and Modifier.SPEAKS_OF_ACTING in modifiers:
        confidence = min(confidence, CERTAIN)
    return Conclusion(
        category=choice.category,
        runner_up=_runner_up(scored, decision, choice.category),
        confidence=confidence,
        needs_review=review,
        decided_by=choice.decided_by,
        because=choice.because,
        prediction=_prediction(model, scored),
        error_bound=limits.review_error_bound if review else limits.error_bound,
    )


def _overruled(
    model: Model, scored: Scored, decision: Decision, is_unclear: bool
) -> _Choice | None:
    """Return the choice of the rules, where they differ from the model and know better."""
    predicted = careful_category(scored, decision, model.limits.read_needs)
    if decision.deciding is None or decision.category is predicted:
        return None
    if is_unclear:
        because = "The definition does not tell what the tool does, so no word of it is weighed."
        confidence = confidence_of(model, scored, decision.category, decision)
        return _Choice(decision.category, confidence, DecidedBy.RULE, because)
    rule = decision.deciding.rule.id
    measured = model.overrules.get(rule)
    if measured is not None:
        because = (
            f"The rule {rule} was right in {measured.rule_right} of the {measured.seen} cases "
            f"in which it and the model differed."
        )
        confidence = round((measured.rule_right + 1) / (measured.seen + 2), 3)
        return _Choice(decision.category, confidence, DecidedBy.RULE, because)
    is_offered = all(hit.zone is Zone.OPERATION for hit in decision.deciding.hits)
    if is_offered and decision.category.precedence < predicted.precedence:
        because = "Of several operations that are offered the worst governs."
        confidence = decision.deciding.strength / 100
        return _Choice(decision.category, confidence, DecidedBy.RULE, because)
    return None


def _predicted(model: Model, scored: Scored, decision: Decision) -> _Choice:
    category = careful_category(scored, decision, model.limits.read_needs)
    confidence = confidence_of(model, scored, category, decision)
    if decision.category is category and decision.deciding is not None:
        decided_by, because = DecidedBy.RULE, _careful(model, scored, category)
    else:
        decided_by = DecidedBy.MODEL
        because = _careful(model, scored, category) or _differs(model, scored, decision)
    return _Choice(category, confidence, decided_by, because)


def confidence_of(model: Model, scored: Scored, category: Category, decision: Decision) -> float:
    """Return the calibrated share of right verdicts among those like this one, 0 … 1."""
    curve = model.curves[category]
    share = _sigmoid(
        curve.slope * logit(scored.of(category))
        + curve.support * support(decision, category)
        + curve.offset
    )
    if category is Category.READ and dangerous(scored) >= model.limits.certain_below:
        share = min(share, CERTAIN)
    return round(share, 3)


def support(decision: Decision, category: Category) -> float:
    """Return how strongly the rules say `category`, 0 … 1; half where others contest it."""
    if decision.deciding is None or decision.category is not category:
        return 0.0
    share = decision.deciding.strength / 100
    return share / 2 if decision.situation is Situation.CONTESTED else share


def dangerous(scored: Scored) -> float:
    """Return the probability that the category is Financial, Destructive or Execute."""
    return sum(scored.of(category) for category in _DANGEROUS)


def logit(probability: float) -> float:
    """Return the logarithm of the odds, finite also for 0 and 1."""
    bounded = min(max(probability, _LEAST), _MOST)
    return math.log(bounded / (1 - bounded))


def careful_category(scored: Scored, decision: Decision, read_needs: float) -> Category:
    """Return the most probable category, and Read only where it is probable enough.

    Where no rule decides the verdict is a guess that a person looks at: there the most
    probable stays.
    """
    likely = scored.category
    is_open = likely is Category.READ and scored.of(likely) < read_needs
    if is_open and decision.deciding is not None:
        return max(CATEGORIES[:-1], key=scored.of)
    return likely


def _careful(model: Model, scored: Scored, category: Category) -> str:
    if category is scored.category:
        return ""
    needs, found = model.limits.read_needs, scored.of(Category.READ)
    return f"Read needs a probability of {needs:.0%} and has {found:.0%}: the next one counts."


def _differs(model: Model, scored: Scored, decision: Decision) -> str:
    share = f"{scored.of(scored.category):.0%}"
    if decision.deciding is None:
        return f"No rule decides; the model {model.name} gives {scored.category} {share}."
    return (
        f"The rule {decision.deciding.rule.id} says {decision.category}; the model {model.name} "
        f"weighs it with all else and gives {scored.category} {share}."
    )


def _runner_up(scored: Scored, decision: Decision, category: Category) -> Category:
    if decision.category is category:
        return decision.runner_up
    return max((one for one in CATEGORIES if one is not category), key=scored.of)


def _prediction(model: Model, scored: Scored) -> Prediction:
    shares = tuple(round(share, 4) for share in scored.probabilities)
    return Prediction(model.name, scored.category, shares)


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value))
