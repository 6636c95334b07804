"""Words of names and texts, each with the span it was read from."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

LONGEST_NAME = 300
"""Characters of a name that are examined."""

_NAME_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_A-Za-z]+")
_TEXT_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Token:
    """One word, lower-cased, and where it stands in the text it came from."""

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
    return tuple(Token(part[0].lower(), part.start(), part.end()) for part in found)


def split_text(text: str, start: int, most: int) -> list[Token]:
    """Split running text from `start` on into at most `most` words."""
    found = islice(_TEXT_WORD.finditer(text, start), most)
    return [Token(part[0].lower(), part.start(), part.end()) for part in found]
