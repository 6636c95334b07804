"""Patterns over text, many at once."""

import re
from collections.abc import Iterator
from typing import Any

import re2  # type: ignore[import-untyped]

MOST_IN_FILTER = 128
"""Patterns that share a filter; measured, anything from 96 to 256 is as quick."""


class Patterns:
    """Patterns over text in RE2, which is linear in the text whatever the pattern.

    A filter looks for the words that the patterns cannot do without, and tries only those whose
    words are there. One automaton over all patterns is ten times as slow: their bounded
    repetitions give it more states than it can keep. So has one filter over many hundred
    patterns, whose states are the sets of words found so far; several small ones are quicker.
    """

    def __init__(self) -> None:
        self._sources: list[tuple[str, int]] = []
        self._compiled: list[Any] = []
        self._filters: list[tuple[int, re2.Filter]] = []
        """Each with the number of its first pattern."""

    def add(self, term: str, clause: int) -> None:
        """Take in one term of a clause."""
        self._sources.append((pattern_of(term), clause))

    def compile(self) -> None:
        """Build the filters over all patterns; call it once after the last `add`."""
        for first in range(0, len(self._sources), MOST_IN_FILTER):
            part = re2.Filter()
            for source, _ in self._sources[first : first + MOST_IN_FILTER]:
                part.Add(source)
            part.Compile()
            self._filters.append((first, part))
        options = re2.Options()
        # Only the whole match is asked for; without its groups it is found several times faster.
        options.never_capture = True
        self._compiled = [re2.compile(source, options) for source, _ in self._sources]

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield `(clause, pattern)` of every pattern that matches in `text`."""
        encoded = _encoded(text)
        for first, part in self._filters:
            for number in sorted(part.Match(encoded) or ()):
                yield self._sources[first + number][1], first + number

    def span(self, number: int, text: str) -> tuple[int, int]:
        """Return the first place in `text` of a pattern that matches there."""
        encoded = _encoded(text)
        # In ASCII one byte is one character; elsewhere RE2 has to count them.
        readable = encoded if text.isascii() else encoded.decode()
        span: tuple[int, int] = self._compiled[number].search(readable).span()
        return span


def _encoded(text: str) -> bytes:
    # RE2 reads UTF-8, which knows no lone surrogates; one code point for one keeps offsets.
    return text.encode("utf-8", "replace")


def pattern_of(term: str) -> str:
    """Return the RE2 source of a term: a phrase of whole words, or `/pattern/` as it is."""
    if len(term) > 2 and term[0] == term[-1] == "/":
        return f"(?i){term[1:-1]}"
    words = r"\s+".join(re.escape(word) for word in term.split())
    before = r"\b" if term[0].isascii() and term[0].isalnum() else ""
    after = r"\b" if term[-1].isascii() and term[-1].isalnum() else ""
    return f"(?i){before}{words}{after}"
