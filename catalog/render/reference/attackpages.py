"""What the pages of attack patterns show."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from catalog.entry.attacks import Pattern, Way, attack_patterns
from catalog.render.address import ATTACKS, attack_page, label_page
from catalog.render.reference.remedies import Remedy, remedies
from catalog.render.words import Words
from classifier import Category

_FILE = Path(__file__).with_name("attacks.yaml")


@dataclass(frozen=True, slots=True)
class Opening:
    """One way in which a tool is open to a pattern; all of it has to hold."""

    signals: tuple[tuple[str, str], ...]
    """Title and page of each."""
    categories: tuple[tuple[str, str], ...]
    """Name and page of each; empty where any category will do."""
    not_confined: bool


@dataclass(frozen=True, slots=True)
class AttackCard:
    """One attack pattern with how many tools are open to it."""

    framework: str
    id: str
    title: str
    url: str
    means: str
    how: str
    openings: tuple[Opening, ...]
    remedy: Remedy
    page: str
    count: int
    parent: str = ATTACKS
    heading: str = "Attack patterns"
    document: str | None = None

    @property
    def name(self) -> str:
        """What the list of its tools is called."""
        return self.title

    @property
    def more(self) -> str:
        """Where the name comes from."""
        return f"{self.framework}, {self.id}"


def attack_cards(counts: Mapping[str, int], words: Words) -> tuple[AttackCard, ...]:
    """Return every pattern in the order of the frameworks; `counts` are tools by its id."""
    return tuple(_card(each, counts.get(each.id, 0), words) for each in attack_patterns())


def _card(pattern: Pattern, count: int, words: Words) -> AttackCard:
    said = _texts()[pattern.id]
    return AttackCard(
        framework=pattern.framework,
        id=pattern.id,
        title=pattern.title,
        url=pattern.url,
        means=said["what"],
        how=said["how"],
        openings=tuple(_opening(way, words) for way in pattern.ways),
        remedy=remedies()[said["remedy"]],
        page=attack_page(pattern.id),
        count=count,
    )


def _opening(way: Way, words: Words) -> Opening:
    is_any = way.categories == frozenset(Category)
    named = [category for category in Category if category in way.categories]
    return Opening(
        signals=tuple((words.signal[each]["title"], label_page(each)) for each in way.signals),
        categories=tuple((each.value, label_page(each)) for each in named if not is_any),
        not_confined=way.not_confined,
    )


@cache
def _texts() -> Mapping[str, Any]:
    texts: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return texts
