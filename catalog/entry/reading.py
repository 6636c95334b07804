"""Read out of a definition what its sentences are made of."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.entry.wording import label, shortened
from classifier import Definition
from classifier.features import name_verbs
from classifier.lexicon import Lexicon
from classifier.ruleset import default_ruleset
from classifier.tokens import Token, split_name

MOST_ARGUMENTS = 200
"""Arguments that are read; a hostile schema may declare any number."""
MOST_VALUES = 60
"""Values of one enumeration that are read."""
LONGEST_SENTENCE = 240
"""Characters of a description that a sentence repeats."""
_LONGEST_WORD = 40
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")
_BREAKS = frozenset(
    ("as", "at", "by", "for", "from", "if", "in", "into", "of", "on", "to", "via", "with")
)
_FILLERS = frozenset(("a", "all", "an", "and", "id", "ids", "my", "or", "the"))


@dataclass(frozen=True, slots=True)
class Argument:
    """One top-level property of the input schema."""

    name: str
    kind: str
    """JSON type as declared, such as `number` or `array of string`; empty when undeclared."""
    is_required: bool
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Facts of one definition."""

    label: str
    """The name, as sentences write it."""
    says: str
    """First sentence of the description, shortened; empty where there is none."""
    words: tuple[str, ...]
    """Words of the name in their order; empty where it has no letters."""
    object: tuple[str, ...]
    """Words for what the tool acts on, in the singular; empty where the name tells none."""
    has_schema: bool
    declared: int
    """How many arguments the schema declares."""
    arguments: tuple[Argument, ...]
    operations: tuple[Argument, ...]
    """Arguments that select one of several operations."""
    outputs: tuple[str, ...]


def read_definition(definition: Definition) -> Reading:
    """Return the facts of `definition`; the work is bounded whatever it holds."""
    lexicon = default_ruleset().lexicon
    tokens = split_name(definition.name)
    properties = _properties(definition.input_schema)
    arguments = tuple(_arguments(definition.input_schema or {}, properties))
    return Reading(
        label=label(definition.name),
        says=_first_sentence(definition.description or ""),
        words=tuple(token.word for token in tokens),
        object=tuple(_object(tokens, lexicon)),
        has_schema=definition.input_schema is not None,
        declared=len(properties),
        arguments=arguments,
        operations=tuple(each for each in arguments if _selects(each, lexicon)),
        outputs=tuple(list(_properties(definition.output_schema))[:MOST_ARGUMENTS]),
    )


def singular(word: str) -> str:
    """Return a word without its plural ending."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _first_sentence(description: str) -> str:
    opening = description[: 10 * LONGEST_SENTENCE].strip()
    end = _SENTENCE_END.search(opening)
    return shortened(opening[: end.start() + 1].strip() if end else opening, LONGEST_SENTENCE)


def _object(tokens: tuple[Token, ...], lexicon: Lexicon) -> Iterator[str]:
    verbs = set(name_verbs(tokens, lexicon))
    started = False
    for token in tokens:
        if token.word in _BREAKS and started:
            return
        if token in verbs or token.word in _FILLERS or token.word in _BREAKS:
            continue
        if token.word.isdigit():
            continue
        started = True
        yield singular(token.word[:_LONGEST_WORD])


def _arguments(schema: Mapping[str, Any], properties: Mapping[str, Any]) -> Iterator[Argument]:
    required = schema.get("required")
    listed_names = required if isinstance(required, list) else ()
    needed = {name for name in listed_names if isinstance(name, str)}
    for name, value in list(properties.items())[:MOST_ARGUMENTS]:
        held = value if isinstance(value, Mapping) else {}
        listed = held.get("enum")
        yield Argument(
            name=name,
            kind=_kind(held),
            is_required=name in needed,
            choices=tuple(each for each in listed[:MOST_VALUES] if isinstance(each, str))
            if isinstance(listed, list)
            else (),
        )


def _kind(schema: Mapping[str, Any]) -> str:
    declared = schema.get("type")
    if isinstance(declared, list):
        return " or ".join(kind for kind in declared[:6] if isinstance(kind, str))
    if declared == "array":
        items = schema.get("items")
        inner = items.get("type") if isinstance(items, Mapping) else None
        return f"array of {inner}" if isinstance(inner, str) else "array"
    return declared if isinstance(declared, str) else ""


def _selects(argument: Argument, lexicon: Lexicon) -> bool:
    words = " ".join(token.word for token in split_name(argument.name))
    return len(argument.choices) > 1 and words in lexicon.selectors


def _properties(schema: Mapping[str, Any] | None) -> Mapping[str, Any]:
    properties = (schema or {}).get("properties")
    return properties if isinstance(properties, Mapping) else {}
