"""Turn a text into the terms it is found by; `site/assets/search/terms.js` does the same."""

import re
import unicodedata

LONGEST = 24
"""Longest term in code points; what is longer is cut off."""

_CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(f"[{_CJK}]+|[^\\W_{_CJK}]+")
_IS_CJK = re.compile(f"[{_CJK}]")
_CAMEL = re.compile("[a-z0-9](?=[A-Z])|[A-Z](?=[A-Z][a-z])")
_MOST_PARTS = 3


def terms(text: str) -> list[str]:
    """Return the terms of a text in their order; `GitHub` gives `git`, `hub` and `github`."""
    return [term for word in _words(text) for term in (*_parts(word), *_whole(word))]


def parts(text: str) -> list[str]:
    """Return the terms of a text without the wholes of words in mixed case."""
    return [term for word in _words(text) for term in _parts(word)]


def joined(text: str) -> str:
    """Return a name as one term: `delete_file` and `deleteFile` are the same."""
    return "".join(parts(text))[:LONGEST]


def sort_key(term: str) -> bytes:
    """Return what terms are sorted by, which is how JavaScript compares strings."""
    return term.encode("utf-16-be", "surrogatepass")


def _words(text: str) -> list[str]:
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in decomposed if unicodedata.category(char)[0] != "M")
    return _WORD.findall(text)


def _parts(word: str) -> list[str]:
    if _IS_CJK.match(word):
        return [word[at : at + 2] for at in range(max(1, len(word) - 1))]
    found = [_stem(part.lower()[:LONGEST]) for part in _split(word)]
    return [part for part in found if len(part) > 1] or found[:1]


def _whole(word: str) -> list[str]:
    if 1 < len(_split(word)) <= _MOST_PARTS:
        return [_stem(word.lower()[:LONGEST])]
    return []


def _split(word: str) -> list[str]:
    return _CAMEL.sub(r"\g<0> ", word).split(" ")


def _stem(word: str) -> str:
    """Return the singular of the plain English plurals."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("xes", "ches", "shes", "sses")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
