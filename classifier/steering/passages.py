"""The texts that a definition carries anywhere, and the passages in them."""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from classifier.definition import Definition, path_below

LONGEST_TEXT = 20_000
"""Characters of one text that are read."""
MOST_TEXTS = 400
"""Texts of one schema that are read."""
MOST_NODES = 3_000
"""Objects and arrays of one schema that are looked into."""
SHORTEST_VALUE = 12
"""Characters from which on a value is read as a sentence; shorter ones are mere values."""
LONGEST_SENTENCE = 300
LONGEST_PASSAGE = 400

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+|(?<=[。！？])|\n+")
_SAID = frozenset({"description", "title", "default", "const", "$comment", "example"})
_LISTED = frozenset({"enum", "examples"})


class Text(NamedTuple):
    """One text and the evidence path that leads to it."""

    field: str
    text: str


class Passage(NamedTuple):
    """One sentence, or two that follow each other."""

    start: int
    end: int


def texts_of(definition: Definition) -> list[Text]:
    """Return every text that a model may read, the declared fields in their order."""
    found: list[Text] = []
    for field in ("title", "description"):
        value = getattr(definition, field)
        if value:
            found.append(Text(field, value))
    schemas = (("inputSchema", definition.input_schema), ("outputSchema", definition.output_schema))
    for path, schema in schemas:
        if schema:
            found += islice(_in_schema(schema, path), MOST_TEXTS)
    title = (definition.annotations or {}).get("title")
    if isinstance(title, str):
        found.append(Text("annotations.title", title))
    return found


def _in_schema(schema: Mapping[str, Any], path: str) -> Iterator[Text]:
    """Walk a schema breadth first, so that what is deep hides nothing that is not."""
    waiting: deque[tuple[Any, str]] = deque([(schema, path)])
    for _ in range(MOST_NODES):
        if not waiting:
            return
        value, here = waiting.popleft()
        pairs = value.items() if isinstance(value, Mapping) else enumerate(value)
        for key, inner in islice(pairs, MOST_NODES):
            if isinstance(inner, str):
                if key in _SAID and len(inner) >= SHORTEST_VALUE:
                    yield Text(path_below(here, key), inner)
            elif key in _LISTED and isinstance(inner, list):
                yield from _values(inner, path_below(here, key))
            elif isinstance(inner, Mapping | list) and inner and len(waiting) < MOST_NODES:
                waiting.append((inner, path_below(here, key)))


def _values(values: list[Any], path: str) -> Iterator[Text]:
    for at, value in enumerate(values[:MOST_TEXTS]):
        if isinstance(value, str) and len(value) >= SHORTEST_VALUE:
            yield Text(path_below(path, at), value)


def sentences_of(text: str) -> Iterator[Passage]:
    """Yield the sentences of `text`; one that never ends is cut between words."""
    start = 0
    for end in _SENTENCE_END.finditer(text[:LONGEST_TEXT]):
        yield from _cut(text, start, end.start())
        start = end.end()
    yield from _cut(text, start, min(len(text), LONGEST_TEXT))


def _cut(text: str, start: int, end: int) -> Iterator[Passage]:
    while end - start > LONGEST_SENTENCE:
        space = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        to = space if space > 0 else start + LONGEST_SENTENCE
        yield Passage(start, to)
        start = to
    if text[start:end].strip():
        yield Passage(start, end)


def passages_of(text: str) -> Iterator[Passage]:
    """Yield each sentence of `text`, and each together with the one before it."""
    return (passage for passage, _ in paired(text))


def paired(text: str) -> Iterator[tuple[Passage, tuple[Passage, ...]]]:
    """Yield the passages of `text` with the sentences that each is made of."""
    before: Passage | None = None
    for sentence in sentences_of(text):
        yield sentence, (sentence,)
        if before is not None and sentence.end - before.start <= LONGEST_PASSAGE:
            yield Passage(before.start, sentence.end), (before, sentence)
        before = sentence
