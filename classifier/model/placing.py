"""Find the verbatim place in the definition that a gram of the model was read from."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from classifier.features import Features
from classifier.model.grams import WORD, Block
from classifier.tokens import Token, plain

_Word = tuple[str, int, int]
"""A word, its start and its end; far cheaper than a token where a whole text is read."""


class Place(NamedTuple):
    """A span of the text at `field`."""

    field: str
    text: str
    start: int
    end: int

    @property
    def quote(self) -> str:
        """The verbatim text of the span."""
        return self.text[self.start : self.end]


def place_of(features: Features, block: Block, gram: str) -> Place | None:
    """Return the first place that shows `gram`, or None where no text shows it."""
    reader = _READERS.get(block)
    found = next(reader(features, gram), None) if reader else None
    return found if found and found.quote.strip() else None


def _in_name(features: Features, gram: str) -> Iterator[Place]:
    name = features.name
    return _among(_of(name.text, name.tokens), gram, field="name", text=name.text)


def _in_summary(features: Features, gram: str) -> Iterator[Place]:
    text = features.definition.description or ""
    if gram.startswith("!"):
        for token in features.opens:
            if token.word == gram[1:]:
                yield Place("description", text, token.start, token.end)
    words = _words(text, 0, features.summary_end)
    yield from _among(words, gram, field="description", text=text)


def _in_rest(features: Features, gram: str) -> Iterator[Place]:
    text = features.definition.description or ""
    words = _words(text, features.summary_end, len(features.description))
    return _among(words, gram, field="description", text=text)


def _in_parameters(features: Features, gram: str) -> Iterator[Place]:
    for parameter in features.parameters:
        tokens = parameter.tokens
        if gram == f":{parameter.name.lower()}" and tokens:
            yield Place(parameter.path, parameter.text, tokens[0].start, tokens[-1].end)
        yield from _among(
            _of(parameter.text, tokens), gram, field=parameter.path, text=parameter.text
        )
        for choice in parameter.choices:
            if gram == f"={choice.value.lower()}":
                yield Place(choice.path, choice.value, 0, len(choice.value))
    for words in features.operations:
        if words.tokens and gram == f"#{words.tokens[0].word}":
            token = words.tokens[0]
            yield Place(words.field, words.text, token.start, token.end)


_READERS = {
    Block.NAME: _in_name,
    Block.SUMMARY: _in_summary,
    Block.REST: _in_rest,
    Block.PARAMETERS: _in_parameters,
}


# The grams that are looked for one after the other stand in the same sentence.
@lru_cache(maxsize=4)
def _words(text: str, start: int, end: int) -> Sequence[_Word]:
    if text.isascii():
        found = WORD.finditer(text.lower(), start, end)
        return [(word[0], word.start(), word.end()) for word in found]
    found = WORD.finditer(text, start, end)
    whole = ((plain(word[0]), word.start(), word.end()) for word in found)
    return [part for word in whole for part in _parts(text, word)]


def _of(text: str, tokens: tuple[Token, ...]) -> Sequence[_Word]:
    if text.isascii():
        return tokens
    whole = ((token.word, token.start, token.end) for token in tokens)
    return [part for word in whole for part in _parts(text, word)]


def _parts(text: str, word: _Word) -> Iterator[_Word]:
    yield word
    if len(word[0]) > 1 and max(word[0]) > "\u2e80":
        for at in range(word[1], word[2] - 1):
            yield plain(text[at : at + 2]), at, at + 2


def _among(words: Sequence[_Word], gram: str, *, field: str, text: str) -> Iterator[Place]:
    """Yield the places of one word, of two in a row, or of a word that opens or closes."""
    mark, wanted = (gram[0], gram[1:]) if gram[:1] in "^$!" else ("", gram)
    if mark in ("^", "$"):
        words = words[:1] if mark == "^" else words[-1:]
    first_wanted, _, second_wanted = wanted.partition(" ")
    for at, (word, start, end) in enumerate(words):
        if word != first_wanted:
            continue
        if not second_wanted:
            yield Place(field, text, start, end)
        elif at + 1 < len(words) and words[at + 1][0] == second_wanted:
            yield Place(field, text, start, max(end, words[at + 1][2]))
