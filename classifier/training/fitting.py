"""Fit the weights: one multinomial logistic regression over all blocks of grams."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from classifier.model.grams import Block
from classifier.model.weights import SCALE, Row, pack
from classifier.taxonomy import Category
from classifier.training.examples import Example

INVERSE_PENALTY = 8.0
FACTS_WEIGH = 0.25
"""Facts stand beside four blocks of length 1, and an example has some forty of them."""
SEEN_AT_LEAST = 3
MOST_ROUNDS = 300
TOLERANCE = 1e-3
_ORDER = {category.value: at for at, category in enumerate(Category)}


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights as whole numbers, as they are stored."""

    bias: tuple[float, ...]
    weights: Mapping[Block, Mapping[str, Row]]


def fit(examples: Sequence[Example]) -> Fitted:
    """Fit the weights to `examples`, those without a category left out."""
    known = [one for one in examples if one.label.category is not None]
    vectorizers = {block: _vectorizer(block) for block in Block if _is_used(block, known)}
    columns = [
        vectorizers[block].fit_transform([one.grams[block] for one in known]) * _share(block)
        for block in vectorizers
    ]
    regression = LogisticRegression(C=INVERSE_PENALTY, max_iter=MOST_ROUNDS, tol=TOLERANCE)
    labels = [_ORDER[one.label.category] for one in known if one.label.category]
    regression.fit(
        hstack(columns).tocsr(), labels, sample_weight=[one.label.weight for one in known]
    )
    if list(regression.classes_) != list(range(len(Category))):
        raise ValueError("every category needs an example")
    return Fitted(
        bias=tuple(round(float(value), 3) for value in regression.intercept_),
        weights=_split(vectorizers, regression.coef_),
    )


def _is_used(block: Block, examples: Sequence[Example]) -> bool:
    """Tell whether any gram of the block is seen often enough."""
    counts = Counter(gram for one in examples for gram in one.grams[block])
    return any(count >= SEEN_AT_LEAST for count in counts.values())


def _vectorizer(block: Block) -> Any:
    is_text = block is not Block.FACTS
    return TfidfVectorizer(
        analyzer=sorted,
        binary=True,
        min_df=SEEN_AT_LEAST,
        use_idf=is_text,
        norm="l2" if is_text else None,
    )


def _share(block: Block) -> float:
    return FACTS_WEIGH if block is Block.FACTS else 1.0


def _split(vectorizers: Mapping[Block, Any], coefficients: Any) -> dict[Block, dict[str, Row]]:
    weights: dict[Block, dict[str, Row]] = {block: {} for block in Block}
    start = 0
    for block, vectorizer in vectorizers.items():
        names = vectorizer.get_feature_names_out()
        idf = vectorizer.idf_ if block is not Block.FACTS else [1.0] * len(names)
        part = coefficients[:, start : start + len(names)].T
        weights[block] = {
            str(name): _row(part[at], float(idf[at]), _share(block))
            for at, name in enumerate(names)
        }
        start += len(names)
    return weights


def _row(coefficients: Any, idf: float, share: float) -> Row:
    """The last number is the squared length that the gram adds to its block."""
    moved = [round(float(value) * idf * share * SCALE) for value in coefficients]
    return pack([*moved, max(1, round(idf * idf * SCALE))])
