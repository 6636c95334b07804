"""Turn what moved the model into findings and into one sentence."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from classifier.features import Features
from classifier.model.grams import Block
from classifier.model.placing import Place, place_of
from classifier.model.predicting import Scored
from classifier.taxonomy import Category
from classifier.tokens import split_name
from classifier.verdict import Finding

MOST_SHOWN = 2
MOST_TRIED = 8
"""Grams that are looked for; those that overlap a stronger one, or say nothing, are not shown."""
LEAST_WEIGHT = 0.15
"""Grams that move the scores by less are not shown."""

_TEXTS = Path(__file__).parent / "texts.yaml"


class Shown(NamedTuple):
    """A place that moved the model."""

    block: Block
    place: Place


def what_moved(
    features: Features, scored: Scored, *, category: Category, runner_up: Category
) -> tuple[Shown, ...]:
    """Return the places that moved the model most from `runner_up` to `category`."""
    shown: list[Shown] = []
    for push in scored.strongest(category, runner_up, LEAST_WEIGHT)[:MOST_TRIED]:
        if len(shown) == MOST_SHOWN:
            break
        place = place_of(features, push.block, push.gram)
        if place is None or not _says_something(place):
            continue
        if not any(_overlap(place, one.place) for one in shown):
            shown.append(Shown(push.block, place))
    return tuple(shown)


def findings_of_model(
    shown: Sequence[Shown], *, category: Category, runner_up: Category
) -> Iterator[Finding]:
    """Yield the places as evidence; their rule is `model/` and the block of the definition."""
    says = _texts()["says"].format(category=category, runner_up=runner_up)
    for one in shown:
        place = one.place
        yield Finding(
            rule=f"model/{one.block}",
            field=place.field,
            start=place.start,
            end=place.end,
            quote=place.quote,
            says=says,
        )


def why_the_model(shown: Sequence[Shown], *, category: Category, runner_up: Category) -> str:
    """Return one sentence: why `category` and not `runner_up`."""
    template = _texts()["moved" if shown else "unmoved"]
    places = ", ".join(
        _texts()["places"][one.block].format(quote=f"`{' '.join(one.place.quote.split())}`")
        for one in shown
    )
    sentence: str = template.format(category=category, runner_up=runner_up, places=places)
    return sentence


def _says_something(place: Place) -> bool:
    """Tell whether a person can see a meaning in the words of a place."""
    return any(token.word not in _stop_words() for token in split_name(place.quote))


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(_texts()["stop_words"])


def _overlap(one: Place, other: Place) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end


@cache
def _texts() -> Any:
    return yaml.safe_load(_TEXTS.read_text(encoding="utf-8"))
