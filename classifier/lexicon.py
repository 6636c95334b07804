"""The words that decide how names and sentences are read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Verbs come from the rules, the rest from `lexicon.yaml`."""

    verbs: frozenset[str]
    ambiguous: frozenset[str]
    """Verbs that are nouns as often."""
    forms: Mapping[str, str]
    """From any form of a verb (`deletes`, `deleting`) to the verb."""
    third_persons: frozenset[str]
    """The forms in -s among them."""
    fillers: frozenset[str]
    selectors: frozenset[str]
    """Names of parameters that select one of several operations."""
    rehearsals: frozenset[str]
    """Values that choose between the call itself and a rehearsal of it."""


def make_lexicon(verbs: Iterable[str], lists: Mapping[str, Iterable[str]]) -> Lexicon:
    """Build the lexicon from the verbs of the rules and the lists of `lexicon.yaml`."""
    known = frozenset(verbs)
    return Lexicon(
        verbs=known,
        ambiguous=frozenset(lists["ambiguous"]),
        forms={form: verb for verb in sorted(known) for form in verb_forms(verb)},
        third_persons=frozenset(form for verb in known for form in plurals(verb)),
        fillers=frozenset(lists["fillers"]),
        selectors=frozenset(lists["selectors"]),
        rehearsals=frozenset(lists["rehearsals"]),
    )


def verb_forms(verb: str) -> Iterator[str]:
    """Yield the verb and its forms in -s and -ing: `delete`, `deletes`, `deleting`."""
    yield verb
    yield from plurals(verb)
    if verb.endswith("e") and not verb.endswith("ee"):
        yield verb[:-1] + "ing"
    else:
        yield verb + "ing"
    if len(verb) > 2 and verb[-1] not in _VOWELS | set("wxy") and verb[-2] in _VOWELS:
        yield verb + verb[-1] + "ing"


def plurals(word: str) -> Iterator[str]:
    """Yield the forms of a word in -s."""
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        yield word[:-1] + "ies"
    elif word.endswith(("s", "x", "z", "ch", "sh", "o")):
        yield word + "es"
        if word.endswith("o"):
            yield word + "s"
    else:
        yield word + "s"
