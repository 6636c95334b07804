"""What words stand for: `inform`, `tell` and `mitteilen` are one concept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from classifier.tokens import plain

CONCEPTS = Path(__file__).parent / "concepts.yaml"
MOST_WORDS = 120
"""Words of one passage that are read."""
_REMEMBERED = 50_000
"""Words whose concepts are kept; definitions have the same few thousand everywhere."""
_SHORTEST_STEM = 3

_WORD = re.compile(
    r"`[^`\n]{1,60}`|https?://\S+|[\w.+-]{1,60}@[\w-]{1,60}\.[\w.-]+|(?:~|\.{0,2})/[\w./~-]+"
    r"|\.env\b|[^\W_]+(?:['’-][^\W_]+)*(?:_[^\W_]+)*"
)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SECRET_PATH = re.compile(
    r"ssh|aws|env|passwd|shadow|netrc|secret|cred|kube|gnupg|id_|history|cursor|mcp|keys?\b|token"
)


class Word(NamedTuple):
    """A word, or a mark in place of a path, an address or code, and the concepts it stands for."""

    word: str
    concepts: tuple[str, ...]


_CODE = Word("<code>", ("code",))
_URL = Word("<url>", ("sink",))
_MAIL = Word("<mail>", ("sink",))
_PATH = Word("<path>", ("path",))
_OPEN_SECRET = Word("<path>", ("path", "credential"))
_NAME = Word("<name>", ("name",))


@dataclass(frozen=True, slots=True)
class Concepts:
    """Words and stems with the concepts they stand for, in the order of the file."""

    whole: Mapping[str, tuple[str, ...]]
    stems: Mapping[str, tuple[str, ...]]
    unspaced: Mapping[str, tuple[str, ...]]
    """Words of languages that put no spaces between them."""
    order: tuple[str, ...]
    fillers: frozenset[str]
    _find_unspaced: re.Pattern[str]
    _longest_stem: int
    _known: dict[str, Word] = field(default_factory=dict)

    def words(self, text: str) -> list[Word]:
        """Return the words of `text`."""
        found: list[Word] = []
        for match in _WORD.finditer(text):
            part = match[0]
            known = self._known.get(part)
            if known is not None:
                found.append(known)
            elif not part.isascii() and _UNSPACED.search(part):
                parts = self._find_unspaced.findall(part)
                found += [Word(one, self.unspaced[one]) for one in parts]
            else:
                found.append(self._read(part))
            if len(found) >= MOST_WORDS:
                break
        return found

    def _read(self, part: str) -> Word:
        word = _marked(part) or self._spelt(plain(part.replace("’", "'")))
        if len(self._known) < _REMEMBERED:
            self._known[part] = word
        return word

    def _spelt(self, word: str) -> Word:
        found = set(self.whole.get(word, ()))
        for length in range(_SHORTEST_STEM, min(len(word), self._longest_stem) + 1):
            found.update(self.stems.get(word[:length], ()))
        return Word(word, tuple(one for one in self.order if one in found))


def _marked(part: str) -> Word | None:
    if part[0] == "`":
        return _CODE
    if "://" in part:
        return _URL
    if "@" in part:
        return _MAIL
    if part == ".env":
        return Word(part, ("credential",))
    if "/" in part:
        return _OPEN_SECRET if _SECRET_PATH.search(part.lower()) else _PATH
    return _NAME if "_" in part else None


@cache
def default_concepts() -> Concepts:
    """Return the concepts that ship with the classifier, loaded on first use."""
    return read_concepts(yaml.safe_load(CONCEPTS.read_text(encoding="utf-8")))


def read_concepts(listed: Mapping[str, Any]) -> Concepts:
    """Read the concepts from lists of words; a word that ends in `*` is a stem."""
    order = tuple(listed["concepts"])
    whole: dict[str, list[str]] = {}
    stems: dict[str, list[str]] = {}
    unspaced: dict[str, list[str]] = {}
    for concept, words in listed["concepts"].items():
        for entry in words.split():
            stem = entry.rstrip("*")
            kind = unspaced if _UNSPACED.search(stem) else stems if stem != entry else whole
            kind.setdefault(stem, []).append(concept)
    longest_first = sorted(map(re.escape, unspaced), key=len, reverse=True)
    return Concepts(
        whole=_frozen(whole),
        stems=_frozen(stems),
        unspaced=_frozen(unspaced),
        order=order,
        fillers=frozenset(listed["fillers"].split()),
        _find_unspaced=re.compile("|".join(longest_first)),
        _longest_stem=max(map(len, stems)),
    )


def _frozen(found: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {word: tuple(dict.fromkeys(concepts)) for word, concepts in found.items()}
