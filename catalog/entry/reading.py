"""Read out of a definition what its sentences are made of."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.entry.wording import label, shortened
from classifier import Definition
from classifier.documented import documented_parameters
from classifier.features import name_verbs
from classifier.lexicon import Lexicon
from classifier.parameters import read_parameters
from classifier.ruleset import default_ruleset
from classifier.saving import may_save
from classifier.tokens import Token, split_name

MOST_ARGUMENTS = 200
"""Arguments that are read; a hostile schema may declare any number."""
MOST_VALUES = 60
"""Values of one enumeration that are read."""
LONGEST_SENTENCE = 240
"""Characters of a description that a sentence repeats."""
_LONGEST_WORD = 40
_LONGEST_TEXT = 4_000
_FEWEST_NAMES = 4
_NAME = re.compile(r"[\w./-]{3,100}(?<![./-])")
_WORD = re.compile(r"[a-z]{3,40}")
_NO_VERBS = frozenset(("backup", "checkout", "login", "logout", "new", "setup", "top"))
"""Words that open commands and sentences do not conjugate."""
_KEYS = frozenset(
    (
        "email",
        "id",
        "identifier",
        "key",
        "name",
        "number",
        "path",
        "query",
        "ref",
        "slug",
        "url",
        "uuid",
    )
)
"""Last words of arguments that something is found by."""
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
    verbs: tuple[str, ...] = ()
    """Verbs of the name, as they stand in a dictionary."""
    noun: tuple[str, ...] = ()
    """The object as the name writes it, in the plural where that does."""
    keys: tuple[str, ...] = ()
    """What required arguments find the object by, such as `name` for `entityNames`."""
    unlisted: tuple[str, ...] = ()
    """Arguments that the text documents and the schema does not hold."""
    mentions: frozenset[str] = frozenset()
    """Strings of the description that can be names of tools."""
    topics: frozenset[str] = frozenset()
    """Words of the first sentence, in the singular."""
    saves: bool = False
    """Whether an argument speaks of a file to save to."""


def shared_prefix(names: Sequence[str]) -> str:
    """Return the word that most names begin with, as `browser` in `browser_click`, or nothing."""
    verbs = default_ruleset().lexicon.verbs - default_ruleset().lexicon.ambiguous
    tokens = [split_name(name) for name in names]
    firsts = Counter(each[0].word for each in tokens if len(each) > 1)
    word, count = next(iter(firsts.most_common(1)), ("", 0))
    is_shared = count >= _FEWEST_NAMES and 2 * count > len(names)
    return word if is_shared and word not in verbs else ""


def read_definition(definition: Definition, prefix: str = "") -> Reading:
    """Return the facts of `definition`; the work is bounded whatever it holds.

    `prefix` is the word that the names of its server have in front, and that tells nothing.
    """
    lexicon = default_ruleset().lexicon
    tokens = split_name(definition.name)
    if prefix and len(tokens) > 1 and tokens[0].word == prefix:
        tokens = tokens[1:]
    properties = _properties(definition.input_schema)
    arguments = tuple(_arguments(definition.input_schema or {}, properties))
    verbs = tuple(dict.fromkeys(_verbs(tokens, lexicon)))
    noun = tuple(_noun(tokens, lexicon))
    about = (definition.description or "")[:_LONGEST_TEXT]
    return Reading(
        label=label(definition.name),
        says=shortened(_opening(definition.description or ""), LONGEST_SENTENCE),
        words=tuple(token.word for token in tokens),
        object=tuple(singular(word) for word in noun),
        has_schema=definition.input_schema is not None,
        declared=len(properties),
        arguments=arguments,
        operations=tuple(each for each in arguments if _selects(each, lexicon)),
        outputs=tuple(list(_properties(definition.output_schema))[:MOST_ARGUMENTS]),
        verbs=verbs,
        noun=noun,
        keys=tuple(dict.fromkeys(_keys(arguments, {singular(word) for word in noun}))),
        unlisted=tuple(_unlisted(about, definition, properties)),
        mentions=frozenset(_NAME.findall(about)),
        topics=frozenset(singular(word) for word in _WORD.findall(_opening(about).lower())),
        saves=may_save(definition),
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


def _verbs(tokens: tuple[Token, ...], lexicon: Lexicon) -> Iterator[str]:
    """Yield the verbs of a name; a word that is a noun as often counts at its start only."""
    for token in name_verbs(tokens, lexicon):
        if token.word not in _NO_VERBS and (
            token.word not in lexicon.ambiguous or token == tokens[0]
        ):
            yield lexicon.forms[token.word]


def _keys(arguments: Sequence[Argument], own: set[str]) -> Iterator[str]:
    """Yield what finds the object itself, not what it belongs to: `id`, or `orderId` of orders."""
    for argument in arguments:
        words = [singular(token.word) for token in split_name(argument.name)]
        if not argument.is_required or not words or words[-1] not in _KEYS:
            continue
        if words[-1] not in own and set(words[:-1]) <= own:
            yield words[-1]


def _unlisted(about: str, definition: Definition, properties: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the text documents as arguments, sure only where it documents others rightly."""
    documented = dict.fromkeys(each.name for each in documented_parameters(about))
    if not set(properties) & set(documented):
        return
    held = {each.name for each in read_parameters(definition.input_schema)} | set(properties)
    yield from (name for name in documented if name not in held)


def _opening(description: str) -> str:
    opening = description[: 10 * LONGEST_SENTENCE].strip()
    end = _SENTENCE_END.search(opening)
    return opening[: end.start() + 1].strip() if end else opening


def _noun(tokens: tuple[Token, ...], lexicon: Lexicon) -> Iterator[str]:
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
        yield token.word[:_LONGEST_WORD]


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
