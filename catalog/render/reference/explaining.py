"""Examples and counter-examples of each label, and the rule that answers to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from catalog.render.listpage import Label
from catalog.render.reference.remedies import Remedy, remedies
from classifier import Category, RiskLevel, Signal

_FILE = Path(__file__).with_name("labels.yaml")
_KINDS = {RiskLevel: "risk", Category: "category", Signal: "signal"}


@dataclass(frozen=True, slots=True)
class Example:
    """A made-up tool, and why it has the label or has it not."""

    name: str
    description: str
    schema: Mapping[str, str]
    """Arguments with their types."""
    why: str

    def declared(self) -> dict[str, Any]:
        """Return the tool as a server would declare it."""
        properties = {name: {"type": kind} for name, kind in self.schema.items()}
        schema = {"inputSchema": {"type": "object", "properties": properties}}
        told = {"name": self.name, "description": self.description}
        return told | (schema if properties else {})


@dataclass(frozen=True, slots=True)
class LabelReference:
    """What the first page of a label tells before its tools."""

    examples: tuple[Example, ...]
    counters: tuple[Example, ...]
    remedy: Remedy


def label_reference(label: Label) -> LabelReference:
    """Return examples, counter-examples and the recommended rule of a label."""
    return _references()[_KINDS[type(label)], label.value]


@cache
def _references() -> Mapping[tuple[str, str], LabelReference]:
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {
        (kind, value): LabelReference(
            examples=tuple(_example(each) for each in said["examples"]),
            counters=tuple(_example(each) for each in said["counters"]),
            remedy=remedies()[said["remedy"]],
        )
        for kind, labels in raw.items()
        for value, said in labels.items()
    }


def _example(raw: Mapping[str, Any]) -> Example:
    return Example(raw["name"], raw["description"], raw.get("schema", {}), raw["why"])
