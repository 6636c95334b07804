"""Words of names and texts, each with the span it was read from."""

import re
import unicodedata
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

LONGEST_NAME = 300
"""Characters of a name that are examined."""

_LATIN = [chr(code) for code in (*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x250))]
_UPPER = "".join(letter for letter in _LATIN if letter.isupper())
_LOWER = "".join(letter for letter in _LATIN if letter.islower())
_NAME_WORD = re.compile(
    rf"[{_UPPER}]+(?=[{_UPPER}][{_LOWER}])|[{_UPPER}]?[{_LOWER}]+|[{_UPPER}]+|\d+"
    rf"|[^\W\d_{_UPPER}{_LOWER}]+"
)
_TEXT_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Letters without a decomposition of their own.
_PLAIN = {"ı": "i", "ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d"}
_FOLDED = {ord(letter): unicodedata.normalize("NFKD", letter)[0] for letter in _LOWER} | {
    ord(letter): plain for letter, plain in _PLAIN.items()
}


class Token(NamedTuple):
    """One word, lower-cased and without accents, and where it stands in the text it came from.

    A named tuple, since a verdict makes dozens and they are made twice as quickly.
    """

    word: str
    start: int
    end: int


def split_name(name: str) -> tuple[Token, ...]:
    """Split a snake, kebab, camel, dotted or slashed name: `getHTTPUrl` is get, http, url."""
    return _split(name[:LONGEST_NAME])


# Parameters have the same few thousand names everywhere.
@lru_cache(maxsize=20_000)
def _split(name: str) -> tuple[Token, ...]:
    found = _NAME_WORD.finditer(name)
    return tuple(Token(plain(part[0]), part.start(), part.end()) for part in found)


def split_text(text: str, start: int, most: int) -> list[Token]:
    """Split running text from `start` on into at most `most` words."""
    if text.isascii():
        # In lower case all at once, which moves no word.
        found = islice(_TEXT_WORD.finditer(text.lower(), start), most)
        return [Token(part[0], part.start(), part.end()) for part in found]
    found = islice(_TEXT_WORD.finditer(text, start), most)
    return [Token(plain(part[0]), part.start(), part.end()) for part in found]


def plain(word: str) -> str:
    """Return the word in lower case, its Latin letters without accents: `Löscht` is loscht."""
    lower = word.lower()
    return lower if lower.isascii() else lower.translate(_FOLDED)
