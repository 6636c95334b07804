"""Write the evaluation as the page of the guide, its pictures, and its figures as JSON."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from classifier.model.weights import Model
from classifier.taxonomy import Category
from classifier.training.calibrating import OVERRULES_FROM, READ_NEEDS, REVIEWED
from classifier.training.charts import Axis, confusion_chart, line_chart
from classifier.training.evaluating import Evaluation
from classifier.training.examples import HARD, Passes
from classifier.training.measuring import (
    Share,
    abstention,
    accuracy,
    calibration,
    calibration_error,
    confusion,
    macro_f1,
    precision,
    recall,
    share,
    taken_for_read,
)
from classifier.training.outcomes import Outcome
from classifier.training.special import special_figures

PAGE = "guide/method.md"
PICTURES = "assets/evaluation"
_TEMPLATE = Path(__file__).parent / "method.md.j2"
_MOST_MISSES = 12
_DISPUTED_FROM = 3


def report(evaluation: Evaluation, passes: Passes, model: Model) -> dict[str, str]:
    """Return the page, the pictures and the figures by their place below `site/`."""
    return {
        PAGE: _page(_context(evaluation, passes, model)),
        **{f"{PICTURES}/{name}.svg": text for name, text in _pictures(evaluation).items()},
        f"{PICTURES}/figures.json": _figures(evaluation),
    }


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Return Cohen's kappa: the agreement of two readers beyond that of chance."""
    seen = len(pairs)
    if not seen:
        return 0.0
    first, second = Counter(one for one, _ in pairs), Counter(two for _, two in pairs)
    agreed = sum(one == two for one, two in pairs) / seen
    chance = sum(first[label] * second[label] for label in first) / seen**2
    return (agreed - chance) / (1 - chance) if chance < 1 else 1.0


def interval(figure: Share) -> str:
    """Write a share with its interval: `94.2 % (93.8–94.6)`."""
    low, high = figure.interval
    return f"{figure.value:.1%} ({low * 100:.1f}–{high * 100:.1f})".replace("%", " %")


def _page(context: dict[str, Any]) -> str:
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, autoescape=False)
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8")).render(context) + "\n"


def _context(evaluation: Evaluation, passes: Passes, model: Model) -> dict[str, Any]:
    outcomes = evaluation.outcomes
    counts = confusion(outcomes)
    subsets = {name: accuracy(part) for name, part in evaluation.subsets.items()}
    return {
        "ci": interval,
        "pct": lambda value: f"{value:.0%}".replace("%", " %"),
        "pct1": lambda value: f"{value:.1%}".replace("%", " %"),
        "read_needs": READ_NEEDS,
        "review_share": REVIEWED,
        "overrules_from": OVERRULES_FROM,
        "labelled": len(outcomes),
        "servers": len({one.example.server for one in outcomes}),
        "hard": sum(one.example.label.source == HARD for one in outcomes),
        "agreement": share(one == two for one, two in passes.pairs),
        "kappa": kappa(passes.pairs),
        "accuracy": accuracy(outcomes),
        "subset_accuracy": subsets,
        "f1": macro_f1(counts),
        "taken": taken_for_read(outcomes),
        "taken_sure": taken_for_read(outcomes, above=0.9),
        "ece": calibration_error(outcomes),
        "reviewed": _reviewed(outcomes),
        "unclear": _reviewed([one for one in outcomes if one.label is None]),
        "categories": [_category(category, counts, outcomes) for category in Category],
        "methods": evaluation.methods,
        "signals": evaluation.signals,
        "special": special_figures(evaluation.written),
        "disputes": _disputed(evaluation),
        "overruling": model.overrules,
        "rules": evaluation.rules,
        "misses": _misses(counts),
        "bound": model.limits.error_bound,
        "review_bound": model.limits.review_error_bound,
    }


def _category(
    category: Category, counts: Counter[tuple[Category, Category]], outcomes: Sequence[Outcome]
) -> dict[str, Any]:
    said = [one for one in outcomes if one.conclusion.category is category]
    return {
        "name": category,
        "precision": precision(counts, category),
        "recall": recall(counts, category),
        "ece": calibration_error(said),
    }


def _reviewed(outcomes: Sequence[Outcome]) -> Share:
    return share(one.conclusion.needs_review for one in outcomes)


def _disputed(evaluation: Evaluation) -> list[tuple[str, Any]]:
    often = [item for item in evaluation.disputes.items() if item[1].seen >= _DISPUTED_FROM]
    return sorted(often, key=lambda item: (-item[1].seen, item[0]))


def _misses(counts: Counter[tuple[Category, Category]]) -> list[tuple[Category, Category, int]]:
    wrong = [(label, said, count) for (label, said), count in counts.items() if label is not said]
    return sorted(wrong, key=lambda one: (-one[2], one[0].precedence, one[1].precedence))[
        :_MOST_MISSES
    ]


def _pictures(evaluation: Evaluation) -> dict[str, str]:
    tenths = tuple(at / 10 for at in range(0, 11, 2))
    confidence = Axis("confidence of the verdict", 0, 1, tenths)
    right = Axis("right", 0, 1, tenths)
    bins = [(one.confidence, one.right.value) for one in calibration(evaluation.outcomes)]
    most = max(seen for seen, _ in evaluation.learning)
    labels = Axis("labels seen", 0, most * 1.05, tuple(most * at / 4 for at in range(5)), "")
    sent = Axis("sent to review", 0, 0.5, tuple(at / 10 for at in range(6)))
    wrong = Axis("wrong among the rest", 0, 0.08, tuple(at / 50 for at in range(5)))
    low = Axis("accuracy", 0.75, 1, (0.75, 0.8, 0.85, 0.9, 0.95, 1))
    return {
        "calibration": line_chart("Calibration", confidence, right, bins, has_ideal=True),
        "abstention": line_chart("Abstention", sent, wrong, list(abstention(evaluation.outcomes))),
        "learning": line_chart("Learning curve", labels, low, evaluation.learning),
        "confusion": confusion_chart("Confusion matrix", confusion(evaluation.outcomes)),
    }


def _figures(evaluation: Evaluation) -> str:
    counts = confusion(evaluation.outcomes)
    figures = {
        "accuracy": accuracy(evaluation.outcomes).value,
        "macro_f1": macro_f1(counts),
        "dangerous_taken_for_read": taken_for_read(evaluation.outcomes).value,
        "expected_calibration_error": calibration_error(evaluation.outcomes),
        "needs_review": _reviewed(evaluation.outcomes).value,
        "confusion": {
            label: {said: counts[label, said] for said in Category} for label in Category
        },
        "subsets": {name: accuracy(part).value for name, part in evaluation.subsets.items()},
        "methods": {one.name: one.accuracy.value for one in evaluation.methods},
        "learning": [[int(seen), value] for seen, value in evaluation.learning],
        "rules": {rule: [one.hits, one.seen] for rule, one in evaluation.rules.items()},
    }
    rounded = json.loads(json.dumps(figures), parse_float=lambda text: round(float(text), 4))
    return json.dumps(rounded, indent=1, sort_keys=True) + "\n"
