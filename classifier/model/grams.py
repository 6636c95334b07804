"""The words and pairs of words that the model weighs, each in its block of the definition."""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from itertools import chain, pairwise

from classifier.deciding import Decision, Situation
from classifier.features import Features
from classifier.matching import shapes
from classifier.rule import Zone
from classifier.ruleset import Fired
from classifier.taxonomy import Category
from classifier.tokens import plain

MOST_SUMMARY_WORDS = 40
MOST_REST_WORDS = 80
MOST_PARAMETERS = 40
MOST_CHOICES = 60

WORD = re.compile(r"[^\W_]+")


class Block(StrEnum):
    """A part of the definition; each is weighed by itself, however long it is."""

    NAME = "name"
    SUMMARY = "summary"
    """The first sentence of the description."""
    REST = "rest"
    """What follows it."""
    PARAMETERS = "parameters"
    """Their names and the values they may take."""
    FACTS = "facts"
    """What the rules and the annotations say."""


def read_grams(
    features: Features, fired: tuple[Fired, ...], decision: Decision
) -> dict[Block, set[str]]:
    """Return the grams of each block; what they stand for is told by their first character.

    A word is itself, two words stand with a space between; `^` opens and `$` closes a name or
    a sentence; `!` is a verb as the lexicon knows it; `:` is the whole name of a parameter,
    `=` a value that one may take, `#` an operation.
    """
    summary, rest = _sentences(features)
    return {
        Block.NAME: _name(features),
        Block.SUMMARY: _summary(features, summary),
        Block.REST: set(rest),
        Block.PARAMETERS: set(_parameters(features)),
        Block.FACTS: set(_facts(features, fired, decision)),
    }


def words_of(text: str) -> list[str]:
    """Return the words of running text; one without spaces is cut into pairs of characters."""
    lowered = text.lower()
    found: list[str] = WORD.findall(lowered)
    if lowered.isascii():
        return found
    return list(chain.from_iterable(map(_cut, map(plain, found))))


def _cut(word: str) -> Iterator[str]:
    yield word
    # Chinese, Japanese and Korean write whole clauses without a space.
    if len(word) > 1 and max(word) > "\u2e80":
        yield from (word[at : at + 2] for at in range(len(word) - 1))


def _name(features: Features) -> set[str]:
    words = [token.word for token in features.name.tokens]
    if not features.name.text.isascii():
        words = [part for word in words for part in _cut(word)]
    found = {*words, *map(" ".join, pairwise(words))}
    if words:
        found.add(f"^{words[0]}")
        found.add(f"${words[-1]}")
    found.update([f"!{verb.word}" for verb in features.verbs])
    return found


def _sentences(features: Features) -> tuple[list[str], list[str]]:
    text, end = features.description, features.summary_end
    rest = text[end : end + 12 * MOST_REST_WORDS]
    return words_of(text[:end])[:MOST_SUMMARY_WORDS], words_of(rest)[:MOST_REST_WORDS]


def _summary(features: Features, words: list[str]) -> set[str]:
    found = {*words, *map(" ".join, pairwise(words))}
    if words:
        found.add(f"^{words[0]}")
    found.update([f"!{verb.word}" for verb in features.opens])
    return found


def _parameters(features: Features) -> Iterator[str]:
    for parameter in features.parameters[:MOST_PARAMETERS]:
        yield f":{parameter.name.lower()}"
        for token in parameter.tokens:
            yield token.word
    left = MOST_CHOICES
    for parameter in features.parameters:
        for choice in parameter.choices[:left]:
            yield f"={choice.value.lower()}"
        left = max(0, left - len(parameter.choices))
    for operation in features.operations:
        yield from (f"#{token.word}" for token in operation.tokens[:1])


def _facts(features: Features, fired: tuple[Fired, ...], decision: Decision) -> Iterator[str]:
    yield from _decision(decision)
    best: dict[Category, int] = {}
    for rule, hits, strength in fired:
        category = rule.category
        if category is not None and strength > best.get(category, -1):
            best[category] = strength
        yield from _fired(rule.id, category, frozenset([hit.zone for hit in hits]))
    for category, strength in best.items():
        yield from _steps("strength", category, strength)
    for name, value in (features.definition.annotations or {}).items():
        if isinstance(value, bool):
            yield f"hint {name}={value}"
    yield f"parameters {min(8, len(features.parameters))}"
    if features.definition.input_schema is None:
        yield "no schema"
    yield from (f"shape {shape}" for shape in shapes(features))


# Few rules fire in few zones: what is said of them is the same few thousand strings.
@cache
def _fired(rule: str, category: Category | None, zones: frozenset[Zone]) -> tuple[str, ...]:
    if category is None:
        return (f"rule {rule}",)
    return f"rule {rule}", f"zone {category} {'+'.join(sorted(zones))}"


@cache
def _steps(what: str, category: Category, most: int) -> tuple[str, ...]:
    """One gram for every ten up to `most`, so that little and much share what they share."""
    return tuple(f"{what} {category} {step}" for step in range(0, most + 1, 10))


def _decision(decision: Decision) -> Iterator[str]:
    strongest = decision.deciding.strength if decision.deciding else 0
    margin = strongest - (decision.contender.strength if decision.contender else 0)
    yield from _decided(decision.category, decision.situation, decision.runner_up)
    yield from _steps("margin", decision.category, min(50, margin))
    if decision.deciding:
        yield f"by {decision.deciding.rule.id}"


@cache
def _decided(category: Category, situation: Situation, runner_up: Category) -> tuple[str, ...]:
    over = f"decided {category} over {runner_up}"
    return f"decided {category}", f"decided {category} {situation}", over
