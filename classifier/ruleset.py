"""All rules, loaded once and indexed so that a definition is read only once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from classifier.errors import RulesetError
from classifier.features import Features
from classifier.lexicon import Lexicon, make_lexicon, verb_forms
from classifier.matching import Hit, Hits, Index, find_hits
from classifier.rule import (
    AMBIGUOUS_WEIGHS_LESS,
    OPENS_WEIGHS_LESS,
    Clause,
    Rule,
    Status,
    Zone,
)
from classifier.rulefile import RuleFileError, read_rule

RULES = Path(__file__).parent / "rules"
LEXICON = Path(__file__).parent / "lexicon.yaml"

_VERBS = (Zone.VERB, Zone.OPENS)
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Fired(NamedTuple):
    """A rule that fired, and where its conditions hold."""

    rule: Rule
    hits: tuple[Hit, ...]
    strength: int
    """That of the rule, less where only the description shows it."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule: Rule
    all: tuple[tuple[int, ...], ...]
    any: tuple[int, ...]
    none: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Rules that can be asked about a definition."""

    rules: tuple[Rule, ...]
    lexicon: Lexicon
    index: Index
    _compiled: tuple[_Compiled, ...]
    _by_clause: Mapping[int, tuple[int, ...]]

    def fired(self, features: Features) -> tuple[Fired, ...]:
        """Return the rules that fire, in the order of their ids."""
        hits = find_hits(features, self.index)
        by_clause = self._by_clause
        asked = hits.possible & by_clause.keys()
        candidates = {at for number in asked for at in by_clause[number]}
        found = [_fire(self._compiled[at], hits, self.lexicon) for at in sorted(candidates)]
        return tuple([fired for fired in found if fired is not None])


def _fire(compiled: _Compiled, hits: Hits, lexicon: Lexicon) -> Fired | None:
    for clauses in compiled.all:
        if hits.possible.isdisjoint(clauses):
            return None
    numbers = _shown(compiled, hits)
    if numbers is None or hits.first(compiled.none) is not None:
        return None
    rule, shown = compiled.rule, tuple(dict.fromkeys([hits[number] for number in numbers]))
    less = _weighs_less(shown, lexicon) if rule.strength else 0
    return Fired(rule, shown, max(0, rule.strength - less))


def _shown(compiled: _Compiled, hits: Hits) -> list[int] | None:
    """Return the clauses that show that the rule fires, or None where it does not."""
    shown: list[int] = []
    for numbers in compiled.all:
        number = hits.first(numbers)
        if number is None:
            return None
        shown.append(number)
    if compiled.any:
        found = hits.holding(compiled.any)
        if not found:
            return None
        shown += found
    return shown


def _weighs_less(shown: tuple[Hit, ...], lexicon: Lexicon) -> int:
    """Return how much a rule loses that rests on one verb, in the name or in the description."""
    hit = shown[-1]
    if hit.zone not in _VERBS or any(other.zone is not hit.zone for other in shown):
        return 0
    if hit.zone is Zone.OPENS:
        return OPENS_WEIGHS_LESS
    is_ambiguous = hit.text[hit.start : hit.end].lower() in lexicon.ambiguous
    return AMBIGUOUS_WEIGHS_LESS if is_ambiguous else 0


@cache
def default_ruleset() -> Ruleset:
    """Return the rules that ship with the classifier, loaded on first use."""
    return load_ruleset(RULES)


def load_ruleset(folder: Path, lexicon: Path = LEXICON) -> Ruleset:
    """Load every rule below `folder`; an id is the path without `.yaml`.

    Raises:
        RulesetError: any file is no usable rule; every problem is listed as `path:line`.
    """
    rules: list[Rule] = []
    problems: list[str] = []
    for path in sorted(folder.rglob("*.yaml")):
        try:
            rules.append(read_rule(path, path.relative_to(folder).with_suffix("").as_posix()))
        except RuleFileError as error:
            problems += [f"{path}:{line}: {message}" for line, message in error.problems]
    if problems:
        raise RulesetError("\n".join(problems))
    lists = yaml.load(lexicon.read_text(encoding="utf-8"), _LOADER)
    return make_ruleset(rules, lists)


def make_ruleset(rules: list[Rule], lists: Mapping[str, list[str]]) -> Ruleset:
    """Index `rules`; `lists` are those of `lexicon.yaml`. Deprecated rules are left out."""
    live = tuple(rule for rule in rules if rule.status is not Status.DEPRECATED)
    index = Index()
    compiled = tuple(_compile(rule, index) for rule in live)
    samples = [text for rule in live for text in _descriptions(rule)]
    for patterns in index.patterns.values():
        patterns.compile(samples)
    by_clause: dict[int, list[int]] = {}
    for at, one in enumerate(compiled):
        # Only conditions that every firing needs make a rule a candidate.
        for number in one.any or one.all[0]:
            by_clause.setdefault(number, []).append(at)
    return Ruleset(
        rules=live,
        lexicon=make_lexicon(_verbs(live), lists),
        index=index,
        _compiled=compiled,
        _by_clause={number: tuple(ats) for number, ats in by_clause.items()},
    )


def _compile(rule: Rule, index: Index) -> _Compiled:
    def numbers(clause: Clause) -> tuple[int, ...]:
        return tuple(index.add(part) for part in _parts(clause))

    return _Compiled(
        rule,
        all=tuple(numbers(clause) for clause in rule.all),
        any=tuple(number for clause in rule.any for number in numbers(clause)),
        none=tuple(number for clause in rule.none for number in numbers(clause)),
    )


def _parts(clause: Clause) -> Iterator[Clause]:
    """An `act` is a verb of the name, or any form of it at the opening of the description."""
    if clause.zone is Zone.ACT:
        yield Clause(Zone.VERB, clause.terms)
        yield Clause(Zone.OPENS, tuple(form for verb in clause.terms for form in verb_forms(verb)))
    elif clause.zone is Zone.OPENS:
        yield Clause(Zone.OPENS, tuple(form for verb in clause.terms for form in verb_forms(verb)))
    else:
        yield clause


def _descriptions(rule: Rule) -> Iterator[str]:
    for example in (*rule.match, *rule.no_match):
        if isinstance(example.get("description"), str):
            yield example["description"]


def _verbs(rules: tuple[Rule, ...]) -> Iterator[str]:
    for rule in rules:
        # Signals name nouns beside verbs, so only what decides a category counts.
        for clause in (*rule.all, *rule.any) if rule.category else ():
            if clause.zone in (Zone.ACT, Zone.VERB, Zone.OPENS):
                yield from clause.terms
