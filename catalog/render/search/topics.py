"""The pages that explain, as results of their own: labels, attack patterns, guide."""

from collections.abc import Iterable, Mapping
from typing import Any

from catalog.render.address import BROWSE, label_page
from catalog.render.reference.attackpages import AttackCard
from catalog.render.search.asked import called, phrases
from catalog.render.search.profile import CONTRADICTIONS
from catalog.render.words import Words
from classifier import Category, RiskLevel, Signal

_KINDS = (("risk", RiskLevel), ("category", Category), ("signal", Signal))


def labels(words: Words) -> dict[str, list[list[Any]]]:
    """Return the labels of each kind in the order of their bits: value, title, page, phrases."""
    found: dict[str, list[list[Any]]] = {
        kind: [_label(words, kind, label) for label in labels] for kind, labels in _KINDS
    }
    return found | {"contradiction": [_contradiction(name) for name in CONTRADICTIONS]}


def topics(attacks: Iterable[AttackCard]) -> list[list[Any]]:
    """Return attack patterns and pages: kind, title, page, about, count or null, phrases."""
    return [*map(_attack, attacks), *map(_page, called()["page"])]


def _label(words: Words, kind: str, label: RiskLevel | Category | Signal) -> list[Any]:
    title = words.of(kind)[label].get("title", label.value)
    more = called()[kind][label.value]
    return [label.value.lower(), title, label_page(label), phrases(title, label.value, *more)]


def _contradiction(name: str) -> list[Any]:
    more = called()["contradiction"][name]
    return [name, name, f"{BROWSE}?contradiction={name}", phrases(name, *more)]


def _attack(card: AttackCard) -> list[Any]:
    named = phrases(card.title, card.id, *called()["attack"][card.id])
    return ["attack", card.title, card.page, card.more, card.count, named]


def _page(page: Mapping[str, Any]) -> list[Any]:
    named = phrases(page["title"], *page["called"])
    return ["page", page["title"], page["page"], page["about"], None, named]
