"""Words of a query that say little, short forms, and what people call the pages that explain."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from catalog.render.search.terms import parts

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Asked:
    """How people ask; all words are terms already."""

    stop: frozenset[str]
    """Words that say nothing about a tool."""
    weak: frozenset[str]
    """Words that nothing has to have."""
    same: Mapping[str, tuple[str, ...]]
    """What short forms stand for."""

    def phrase(self, text: str) -> str:
        """Return what a query for `text` comes down to: its terms without stop words."""
        found = parts(text)
        return " ".join([term for term in found if term not in self.stop] or found)


@cache
def asked() -> Asked:
    """Return the words that ship with the project."""
    given = _read("asked.yaml")
    return Asked(
        stop=frozenset(parts(" ".join(given["stop"]))),
        weak=frozenset(parts(" ".join(given["weak"]))),
        same={parts(short)[0]: tuple(parts(full)) for short, full in given["same"].items()},
    )


@cache
def called() -> Mapping[str, Any]:
    """Return what the pages that explain are called besides their titles, by kind."""
    return _read("called.yaml")


def phrases(*named: str) -> list[str]:
    """Return each phrase once, in the order of the names."""
    return list(dict.fromkeys(asked().phrase(name) for name in named))


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))
    return found
