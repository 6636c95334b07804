"""What the pages of the classifier's rules show."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from catalog.entry import Row
from catalog.render.address import label_page, rule_page
from catalog.render.words import Words
from classifier.deciding import Situation
from classifier.precision import measured_precision
from classifier.rule import Clause, Rule
from classifier.ruleset import default_ruleset

_FILE = Path(__file__).with_name("rules.yaml")
SHOWN = 24
"""Terms of a condition that are shown before the rest is folded away."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition in words, with what it looks for."""

    says: str
    terms: tuple[str, ...]
    rest: tuple[str, ...]
    """Terms beyond the first few."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Conditions that hold together, and how."""

    says: str
    each: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """How often the rule was right where it decided, in one kind of situation."""

    situation: str
    right: int
    seen: int

    @property
    def share(self) -> float:
        """Part of the decisions that were right."""
        return self.right / self.seen if self.seen else 0.0


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule of the classifier."""

    id: str
    page: str
    family: str
    says: str
    status: str
    concludes: str
    """The label it speaks for."""
    concludes_page: str | None
    strength: int
    """0 for signals and modifiers, which are not weighed against each other."""
    conditions: tuple[Conditions, ...]
    match: tuple[str, ...]
    """Definitions on which it fires, as JSON."""
    no_match: tuple[str, ...]
    measured: tuple[Measured, ...]
    count: int
    """Tools of the catalogue on which it fired."""

    @property
    def precision(self) -> Measured | None:
        """All situations together; None where it never decided a measured definition."""
        seen = sum(each.seen for each in self.measured)
        return Measured("", sum(each.right for each in self.measured), seen) if seen else None


@dataclass(frozen=True, slots=True)
class RuleFamily:
    """The rules of one folder."""

    id: str
    title: str
    lead: str
    rules: tuple[RuleView, ...]

    @property
    def at_work(self) -> tuple[RuleView, ...]:
        """Those that fired on a tool of the catalogue."""
        return tuple(rule for rule in self.rules if rule.count)

    @property
    def idle(self) -> tuple[RuleView, ...]:
        """Those that fired on none."""
        return tuple(rule for rule in self.rules if not rule.count)


@dataclass(frozen=True, slots=True)
class RulePage:
    """Everything the page of one rule prints."""

    rule: RuleView
    family: RuleFamily
    examples: tuple[Row, ...]
    """Some tools on which it fired."""


def rule_families(counts: Mapping[str, int], words: Words) -> tuple[RuleFamily, ...]:
    """Return every live rule by family; `counts` are tools by the id of the rule."""
    views = [_view(rule, counts.get(rule.id, 0), words) for rule in default_ruleset().rules]
    return tuple(
        RuleFamily(key, said["title"], said["lead"], found)
        for key, said in _texts()["families"].items()
        if (found := tuple(view for view in views if view.family == key))
    )


def _view(rule: Rule, count: int, words: Words) -> RuleView:
    label = rule.category or rule.signal
    title = words.signal[rule.signal]["title"] if rule.signal else str(rule.category or "")
    return RuleView(
        id=rule.id,
        page=rule_page(rule.id),
        family=rule.id.partition("/")[0],
        says=rule.says,
        status=rule.status.value,
        concludes=title if label else _texts()["modifiers"][rule.modifier],
        concludes_page=label_page(label) if label else None,
        strength=rule.strength,
        conditions=tuple(_conditions(rule)),
        match=tuple(_told(each) for each in rule.match),
        no_match=tuple(_told(each) for each in rule.no_match),
        measured=tuple(_measured(rule.id)),
        count=count,
    )


def _conditions(rule: Rule) -> Iterator[Conditions]:
    for key, clauses in (("all", rule.all), ("any", rule.any), ("none", rule.none)):
        if clauses:
            yield Conditions(_texts()["joined"][key], tuple(_condition(each) for each in clauses))


def _condition(clause: Clause) -> Condition:
    terms = clause.terms
    return Condition(_texts()["zones"][clause.zone], terms[:SHOWN], terms[SHOWN:])


def _told(definition: Mapping[str, Any]) -> str:
    return json.dumps(definition, ensure_ascii=False)


def _measured(rule: str) -> Iterator[Measured]:
    figures = measured_precision().by_rule
    for situation in Situation:
        if found := figures.get(f"{rule}:{situation}"):
            yield Measured(_texts()["situations"][situation], *found)


@cache
def _texts() -> Mapping[str, Any]:
    texts: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return texts
