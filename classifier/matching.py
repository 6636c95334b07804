"""Match all rules against one definition at once, by indexes over their terms."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from classifier.definition import path_to
from classifier.features import Features, Words
from classifier.lexicon import plurals
from classifier.patterns import Patterns, encoded
from classifier.rule import TEXT_ZONES, Clause, Shape, Zone
from classifier.tokens import Token, split_name

MOST_TEXTS = 60
"""Parameter descriptions that are read, each up to `LONGEST_PARAM_TEXT` characters."""
LONGEST_PARAM_TEXT = 2_000
SHORTEST_SENTENCE = 30
"""Values of that many characters are read as texts too: a name is shorter."""

_EXACT = (Zone.VERB, Zone.OPENS, Zone.OPERATION)
"""Zones of verbs, where a plural would be a noun."""


class Hit(NamedTuple):
    """One place where a clause holds; `text` is the whole text at `field`."""

    zone: Zone
    field: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[str, ...]
    is_whole: bool
    is_end: bool
    type: str | None
    clause: int

    def end_in(
        self, tokens: tuple[Token, ...], at: int, types: frozenset[str] | None
    ) -> int | None:
        """Return behind which token the phrase ends that starts at `at`; None if it does not."""
        end = at + len(self.words)
        if self.is_whole and (at, end) != (0, len(tokens)):
            return None
        if self.is_end and end != len(tokens):
            return None
        if self.type and types is not None and self.type not in types:
            return None
        if len(self.words) > 2 and self.words != tuple(one.word for one in tokens[at:end]):
            return None
        return end


@dataclass(slots=True)
class _Terms:
    """What one word begins: clauses that it satisfies alone, and phrases that ask for more."""

    alone: list[int] = field(default_factory=list)
    placed: list[_Phrase] = field(default_factory=list)
    """Phrases of one word that have to stand somewhere, or to be of a type."""
    longer: dict[str, list[_Phrase]] = field(default_factory=dict)
    """Phrases of several words, by the second."""

    def add(self, phrase: _Phrase) -> None:
        if len(phrase.words) > 1:
            self.longer.setdefault(phrase.words[1], []).append(phrase)
        elif phrase.is_whole or phrase.is_end or phrase.type:
            self.placed.append(phrase)
        else:
            self.alone.append(phrase.clause)

    def phrases(self, tokens: tuple[Token, ...], at: int) -> list[_Phrase]:
        if self.longer and at + 1 < len(tokens):
            return [*self.placed, *self.longer.get(tokens[at + 1].word, ())]
        return self.placed


@dataclass(slots=True)
class Index:
    """Terms of all clauses, by zone, so that a definition is read once and not once a rule."""

    clauses: dict[Clause, int] = field(default_factory=dict)
    terms: dict[Zone, dict[str, _Terms]] = field(default_factory=dict)
    patterns: dict[Zone, Patterns] = field(default_factory=dict)
    facts: dict[str, list[int]] = field(default_factory=dict)

    def add(self, clause: Clause) -> int:
        """Take in a clause and return its number."""
        if clause in self.clauses:
            return self.clauses[clause]
        number = self.clauses[clause] = len(self.clauses)
        for term in clause.terms:
            self._add_term(clause.zone, term, number)
        return number

    def _add_term(self, zone: Zone, term: str, number: int) -> None:
        if zone in TEXT_ZONES:
            self.patterns.setdefault(zone, Patterns()).add(term, number)
        elif zone in (Zone.ANNOTATION, Zone.SHAPE):
            self.facts.setdefault(term, []).append(number)
        else:
            for phrase in read_phrase(term, number, takes_plural=zone not in _EXACT):
                by_word = self.terms.setdefault(zone, {})
                by_word.setdefault(phrase.words[0], _Terms()).add(phrase)


def read_phrase(term: str, clause: int, *, takes_plural: bool) -> Iterator[_Phrase]:
    """Yield the phrases that a term of a word zone stands for.

    `=x` holds only for the whole name, `~x` only at its end, and `x as string` only for a
    parameter of that type.
    """
    words, _, kind = term.partition(" as ")
    parts = words.lstrip("=~").split()
    lasts = [parts[-1], *(plurals(parts[-1]) if takes_plural else ())]
    for last in lasts:
        yield _Phrase(
            words=(*parts[:-1], last),
            is_whole=words.startswith("="),
            is_end=words.startswith("~"),
            type=kind or None,
            clause=clause,
        )


def find_hits(features: Features, index: Index) -> "Hits":
    """Return where each clause holds."""
    hits = Hits(index)
    hits.look_at(features)
    return hits


class _Text(NamedTuple):
    """A text that patterns are looked for in: `text` is the part of `whole` that is read."""

    zone: Zone
    field: str
    text: str
    whole: str

    def hit(self, patterns: Patterns, number: int) -> Hit | None:
        coded = encoded(self.text)
        span = patterns.search(number, coded)
        if span is None:
            return None
        start, end = span
        if len(coded) != len(self.text):
            start, end = len(coded[:start].decode()), len(coded[:end].decode())
        return Hit(self.zone, self.field, self.whole, start, end)


@dataclass(slots=True)
class Hits:
    """The first place of every clause that holds, by the number of the clause.

    A pattern is tried when a rule asks for its clause: most rules fail before they do.
    """

    index: Index
    possible: set[int] = field(default_factory=set)
    """The clauses that hold or may hold."""
    _found: dict[int, Hit] = field(default_factory=dict)
    _open: dict[int, list[tuple[_Text, Patterns, int]]] = field(default_factory=dict)
    """Where the patterns of a clause may match, in the order in which they count."""

    def look_at(self, features: Features) -> None:
        """Look at everything once."""
        self.in_words(features)
        self.in_texts(features)
        self.in_facts(features)
        self.possible = {*self._found, *self._open}

    def holding(self, clauses: Iterable[int]) -> list[int]:
        """Return those of the clauses that hold."""
        return [one for one in clauses if one in self.possible and self._holds(one)]

    def first(self, clauses: Iterable[int]) -> int | None:
        """Return the first of the clauses that holds, or None."""
        for one in clauses:
            if one in self.possible and self._holds(one):
                return one
        return None

    def _holds(self, clause: int) -> bool:
        if clause in self._found:
            return True
        for text, patterns, number in self._open.pop(clause, ()):
            hit = text.hit(patterns, number)
            if hit is not None:
                self._found[clause] = hit
                return True
        return False

    def __getitem__(self, clause: int) -> Hit:
        return self._found[clause]

    def in_words(self, features: Features) -> None:
        """Look at the names of the tool, of its parameters and of their values."""
        name = features.name
        self._words(Zone.VERB, name._replace(tokens=features.verbs))
        self._words(Zone.OBJECT, name._replace(tokens=features.objects))
        self._words(Zone.NAME, name)
        description = features.definition.description or ""
        self._words(Zone.OPENS, Words("description", description, features.opens))
        for parameter in features.parameters:
            words = Words(parameter.path, parameter.text, parameter.tokens)
            self._words(Zone.PARAM, words, parameter.types)
            for choice in parameter.choices:
                value = Words(choice.path, choice.value, split_name(choice.value))
                self._words(Zone.CHOICE, value)
        for words in features.operations:
            self._words(Zone.OPERATION, words, only_first=True)

    def in_texts(self, features: Features) -> None:
        """Look at the title and at the descriptions."""
        definition = features.definition
        if definition.title:
            self._patterns(Zone.TITLE, "title", definition.title, definition.title)
        if features.description:
            whole = definition.description or ""
            summary = features.description[: features.summary_end]
            self._patterns(Zone.SUMMARY, "description", summary, whole)
            self._patterns(Zone.TEXT, "description", features.description, whole)
        for parameter in features.parameters[:MOST_TEXTS]:
            if parameter.description:
                path, whole = f"{parameter.path}.description", parameter.description
                self._patterns(Zone.PARAM_TEXT, path, whole[:LONGEST_PARAM_TEXT], whole)
            for choice in parameter.choices:
                if len(choice.value) >= SHORTEST_SENTENCE:
                    text = choice.value[:LONGEST_PARAM_TEXT]
                    self._patterns(Zone.PARAM_TEXT, choice.path, text, choice.value)

    def in_facts(self, features: Features) -> None:
        """Look at the declared hints and at what no text tells."""
        for name, value in (features.definition.annotations or {}).items():
            if isinstance(value, bool):
                text = "true" if value else "false"
                path = path_to("annotations", name)
                hit = Hit(Zone.ANNOTATION, path, text, 0, len(text))
                self._take(self.index.facts.get(f"{name}={text}", ()), hit)
        for shape in shapes(features):
            hit = Hit(Zone.SHAPE, "name", features.name.text, 0, 0)
            self._take(self.index.facts.get(shape, ()), hit)

    def _words(
        self,
        zone: Zone,
        words: Words,
        types: frozenset[str] | None = None,
        *,
        only_first: bool = False,
    ) -> None:
        by_word = self.index.terms.get(zone, {})
        path, text, tokens = words
        for at, token in enumerate(tokens[:1] if only_first else tokens):
            terms = by_word.get(token.word)
            if terms is None:
                continue
            if terms.alone:
                self._take(terms.alone, Hit(zone, path, text, token.start, token.end))
            for phrase in terms.phrases(tokens, at):
                end = None if phrase.clause in self._found else phrase.end_in(tokens, at, types)
                if end is not None:
                    hit = Hit(zone, path, text, token.start, tokens[end - 1].end)
                    self._found[phrase.clause] = hit

    def _patterns(self, zone: Zone, path: str, text: str, whole: str) -> None:
        patterns = self.index.patterns.get(zone)
        if patterns is not None:
            place = _Text(zone, path, text, whole)
            for clause, number in patterns.possible(text):
                self._open.setdefault(clause, []).append((place, patterns, number))

    def _take(self, clauses: Iterable[int], hit: Hit) -> None:
        found = self._found
        for clause in clauses:
            if clause not in found:
                found[clause] = hit


def shapes(features: Features) -> Iterator[Shape]:
    """Yield the facts about the definition that no text tells."""
    if not features.description.strip():
        yield Shape.NO_DESCRIPTION
    if not features.parameters:
        yield Shape.NO_PARAMETERS
    if not features.verbs:
        yield Shape.NO_VERB
    if features.operations:
        yield Shape.HAS_OPERATIONS
