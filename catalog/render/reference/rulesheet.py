"""The rules as one document, so that `Check my stack` can judge what the catalogue lacks."""

from typing import Any

from catalog.render.address import rule_page
from catalog.render.reference.scripting import javascript_of
from classifier.combining import CERTAIN, UNDECIDABLE
from classifier.precision import PRIOR_WEIGHT, REVIEW_BELOW, measured_precision
from classifier.rule import TEXT_ZONES, Clause, Rule
from classifier.ruleset import Ruleset, default_ruleset
from classifier.taxonomy import BASE_RISK, Signal
from policy.controls import Placement, controls

_UNGUARDED = (
    "An argument can name an address or a place, and this page writes no condition for it, so a"
    " person approves each call."
)


def rules_result() -> dict[str, Any]:
    """Return everything that judging by the rules alone needs, the figures for it included."""
    ruleset = default_ruleset()
    numbers: dict[Clause, int] = {}
    rules = [_rule(rule, numbers) for rule in ruleset.rules]
    return {
        "rules": rules,
        "clauses": [_clause(clause) for clause in numbers],
        "lexicon": _lexicon(ruleset),
        "signals": [signal.value for signal in Signal],
        "undecidable": [modifier.value for modifier in UNDECIDABLE],
        "base_risk": {category.value: level.value for category, level in BASE_RISK.items()},
        "precision": _precision(),
        "recommended": _recommended(),
    }


def _rule(rule: Rule, numbers: dict[Clause, int]) -> dict[str, Any]:
    said: dict[str, Any] = {"id": rule.id, "says": rule.says, "page": rule_page(rule.id)}
    if rule.category:
        said |= {"category": rule.category.value, "strength": rule.strength}
    if rule.signal:
        said["signal"] = rule.signal.value
    if rule.modifier:
        said["modifier"] = rule.modifier.value
    for key, clauses in (("all", rule.all), ("any", rule.any), ("none", rule.none)):
        said[key] = [numbers.setdefault(clause, len(numbers)) for clause in clauses]
    return said


def _clause(clause: Clause) -> dict[str, Any]:
    if clause.zone in TEXT_ZONES:
        return {"zone": clause.zone.value, "pattern": javascript_of(clause.terms)}
    return {"zone": clause.zone.value, "terms": list(clause.terms)}


def _lexicon(ruleset: Ruleset) -> dict[str, list[str]]:
    lists = ("verbs", "ambiguous", "fillers", "selectors", "rehearsals")
    return {name: sorted(getattr(ruleset.lexicon, name)) for name in lists}


def _precision() -> dict[str, Any]:
    measured = measured_precision()
    return {
        "prior_weight": PRIOR_WEIGHT,
        "review_below": REVIEW_BELOW,
        "certain": CERTAIN,
        "by_situation": {key: list(counts) for key, counts in measured.by_situation.items()},
        "by_rule": {key: list(counts) for key, counts in measured.by_rule.items()},
    }


def _recommended() -> dict[str, Any]:
    found = controls()
    asked = {"action": found.needs_review.action, "reason": _UNGUARDED}
    return {
        "placements": {key.value: _placed(one) for key, one in found.placements.items()},
        "signals": {key.value: _placed(one) for key, one in found.signals.items()},
        "needs_review": _placed(found.needs_review),
        "guarded": sorted({guard.signal.value for guard in found.guards}),
        "unguarded": asked,
    }


def _placed(placement: Placement) -> dict[str, Any] | None:
    """Return the rule of a placement; None where it is to hide the tool."""
    if placement.hide:
        return None
    rule: dict[str, Any] = {"action": placement.action, "reason": placement.reason}
    limit = placement.rate_limit
    return rule | ({"rate_limit": dict(limit)} if limit is not None else {})
