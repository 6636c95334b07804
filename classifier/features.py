"""The features of one definition, read once and used by every rule."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from classifier.definition import Definition
from classifier.documented import documented_parameters
from classifier.lexicon import Lexicon
from classifier.parameters import Parameter, read_parameters
from classifier.tokens import Token, split_name, split_text

LONGEST_TEXT = 20_000
"""Characters of any one text that are examined; what follows is not read."""
_LEADING_WORDS = 14
_SENTENCE_END = re.compile(
    r"[.!?](?=\s)|[。！？]|\n\s*\n|\n(?=\s*(?:Args|Arguments|Parameters|Returns)\b)"
)
_SOFT_JOINTS = frozenset({"and", "or", "then"})
_PREPOSITIONS = frozenset({"by", "of", "for", "from", "with", "per", "in", "on", "as", "to"})
_LEADING_ONLY = frozenset({"is", "has"})
_CLOSING = frozenset({"get", "create", "update", "delete", "generate"})
"""Verbs that end a name of the kind `deploy_plan_get` and are no nouns."""
_JOINT = re.compile(
    r"\s*(?:[,/&+|]|\b(?:and|or|then|and/or)\b)[\s,/]*(?:(?:optionally|then|also|permanently)\s+)?\Z",
    re.I,
)
_BRACKETED = re.compile(r"\s*(?:\[[^\]\n]{0,60}\]|<[^>\n]{0,60}>|\([^)\n]{0,60}\)|[^\w\n]{1,3})\s*")


class Words(NamedTuple):
    """A field and its words."""

    field: str
    text: str
    tokens: tuple[Token, ...]


class Features(NamedTuple):
    """What the rules look at."""

    definition: Definition
    name: Words
    verbs: tuple[Token, ...]
    """Of the name; empty where it has none. Further verbs are joined to the first."""
    objects: tuple[Token, ...]
    """Words of the name that are no verb."""
    opens: tuple[Token, ...]
    """Verbs that the description opens with, as written (`deletes`)."""
    description: str
    """At most `LONGEST_TEXT` characters; empty where there is none."""
    summary_end: int
    """Where the first sentence of the description ends."""
    parameters: tuple[Parameter, ...]
    operations: tuple[Words, ...]
    """Values of the parameters that select an operation."""


def read_features(definition: Definition, lexicon: Lexicon) -> Features:
    """Read the features of `definition`; depends on nothing else but the lexicon."""
    tokens = split_name(definition.name)
    description = (definition.description or "")[:LONGEST_TEXT]
    opens = tuple(opening_verbs(description, lexicon))
    verbs = tuple(name_verbs(tokens, lexicon, frozenset(lexicon.forms[one.word] for one in opens)))
    leading = len(description) - len(description.lstrip())
    end = _SENTENCE_END.search(description.rstrip(), leading + 1)
    acting = {verb.start for verb in verbs}
    parameters = read_parameters(definition.input_schema)
    if not parameters and description:
        parameters = tuple(documented_parameters(description))
    return Features(
        definition=definition,
        name=Words("name", definition.name, tokens),
        verbs=verbs,
        objects=tuple(token for token in tokens if token.start not in acting),
        opens=opens,
        description=description,
        summary_end=min(end.start() if end else len(description), 600),
        parameters=parameters,
        operations=tuple(_operations(parameters, lexicon)),
    )


def name_verbs(
    tokens: tuple[Token, ...], lexicon: Lexicon, opening: frozenset[str] = frozenset()
) -> Iterator[Token]:
    """Yield the verb of a name and the verbs joined to it.

    A verb that is a noun as often (`order_list`, `post_comment`) counts only where no clear
    verb is there, or where the description opens with it (`opening`); then the first word goes
    before the last one, and that before the rest.
    """
    known = [at for at, token in enumerate(tokens) if token.word in lexicon.verbs]
    known = [at for at in known if at == 0 or _may_act(tokens, at)]
    if not known:
        return
    clear = [at for at in known if tokens[at].word not in lexicon.ambiguous]
    meant = [at for at in known if tokens[at].word in opening]
    if meant and 0 not in clear:
        first = meant[0]
    elif len(tokens) > 2 and tokens[0].word not in opening and tokens[-1].word in _CLOSING:
        first = len(tokens) - 1
    else:
        first = min(
            clear or known, key=lambda at: (at != 0, at != len(tokens) - 1 and not clear, at)
        )
    yield tokens[first]
    for at in known:
        if at == first + 2 and tokens[first + 1].word in _SOFT_JOINTS:
            yield tokens[at]


def _may_act(tokens: tuple[Token, ...], at: int) -> bool:
    """Tell whether a later word can be the verb: in `by_type` and `task_is_due` none is."""
    return tokens[at].word not in _LEADING_ONLY and tokens[at - 1].word not in _PREPOSITIONS


def opening_verbs(description: str, lexicon: Lexicon) -> Iterator[Token]:
    """Yield the verb that the first sentence opens with, and the verbs listed beside it."""
    start = 0
    while (bracket := _BRACKETED.match(description, start)) and bracket.end() > start:
        start = bracket.end()
    # Most texts open with their verb, and words cost time: the rest is split where it is needed.
    tokens = split_text(description, start, _LEADING_WORDS + 1)
    first = _first_verb(tokens, lexicon)
    if first is None:
        return
    if first > 1:
        tokens = split_text(description, start, first + _LEADING_WORDS)
    yield tokens[first]
    yield from _joined(description, tokens[first : first + _LEADING_WORDS], lexicon)


def _joined(description: str, tokens: list[Token], lexicon: Lexicon) -> Iterator[Token]:
    """Yield the verbs that are listed beside the first: `Create, update and delete …`.

    Nouns are listed too, so a verb has to have the form of the first, and one that is a noun
    as often has to stand right behind a verb.
    """
    has_s = tokens[0].word in lexicon.third_persons
    last = tokens[0]
    for before, token in pairwise(token for token in tokens if token.word not in _SOFT_JOINTS):
        if token.word not in lexicon.forms or (token.word in lexicon.third_persons) is not has_s:
            continue
        if not _JOINT.match(description[before.end : token.start]):
            continue
        is_ambiguous = lexicon.forms[token.word] in lexicon.ambiguous
        if not is_ambiguous or _JOINT.match(description[last.end : token.start]):
            last = token
            yield token


def _first_verb(tokens: list[Token], lexicon: Lexicon) -> int | None:
    for at, token in enumerate(tokens[:_LEADING_WORDS]):
        if token.word in lexicon.forms and token.word not in lexicon.fillers:
            return at
        if token.word not in lexicon.fillers and not token.word.endswith("ly"):
            return _after_to(tokens, at, lexicon)
    return None


def _after_to(tokens: list[Token], at: int, lexicon: Lexicon) -> int | None:
    """Find the verb in `Tool for agents to search …` and `A service for deleting …`."""
    for here in range(at, min(len(tokens) - 1, _LEADING_WORDS)):
        verb = tokens[here + 1].word
        if verb not in lexicon.forms or verb in lexicon.fillers:
            continue
        leads = tokens[here].word
        if leads in ("to", "that", "will", "can") or (leads == "for" and verb.endswith("ing")):
            return here + 1
    return None


def _operations(parameters: tuple[Parameter, ...], lexicon: Lexicon) -> Iterator[Words]:
    """Yield the offered operations, each from its verb on: `item_delete` is `delete`."""
    for parameter in parameters:
        if not parameter.choices or _spelt(parameter.tokens) not in lexicon.selectors:
            continue
        offered = [(choice, split_name(choice.value)) for choice in parameter.choices]
        if all(_spelt(tokens) in lexicon.rehearsals for _, tokens in offered):
            continue
        for choice, tokens in offered:
            verb = next(name_verbs(tokens, lexicon), None)
            at = tokens.index(verb) if verb else 0
            yield Words(choice.path, choice.value, tokens[at:])


def _spelt(tokens: tuple[Token, ...]) -> str:
    return " ".join(token.word for token in tokens)
