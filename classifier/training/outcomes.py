"""Verdicts on servers that neither the model nor its thresholds have seen."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from classifier.combining import Conclusion, conclude
from classifier.deciding import modifiers_of
from classifier.model.grams import Block
from classifier.model.predicting import Scored, score
from classifier.taxonomy import Category
from classifier.training.baselines import Predictor
from classifier.training.calibrating import calibrate, predict_unseen, uncalibrated
from classifier.training.examples import Example
from classifier.training.fitting import fit
from classifier.training.folds import PARTS, folds, part_of

_OUTER_SEED = 1
_INNER_PARTS = 4
_INNER_SEED = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """One labelled definition and the verdict on it."""

    example: Example
    scored: Scored
    conclusion: Conclusion

    @property
    def label(self) -> Category | None:
        """The right category; None where the definition does not say enough."""
        return self.example.label.category

    @property
    def is_right(self) -> bool:
        """Whether the verdict agrees with the label."""
        return self.conclusion.category is self.label


def nested_outcomes(examples: Sequence[Example]) -> Iterator[Outcome]:
    """Yield a verdict for every example, from a model trained and calibrated on other servers.

    Weights, curves, thresholds and overrules all come from the servers that are seen: the
    thresholds are set on predictions of a second split within them.
    """
    for fold in folds(examples, parts=PARTS, seed=_OUTER_SEED):
        inner = predict_unseen(fold.seen, parts=_INNER_PARTS, seed=_INNER_SEED)
        model = calibrate(fit(fold.seen), inner, name="cross-check")
        for one in fold.unseen:
            scored = score(model, one.grams)
            yield Outcome(
                one, scored, conclude(model, scored, one.decision, modifiers_of(one.fired))
            )


def learning_curve(
    examples: Sequence[Example], shares: Sequence[float]
) -> Iterator[tuple[int, float]]:
    """Yield how many labels were seen and the accuracy, for a share of all servers each.

    Rules are left out: they were written with all labels in sight, and would hide the curve.
    """
    texts = [replace(one, grams={**one.grams, Block.FACTS: set()}) for one in examples]
    for share in shares:
        right = seen = known = 0
        for fold in folds(texts, parts=PARTS, seed=_OUTER_SEED):
            part = [one for one in fold.seen if _keeps(one, share)]
            model = uncalibrated(fit(part))
            unseen = [one for one in fold.unseen if one.label.is_real and one.label.category]
            right += sum(score(model, one.grams).category is one.label.category for one in unseen)
            known += len(unseen)
            seen += sum(one.label.is_real for one in part)
        yield seen // PARTS, right / known


def _keeps(example: Example, share: float) -> bool:
    if not example.label.is_real:
        return True
    return part_of(example.server, 1000, 3) < share * 1000


def predicted_by(
    examples: Sequence[Example], train: Callable[[Sequence[Example]], Predictor]
) -> list[tuple[Example, Category]]:
    """Return what a baseline says of each real example, trained on the same seen servers."""
    found: list[tuple[Example, Category]] = []
    for fold in folds(examples, parts=PARTS, seed=_OUTER_SEED):
        unseen = [one for one in fold.unseen if one.label.is_real and one.label.category]
        found += zip(unseen, train(fold.seen)(unseen), strict=True)
    return found
