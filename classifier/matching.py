"""Match all rules against one definition at once, by indexes over their terms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import re2  # type: ignore[import-untyped]

from classifier.definition import path_to
from classifier.features import Features, Words
from classifier.lexicon import plurals
from classifier.rule import TEXT_ZONES, Clause, Shape, Zone
from classifier.tokens import Token, split_name

MOST_TEXTS = 60
"""Parameter descriptions that are read, each up to `LONGEST_PARAM_TEXT` characters."""
LONGEST_PARAM_TEXT = 2_000


AUTOMATON_BYTES = 96 << 20
"""Most memory for the states of one automaton. They are built as texts need them; with RE2's
own 8 MB they are thrown away and built again all the time, which is ten times as slow."""

_EXACT = (Zone.VERB, Zone.OPENS, Zone.OPERATION)
"""Zones of verbs, where a plural would be a noun."""


@dataclass(frozen=True, slots=True)
class Hit:
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


@dataclass(slots=True)
class Index:
    """Terms of all clauses, by zone, so that a definition is read once and not once a rule."""

    clauses: dict[Clause, int] = field(default_factory=dict)
    phrases: dict[Zone, dict[str, list[_Phrase]]] = field(default_factory=dict)
    patterns: dict[Zone, "Patterns"] = field(default_factory=dict)
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
                by_word = self.phrases.setdefault(zone, {})
                by_word.setdefault(phrase.words[0], []).append(phrase)


class Patterns:
    """Patterns over text in RE2, which is linear in the text whatever the pattern."""

    def __init__(self) -> None:
        self._sources: list[tuple[str, int]] = []
        self._compiled: list[re.Pattern[str]] = []
        self._set: re2.Set | None = None

    def add(self, term: str, clause: int) -> None:
        """Take in one term of a clause."""
        self._sources.append((pattern_of(term), clause))

    def compile(self) -> None:
        """Build the automaton over all patterns; call it once after the last `add`."""
        options = re2.Options()
        options.max_mem = AUTOMATON_BYTES
        self._set = re2.Set.SearchSet(options)
        for source, _ in self._sources:
            self._set.Add(source)
        self._set.Compile()
        self._compiled = [re2.compile(source) for source, _ in self._sources]

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield `(clause, start, end)` of the first place of every pattern that matches."""
        if self._set is None:
            return
        # RE2 reads UTF-8, which knows no lone surrogates; one code point for one keeps offsets.
        readable = text if text.isascii() else text.encode("utf-8", "replace").decode()
        for number in sorted(self._set.Match(readable) or ()):
            match = self._compiled[number].search(readable)
            if match and match.end() > match.start():
                yield self._sources[number][1], match.start(), match.end()


def pattern_of(term: str) -> str:
    """Return the RE2 source of a term: a phrase of whole words, or `/pattern/` as it is."""
    if len(term) > 2 and term[0] == term[-1] == "/":
        return f"(?i){term[1:-1]}"
    words = r"\s+".join(re.escape(word) for word in term.split())
    before = r"\b" if term[0].isascii() and term[0].isalnum() else ""
    after = r"\b" if term[-1].isascii() and term[-1].isalnum() else ""
    return f"(?i){before}{words}{after}"


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


def find_hits(features: Features, index: Index) -> dict[int, Hit]:
    """Return the first hit of every clause that holds, by the number of the clause."""
    hits: dict[int, Hit] = {}
    for number, hit in _all_hits(features, index):
        hits.setdefault(number, hit)
    return hits


def _all_hits(features: Features, index: Index) -> Iterator[tuple[int, Hit]]:
    name = features.name
    yield from _words(index, Zone.VERB, name, features.verbs, single=True)
    yield from _words(index, Zone.OBJECT, name, features.objects)
    yield from _words(index, Zone.NAME, name, name.tokens)
    description = Words("description", features.definition.description or "", features.opens)
    yield from _words(index, Zone.OPENS, description, features.opens, single=True)
    yield from _parameters(features, index)
    yield from _texts(features, index)
    yield from _facts(features, index)


def _parameters(features: Features, index: Index) -> Iterator[tuple[int, Hit]]:
    for parameter in features.parameters:
        words = Words(parameter.path, parameter.text, parameter.tokens)
        yield from _words(index, Zone.PARAM, words, words.tokens, types=parameter.types)
        for choice in parameter.choices:
            value = Words(choice.path, choice.value, split_name(choice.value))
            yield from _words(index, Zone.CHOICE, value, value.tokens)
    for words in features.operations:
        yield from _words(index, Zone.OPERATION, words, words.tokens, at_start=True)


def _words(
    index: Index,
    zone: Zone,
    words: Words,
    tokens: tuple[Token, ...],
    *,
    types: frozenset[str] | None = None,
    single: bool = False,
    at_start: bool = False,
) -> Iterator[tuple[int, Hit]]:
    by_word = index.phrases.get(zone)
    if not by_word:
        return
    for at, token in enumerate(tokens[:1] if at_start else tokens):
        for phrase in by_word.get(token.word, ()):
            end = at + len(phrase.words)
            if phrase.is_whole and not single and (at, end) != (0, len(tokens)):
                continue
            if phrase.is_end and end != len(tokens):
                continue
            if phrase.type and types is not None and phrase.type not in types:
                continue
            if len(phrase.words) > 1 and phrase.words != tuple(t.word for t in tokens[at:end]):
                continue
            yield (
                phrase.clause,
                Hit(zone, words.field, words.text, token.start, tokens[end - 1].end),
            )


def _texts(features: Features, index: Index) -> Iterator[tuple[int, Hit]]:
    definition = features.definition
    if definition.title:
        yield from _patterns(index, Zone.TITLE, "title", definition.title)
    if features.description:
        whole = definition.description or ""
        summary = features.description[: features.summary_end]
        yield from _patterns(index, Zone.SUMMARY, "description", summary, whole=whole)
        yield from _patterns(index, Zone.TEXT, "description", features.description, whole=whole)
    for parameter in features.parameters[:MOST_TEXTS]:
        if parameter.description:
            path, whole = f"{parameter.path}.description", parameter.description
            text = whole[:LONGEST_PARAM_TEXT]
            yield from _patterns(index, Zone.PARAM_TEXT, path, text, whole=whole)


def _patterns(
    index: Index, zone: Zone, field_: str, text: str, *, whole: str | None = None
) -> Iterator[tuple[int, Hit]]:
    patterns = index.patterns.get(zone)
    if patterns is not None:
        for number, start, end in patterns.find(text):
            yield number, Hit(zone, field_, whole or text, start, end)


def _facts(features: Features, index: Index) -> Iterator[tuple[int, Hit]]:
    for name, value in (features.definition.annotations or {}).items():
        if isinstance(value, bool):
            text = "true" if value else "false"
            for number in index.facts.get(f"{name}={text}", ()):
                yield number, Hit(Zone.ANNOTATION, path_to("annotations", name), text, 0, len(text))
    for shape in shapes(features):
        for number in index.facts.get(shape, ()):
            yield number, Hit(Zone.SHAPE, "name", features.name.text, 0, 0)


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
