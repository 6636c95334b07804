"""Patterns over text, many at once."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import re2  # type: ignore[import-untyped]
from ahocorasick_rs import AhoCorasick, Implementation

from classifier.literals import NON_ASCII, Need, needed_literals

MOST_NEEDS = 2
"""Needs of a pattern that are looked at before it is tried; `possible` compares just two."""
MOST_COMMON = 0.1
"""Share of the samples that fulfil a second need; a more common one saves no tries."""

Span = tuple[int, int]


class Patterns:
    """Patterns over text in RE2, which is linear in the text whatever the pattern.

    One pass over a text looks for the literals that the patterns cannot do without; only the
    patterns whose literals are there are worth a try. RE2's own filter does the same in states
    that are the sets of literals found so far: measured, it takes four times as long.
    """

    def __init__(self) -> None:
        self._sources: list[tuple[str, int]] = []
        self._compiled: list[Any] = []
        self._finder = AhoCorasick(())
        # Numbers with one bit for each pattern's first need, then one for each second need.
        self._fulfils: Mapping[str, int] = {}
        self._needless = 0
        self._places: list[tuple[int, int]] = []

    def add(self, term: str, clause: int) -> None:
        """Take in one term of a clause."""
        self._sources.append((pattern_of(term), clause))

    def compile(self, samples: Sequence[str]) -> None:
        """Build the search over all patterns; call it once after the last `add`.

        Of what a pattern needs, that is looked for which the fewest `samples` have.
        """
        needs = [needed_literals(source) for source, _ in self._sources]
        shares = _shares({one for each in needs for need in each for one in need}, samples)
        fulfils: defaultdict[str, int] = defaultdict(int)
        for number, each in enumerate(needs):
            rarest = _rarest(each, shares)
            for at in range(MOST_NEEDS):
                bit = 1 << number + at * len(needs)
                self._needless |= bit if at >= len(rarest) else 0
                for literal in rarest[at] if at < len(rarest) else ():
                    fulfils[literal] |= bit
        self._fulfils = dict(fulfils)
        self._finder = AhoCorasick(fulfils, implementation=Implementation.ContiguousNFA)
        self._compiled = [_compiled(source) for source, _ in self._sources]
        # The number of a bit counts from 1.
        self._places = [(-1, -1), *((clause, at) for at, (_, clause) in enumerate(self._sources))]

    def possible(self, text: str) -> list[tuple[int, int]]:
        """Return `(clause, pattern)` of every pattern that may match in `text`."""
        met = self._needless
        if not text.isascii():
            met |= self._fulfils.get(NON_ASCII, 0)
            text = encoded(text).decode()
        for literal in set(self._finder.find_matches_as_strings(text.casefold(), overlapping=True)):
            met |= self._fulfils[literal]
        left = met & met >> len(self._sources)
        found = []
        while left:
            lowest = left & -left
            left ^= lowest
            found.append(self._places[lowest.bit_length()])
        return found

    def search(self, number: int, text: bytes) -> Span | None:
        """Return the first place of a pattern in an `encoded` text, counted in bytes."""
        match = self._compiled[number].search(text)
        return None if match is None else match.span()


def encoded(text: str) -> bytes:
    """Return `text` as RE2 reads it: UTF-8, which knows no lone surrogates."""
    # One code point for one keeps offsets.
    return text.encode("utf-8", "replace")


def pattern_of(term: str) -> str:
    """Return the RE2 source of a term: a phrase of whole words, or `/pattern/` as it is."""
    if len(term) > 2 and term[0] == term[-1] == "/":
        return f"(?i){term[1:-1]}"
    words = r"\s+".join(re.escape(word) for word in term.split())
    before = r"\b" if term[0].isascii() and term[0].isalnum() else ""
    after = r"\b" if term[-1].isascii() and term[-1].isalnum() else ""
    return f"(?i){before}{words}{after}"


@cache
def _compiled(source: str) -> Any:
    """Compile once what stands in several zones."""
    options = re2.Options()
    # Only the whole match is asked for; without its groups it is found several times faster.
    options.never_capture = True
    return re2.compile(source, options)


def _shares(literals: Iterable[str], samples: Sequence[str]) -> Mapping[str, float]:
    """Return which share of the samples has each literal."""
    finder = AhoCorasick(literals)
    found: Counter[str] = Counter()
    for sample in samples:
        found.update(set(finder.find_matches_as_strings(sample.casefold(), overlapping=True)))
    return {literal: found[literal] / max(1, len(samples)) for literal in literals}


def _rarest(needs: Iterable[Need], shares: Mapping[str, float]) -> list[Need]:
    """Return the needs that few samples fulfil, the rarest first."""
    costs = {need: sum(map(shares.__getitem__, need)) for need in needs}
    ranked = sorted(needs, key=lambda need: (costs[need], len(need)))
    return ranked[:1] + [need for need in ranked[1:MOST_NEEDS] if costs[need] < MOST_COMMON]
