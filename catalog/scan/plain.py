"""Tell plain words from what may be a credential."""

import functools
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from classifier.model.grams import Block
from classifier.model.weights import default_model

_FILE = Path(__file__).with_name("ordinary.yaml")
_LETTERS = re.compile(r"[A-Za-z]+")
_SPLIT = re.compile(r"[^A-Za-z0-9\u0080-\U0010ffff]+")
_CAMEL = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}(?![a-z])")
_NUMBER = re.compile(r"v?\d{1,4}")
_MOST_DIGITS = 8
_SPOKEN = (Block.NAME, Block.SUMMARY, Block.REST, Block.PARAMETERS)


def is_plain(text: str) -> bool:
    """Tell whether `text` is made of common words and small numbers only.

    Common are the words that definitions of tools are written with. A credential may be made of
    such words too; where its place tells that it is one, this is not asked.
    """
    if sum(char.isdigit() for char in text) > _MOST_DIGITS:
        return False
    return all(_is_word(piece) for piece in _SPLIT.split(text) if piece)


def is_ordinary(text: str) -> bool:
    """Tell whether `text` is a usual value of a variable with a telling name: `none`, `auto`."""
    return text.lower() in _ordinary()


def _is_word(piece: str) -> bool:
    if _NUMBER.fullmatch(piece) or len(piece) == 1 or is_ordinary(piece):
        return True
    if piece.islower() or piece.isupper() or piece.istitle():
        return piece.lower() in _words()
    parts = _CAMEL.findall(piece)
    return "".join(parts) == piece and all(part.lower() in _words() for part in parts)


@functools.cache
def _ordinary() -> frozenset[str]:
    return frozenset(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


@functools.cache
def _words() -> frozenset[str]:
    return _ordinary() | frozenset(_spoken())


def _spoken() -> Iterator[str]:
    weights = default_model().weights
    for block in _SPOKEN:
        for gram in weights.get(block, {}):
            yield from (word for word in _LETTERS.findall(gram) if len(word) > 1)
