"""Check rules for what a reader or a later change would trip over; run by the tests."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import re2  # type: ignore[import-untyped]

from classifier.classifying import findings_of
from classifier.definition import Definition, parse_definition, text_at
from classifier.errors import DefinitionError
from classifier.features import read_features
from classifier.patterns import pattern_of
from classifier.rule import TEXT_ZONES, Rule, Shape, Zone
from classifier.ruleset import Fired, Ruleset

_ID = re.compile(r"[a-z]+/[a-z0-9]+(-[a-z0-9]+)*\Z")
_HINT = re.compile(r"(readOnly|destructive|idempotent|openWorld)Hint=(true|false)\Z")
_LONGEST_SAYS = 120


@dataclass(frozen=True, slots=True)
class Complaint:
    """One rule that fails one check."""

    rule: str
    check: str
    problem: str
    recommendation: str


class Check(ABC):
    """One thing that every rule has to be."""

    name: ClassVar[str]
    recommendation: ClassVar[str]

    @abstractmethod
    def problems(self, rule: Rule, ruleset: Ruleset) -> Iterator[str]:
        """Yield what is wrong with `rule`."""


class IdIsPlain(Check):
    """Ids are used in pages and links."""

    name = "id is family/name in lower case"
    recommendation = "Rename the file: one family folder, words parted by hyphens."

    def problems(self, rule: Rule, ruleset: Ruleset) -> Iterator[str]:
        """Yield what is wrong with `rule`."""
        if not _ID.match(rule.id):
            yield rule.id


class SaysIsSentence(Check):
    """`says` is printed as evidence."""

    name = "says is one short sentence"
    recommendation = f"Start with a capital, end with a full stop, at most {_LONGEST_SAYS} letters."

    def problems(self, rule: Rule, ruleset: Ruleset) -> Iterator[str]:
        """Yield what is wrong with `rule`."""
        says = rule.says
        if not says[:1].isupper() or not says.endswith(".") or len(says) > _LONGEST_SAYS:
            yield says


class PromisesNothing(Check):
    """A verdict never says that a tool is harmless."""

    name = "says does not call a tool safe"
    recommendation = "Say what the tool does, not that nothing can happen."

    def problems(self, rule: Rule, ruleset: Ruleset) -> Iterator[str]:
        """Yield what is wrong with `rule`."""
        if re.search(r"\b(safe|secure|harmless)\b", rule.says, re.IGNORECASE):
            yield rule.says


class TermsAreKnown(Check):
    """A term that can never hold hides a slip."""

    name = "terms can hold"
    recommendation = "Write words in lower case, hints as `readOnlyHint=true`, shapes as in Shape."

    def problems(self, rule: Rule, ruleset: Ruleset) -> Iterator[str]:
        """Yield what is wrong with `rule`."""
        for clause in rule.clauses():
            for term in clause.terms:
                if not _can_hold(clause.zone, term):
                    yield f"{clause.zone}: {term}"


class TermsAreOnce(Check):
    """A term that is there twice costs time and hides a slip."""

    name = "terms are there once"
    recommendation = "Remove the second."

    def problems(self, rule: Rule, ruleset: Ruleset) -> Iterator[str]:
        """Yield what is wrong with `rule`."""
        for clause in rule.clauses():
            seen: set[str] = set()
            for term in clause.terms:
                if term in seen:
                    yield f"{clause.zone}: {term}"
                seen.add(term)


class PatternsCompile(Check):
    """A pattern that RE2 cannot read would never fire."""

    name = "patterns are RE2 and do not match the empty text"
    recommendation = "Use no look-around and no back-reference."

    def problems(self, rule: Rule, ruleset: Ruleset) -> Iterator[str]:
        """Yield what is wrong with `rule`."""
        for clause in rule.clauses():
            if clause.zone in TEXT_ZONES:
                for term in clause.terms:
                    try:
                        if re2.compile(pattern_of(term)).search(""):
                            yield f"{term} matches the empty text"
                    except re2.error as error:
                        yield f"{term}: {error}"


class HasEvidence(Check):
    """A signal or a category needs something to quote."""

    name = "conditions can be quoted"
    recommendation = "Add a condition on a word or a text beside the shape."

    def problems(self, rule: Rule, ruleset: Ruleset) -> Iterator[str]:
        """Yield what is wrong with `rule`."""
        zones = {clause.zone for clause in (*rule.all, *rule.any)}
        if zones <= {Zone.SHAPE}:
            yield "only a shape"


class ExamplesHold(Check):
    """A rule carries what proves it."""

    name = "examples hold"
    recommendation = "Mend the conditions, or the example."

    def problems(self, rule: Rule, ruleset: Ruleset) -> Iterator[str]:
        """Yield what is wrong with `rule`."""
        for wanted, examples in ((True, rule.match), (False, rule.no_match)):
            for example in examples:
                yield from _example_problems(rule, ruleset, example, wanted=wanted)


CHECKS: tuple[Check, ...] = (
    IdIsPlain(),
    SaysIsSentence(),
    PromisesNothing(),
    TermsAreKnown(),
    TermsAreOnce(),
    PatternsCompile(),
    HasEvidence(),
    ExamplesHold(),
)


def lint(ruleset: Ruleset) -> tuple[Complaint, ...]:
    """Run every check over every rule."""
    return tuple(
        Complaint(rule.id, check.name, problem, check.recommendation)
        for rule in ruleset.rules
        for check in CHECKS
        for problem in check.problems(rule, ruleset)
    )


def _can_hold(zone: Zone, term: str) -> bool:
    if zone is Zone.SHAPE:
        return term in set(Shape)
    if zone is Zone.ANNOTATION:
        return _HINT.match(term) is not None
    if zone in TEXT_ZONES:
        return bool(term.strip("/ "))
    words = term.partition(" as ")[0].lstrip("=~").split()
    if zone in (Zone.ACT, Zone.VERB, Zone.OPENS):
        return len(words) == 1 and words[0].isalpha() and words[0] == words[0].lower()
    return bool(words) and all(word.isalnum() and word == word.lower() for word in words)


def _example_problems(
    rule: Rule, ruleset: Ruleset, example: Mapping[str, Any], *, wanted: bool
) -> Iterator[str]:
    kind = "match" if wanted else "no_match"
    try:
        definition = parse_definition(example)
    except DefinitionError as error:
        yield f"{kind} example {dict(example)} is no definition: {error}"
        return
    fired = [
        one for one in ruleset.fired(read_features(definition, ruleset.lexicon)) if one.rule == rule
    ]
    if bool(fired) is not wanted:
        yield f"{kind} example {dict(example)} does not hold"
    for one in fired:
        yield from _quote_problems(one, definition)


def _quote_problems(fired: Fired, definition: Definition) -> Iterator[str]:
    for finding in findings_of(fired):
        if text_at(definition, finding.field)[finding.start : finding.end] != finding.quote:
            yield f"the quote `{finding.quote}` is not at {finding.field}"
