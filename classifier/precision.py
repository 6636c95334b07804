"""How often decisions have been right, as measured; written by `benchmarks/rules.py`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from classifier.deciding import Decision, Situation

PRECISION = Path(__file__).parent / "precision.json"
PRIOR_WEIGHT = 8
"""So many measurements of a situation count as much as the average over all rules."""
REVIEW_BELOW = 0.6
"""Decisions that have been right less often than this are for a person to look at."""


@dataclass(frozen=True, slots=True)
class Precision:
    """Counts `(right, seen)` by situation, and by deciding rule and situation."""

    by_situation: Mapping[str, tuple[int, int]]
    by_rule: Mapping[str, tuple[int, int]]
    """Keys are `rule id:situation`."""

    def of(self, decision: Decision) -> float:
        """Return how often a decision like this one has been right, 0 … 1."""
        prior = _share(*self.by_situation.get(decision.situation, (0, 0)), prior=0.5)
        if decision.deciding is None:
            return round(prior, 3)
        right, seen = self.by_rule.get(situation_key(decision), (0, 0))
        return round(_share(right, seen, prior=prior), 3)


def situation_key(decision: Decision) -> str:
    """Return the key that decisions of one kind share."""
    rule = decision.deciding.rule.id if decision.deciding else "-"
    return f"{rule}:{decision.situation}"


def _share(right: int, seen: int, *, prior: float) -> float:
    return (right + PRIOR_WEIGHT * prior) / (seen + PRIOR_WEIGHT)


@cache
def measured_precision() -> Precision:
    """Return the figures that ship with the classifier."""
    if not PRECISION.exists():
        return Precision({}, {})
    data = json.loads(PRECISION.read_text(encoding="utf-8"))
    return Precision(
        by_situation={key: tuple(counts) for key, counts in data["by_situation"].items()},
        by_rule={key: tuple(counts) for key, counts in data["by_rule"].items()},
    )


def needs_review(decision: Decision, confidence: float) -> bool:
    """Tell whether nothing decides, or what decides has too often been wrong."""
    return decision.situation is Situation.UNDECIDED or confidence < REVIEW_BELOW
