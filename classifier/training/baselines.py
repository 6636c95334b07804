"""What a simpler method reaches on the same split."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from classifier.taxonomy import Category
from classifier.tokens import split_name
from classifier.training.examples import Example

Predictor = Callable[[Sequence[Example]], list[Category]]


def always_read(seen: Sequence[Example]) -> Predictor:
    """Say Read, which is the most frequent category."""
    return lambda unseen: [Category.READ for _ in unseen]


def leading_verb(seen: Sequence[Example]) -> Predictor:
    """Say what the first word of the name most often stood for."""
    counts: dict[str, Counter[Category]] = defaultdict(Counter)
    for one in seen:
        if one.label.category is not None:
            counts[_first_word(one)][one.label.category] += 1

    def predict(example: Example) -> Category:
        found = counts.get(_first_word(example))
        return max(found, key=lambda one: (found[one], -one.precedence)) if found else Category.READ

    return lambda unseen: list(map(predict, unseen))


def rules_alone(seen: Sequence[Example]) -> Predictor:
    """Say what the strongest rule says; the rules were written with labels in sight."""
    return lambda unseen: [one.decision.category for one in unseen]


def text_pipeline(texts: Sequence[str], labels: Sequence[str]) -> Any:
    """Return word and character TF-IDF with logistic regression, fitted."""
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    characters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True, max_features=80_000
    )
    pipeline = make_pipeline(make_union(words, characters), LogisticRegression(C=8.0, max_iter=200))
    return pipeline.fit(texts, labels)


def text_alone(seen: Sequence[Example]) -> Predictor:
    """Let TF-IDF and logistic regression read the name and the description."""
    known = [one for one in seen if one.label.category is not None]
    labels = [one.label.category.value for one in known if one.label.category]
    pipeline = text_pipeline([text_of(one) for one in known], labels)
    return lambda unseen: [
        Category(str(said)) for said in pipeline.predict([text_of(one) for one in unseen])
    ]


def text_of(example: Example) -> str:
    """Return the words of the name and the description, as one text."""
    words = " ".join(token.word for token in example.features.name.tokens)
    return f"{words} . {example.features.description[:1500]}"


def _first_word(example: Example) -> str:
    tokens = split_name(example.definition.name)
    return tokens[0].word if tokens else ""
