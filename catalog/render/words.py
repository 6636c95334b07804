"""The words of the pages for labels, states and hints, read from `words.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("words.yaml")


@dataclass(frozen=True, slots=True)
class Words:
    """What labels are called and what they mean; each mapping is keyed by their values."""

    risk: Mapping[str, Mapping[str, str]]
    category: Mapping[str, Mapping[str, str]]
    signal: Mapping[str, Mapping[str, str]]
    status: Mapping[str, Mapping[str, str]]
    sandbox: Mapping[str, str]
    hint: Mapping[str, Mapping[str, Any]]
    index: Mapping[str, Mapping[str, str]]
    """Keyed by `risk`, `category` and `signal`."""

    def of(self, kind: str) -> Mapping[str, Mapping[str, str]]:
        """Return the words for the labels of one kind: `risk`, `category` or `signal`."""
        return {"risk": self.risk, "category": self.category, "signal": self.signal}[kind]


def read_words() -> Words:
    """Return the words that ship with the project."""
    return Words(**yaml.safe_load(_FILE.read_text(encoding="utf-8")))
