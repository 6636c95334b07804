"""The texts that ship with the entries, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from classifier import Category, Signal

_HERE = Path(__file__).resolve().parent
FILES = ("attacks.yaml", "phrases.yaml", "questions.yaml")


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Parts of sentences; placeholders are in braces."""

    acts: Mapping[Category, str]
    """What a tool does whose name has no verb."""
    clauses: Mapping[str, str]
    """What follows from a call, by category and by kind of act."""
    marks: Mapping[Category, Mapping[str, frozenset[str]]]
    """Words of a name that show the kind of act, by category and clause."""
    acronyms: frozenset[str]
    """Words that are written in capitals."""
    mass_nouns: frozenset[str]
    """Words that take no article."""
    does: Mapping[Category, str]
    """What a tool of a category does to an object, as a verb before it."""
    unreviewed_does: str
    """The same where nothing decides the category."""
    signals: Mapping[Signal, str]
    """What a signal says, behind `it`."""
    fields: Mapping[str, str]
    """How sentences call the fields of a definition, behind `in`."""
    generic_words: frozenset[str]
    """Words that relate nothing when two names share them."""
    relations: Mapping[str, str]
    instead: Mapping[str, str]
    """Why a sibling can stand in for a tool that is only used to look."""
    summary: Mapping[str, str]


@cache
def phrasebook() -> Phrasebook:
    """Return the texts of `phrases.yaml`."""
    raw = read_texts("phrases.yaml")
    return Phrasebook(
        acts={each: raw["categories"][each.value]["acts"] for each in Category},
        clauses=raw["clauses"],
        marks={
            each: {key: frozenset(words) for key, words in raw["marks"].get(each.value, {}).items()}
            for each in Category
        },
        acronyms=frozenset(raw["acronyms"]),
        mass_nouns=frozenset(raw["mass_nouns"]),
        does={each: raw["categories"][each.value]["does"] for each in Category},
        unreviewed_does=raw["unreviewed_does"],
        signals={each: raw["signals"][each.value] for each in Signal},
        fields=raw["fields"],
        generic_words=frozenset(raw["generic_words"]),
        relations=raw["relations"],
        instead=raw["instead"],
        summary=raw["summary"],
    )


def read_texts(name: str) -> Any:
    """Return what one of the text files holds."""
    return yaml.safe_load((_HERE / name).read_text("utf-8"))


@cache
def texts_digest() -> str:
    """Return a digest of all texts, so that a changed sentence changes the fingerprints."""
    joined = b"\0".join((_HERE / name).read_bytes() for name in FILES)
    return sha256(joined).hexdigest()
