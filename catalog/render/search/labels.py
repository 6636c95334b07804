"""The labels that searching knows by name, and the words that call for them."""

from typing import Any

from catalog.render.address import label_page
from catalog.render.search.profile import CONTRADICTIONS
from catalog.render.search.terms import parts
from catalog.render.words import Words
from classifier import Category, RiskLevel, Signal

_TOO_PLAIN = frozenset(("as", "at", "once", "many", "input"))
_KINDS = (("risk", RiskLevel), ("category", Category), ("signal", Signal))


def labels(words: Words) -> dict[str, list[Any]]:
    """Return the labels of each kind in the order of their bits: value, title, page, terms."""
    found: dict[str, list[Any]] = {
        kind: [_label(words, kind, label) for label in labels] for kind, labels in _KINDS
    }
    return found | {"contradiction": [[name, name, "", []] for name in CONTRADICTIONS]}


def _label(words: Words, kind: str, label: RiskLevel | Category | Signal) -> list[Any]:
    title = words.of(kind)[label].get("title", label.value)
    called = {*parts(title), *parts(label.value)} - _TOO_PLAIN
    return [label.value.lower(), title, label_page(label), sorted(called)]
