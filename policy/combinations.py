"""Risky combinations of tools, on one server or across many, and the fewest denials that end them.

A *pattern* names two or three legs. A *combination* is a pattern that is live in a stack: each of
its legs has at least one tool that can be called. It is broken once one leg has none left, so
whatever breaks every combination contains, for each of them, all tools of one leg; and the union
of one leg for each breaks them all. The fewest denials are therefore the smallest such union, and
searching all choices of one leg for each combination is exact.
"""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import yaml

from classifier import Category, RiskLevel, Signal

_FILE = Path(__file__).with_name("combinations.yaml")
_HUMP = re.compile("([a-z0-9])([A-Z])")
_NO_WORD = re.compile("[^a-z0-9]+", re.ASCII)
Key = tuple[str, str]
"""Label of a server and name of a tool: what a denial names."""
_Cost = tuple[int, int, tuple[Key, ...]]


class Judged(Protocol):
    """What combinations ask of a verdict; a row of a published list tells it, too."""

    @property
    def category(self) -> Category:
        """Worst effect of one call."""

    @property
    def risk(self) -> RiskLevel:
        """Risk level."""

    @property
    def signals(self) -> tuple[Signal, ...]:
        """What else the definition shows."""


class Candidate(Protocol):
    """A tool as combinations see it."""

    @property
    def server(self) -> str:
        """Label of its server."""

    @property
    def name(self) -> str:
        """The name that the server declares."""

    @property
    def verdict(self) -> Judged:
        """What was judged of it."""

    @property
    def is_callable(self) -> bool:
        """True unless every call of it is denied."""


@dataclass(frozen=True, slots=True)
class Named:
    """Tools that serve a leg by what they are called."""

    categories: frozenset[Category]
    phrases: tuple[frozenset[str], ...]
    """A name has every word of one of them."""
    without: frozenset[str]
    """Words of which a name has none."""

    def takes(self, tool: Candidate) -> bool:
        """Tell whether `tool` is called so."""
        if tool.verdict.category not in self.categories:
            return False
        words = words_of_name(tool.name)
        return words.isdisjoint(self.without) and any(each <= words for each in self.phrases)


@dataclass(frozen=True, slots=True)
class Leg:
    """One kind of tool that a pattern needs."""

    name: str
    signals: frozenset[Signal] = frozenset()
    categories: frozenset[Category] = frozenset()
    together: frozenset[tuple[Category, Signal]] = frozenset()
    """A category with a signal, where neither serves alone."""
    named: tuple[Named, ...] = ()

    def takes(self, tool: Candidate) -> bool:
        """Tell whether `tool` serves this leg."""
        category, signals = tool.verdict.category, tool.verdict.signals
        return (
            category in self.categories
            or not self.signals.isdisjoint(signals)
            or any((category, signal) in self.together for signal in signals)
            or any(each.takes(tool) for each in self.named)
        )


@dataclass(frozen=True, slots=True)
class Pattern:
    """Tools that are worse together than each alone."""

    id: str
    """Permanent, as rules of SARIF have to be."""
    name: str
    title: str
    risk: RiskLevel
    reason: str
    legs: tuple[Leg, ...]


@dataclass(frozen=True, slots=True)
class Combination:
    """A pattern that is live, with the tools of each leg."""

    pattern: Pattern
    legs: tuple[tuple[Key, ...], ...]
    """One for each leg of the pattern, never empty, sorted."""

    @property
    def servers(self) -> tuple[str, ...]:
        """Labels of the servers that take part."""
        return tuple(sorted({server for leg in self.legs for server, _ in leg}))


@functools.cache
def patterns() -> tuple[Pattern, ...]:
    """Return every known pattern."""
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    legs = {name: _leg(name, leg) for name, leg in raw["legs"].items()}
    return tuple(_pattern(each, legs) for each in raw["patterns"])


def words_of_name(name: str) -> frozenset[str]:
    """Return the words of the name of a tool: ASCII letters and digits, in lower case."""
    return frozenset(_NO_WORD.split(_HUMP.sub(r"\1 \2", name).lower()))


def combinations(
    tools: Iterable[Candidate], known: Sequence[Pattern] | None = None
) -> tuple[Combination, ...]:
    """Return the patterns that are live among the tools that can be called."""
    usable = [tool for tool in tools if tool.is_callable]
    found = []
    for pattern in patterns() if known is None else known:
        legs = tuple(
            tuple(sorted({(tool.server, tool.name) for tool in usable if leg.takes(tool)}))
            for leg in pattern.legs
        )
        if all(legs):
            found.append(Combination(pattern, legs))
    return tuple(found)


def fewest_denials(live: Sequence[Combination], tools: Iterable[Candidate] = ()) -> tuple[Key, ...]:
    """Return the smallest set of tools whose denial breaks every combination, sorted.

    Among sets of one size the one that takes away the most risk wins, then the first by name, so
    the answer is always the same. `tools` tells the risks.
    """
    ranks: dict[Key, int] = {}
    for tool in tools:
        key = (tool.server, tool.name)
        ranks[key] = max(ranks.get(key, 0), tool.verdict.risk.rank)
    choices = sorted(
        ([frozenset(leg) for leg in combination.legs] for combination in live),
        key=lambda legs: min(len(leg) for leg in legs),
        reverse=True,
    )
    best = _cheapest(choices, frozenset(), None, ranks)
    return best[2] if best else ()


def _cheapest(
    choices: list[list[frozenset[Key]]],
    taken: frozenset[Key],
    best: _Cost | None,
    ranks: dict[Key, int],
) -> _Cost | None:
    """Search every choice of one leg each; a branch that is larger than the best ends."""
    if best is not None and len(taken) > best[0]:
        return best
    if not choices:
        cost = (len(taken), -sum(ranks.get(key, 0) for key in taken), tuple(sorted(taken)))
        return cost if best is None or cost < best else best
    for leg in sorted(choices[0], key=lambda leg: len(leg - taken)):
        best = _cheapest(choices[1:], taken | leg, best, ranks)
    return best


def _pattern(raw: Mapping[str, Any], legs: Mapping[str, Leg]) -> Pattern:
    return Pattern(
        id=raw["id"],
        name=raw["name"],
        title=raw["title"],
        risk=RiskLevel(raw["risk"]),
        reason=raw["reason"],
        legs=tuple(legs[name] for name in raw["legs"]),
    )


def _leg(name: str, raw: Mapping[str, Any]) -> Leg:
    return Leg(
        name=name,
        signals=frozenset(Signal(one) for one in raw.get("signals", ())),
        categories=frozenset(Category(one) for one in raw.get("categories", ())),
        together=frozenset(
            (Category(category), Signal(signal)) for category, signal in raw.get("together", ())
        ),
        named=tuple(_named(one) for one in raw.get("named", ())),
    )


def _named(raw: Mapping[str, Any]) -> Named:
    return Named(
        categories=frozenset(Category(one) for one in raw["categories"]),
        phrases=tuple(frozenset(words) for words in raw["words"]),
        without=frozenset(raw.get("not", ())),
    )
