"""The counts that the state of the catalogue tells, gathered server by server."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from catalog.entry import ServerEntry, ToolEntry
from catalog.observation import Status
from classifier import Category, RiskLevel

_FILE = Path(__file__).with_name("state.yaml")
HINTS = ("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint")
DANGEROUS = (RiskLevel.CRITICAL, RiskLevel.HIGH)


@dataclass(slots=True)
class Figures:
    """Counts over servers and tools."""

    hints: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By annotation, and `absent`, `contradicted` or `standing` (declared, not contradicted)."""
    warned: Counter[tuple[Category, bool]] = field(default_factory=Counter)
    """Tools of High and Critical risk by category, and whether their own text warns."""
    sizes: Counter[str] = field(default_factory=Counter)
    """Listed servers by how many tools they have, as `state.yaml` groups them."""
    tokens: Counter[str] = field(default_factory=Counter)
    """Listed servers by what their definitions cost, likewise."""
    tokens_total: int = 0
    servers: int = 0
    """Listed servers."""


@cache
def state_texts() -> Mapping[str, Any]:
    """Return groups, words and sentences of the state of the catalogue."""
    texts: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return texts


def figures_of(entry: ServerEntry, figures: Figures) -> None:
    """Add one server to the counts."""
    if entry.observation.status is not Status.OK:
        return
    figures.servers += 1
    figures.sizes[group_of(len(entry.tools), "sizes")] += 1
    figures.tokens[group_of(entry.cost.total, "tokens")] += 1
    figures.tokens_total += entry.cost.total
    for tool in entry.tools:
        for hint in HINTS:
            figures.hints[hint, _standing(tool, hint)] += 1
        if tool.verdict.risk in DANGEROUS:
            figures.warned[tool.verdict.category, warns(tool)] += 1


def group_of(number: int, kind: str) -> str:
    """Return the name of the first group whose upper end takes in `number`."""
    groups = state_texts()[kind]
    return str(next(each["name"] for each in groups if number <= each.get("most", number)))


def warns(tool: ToolEntry) -> bool:
    """Tell whether a description says in so many words that a call can do harm."""
    return bool(_warning().search(tool.definition.description or ""))


def _standing(tool: ToolEntry, hint: str) -> str:
    if tool.definition.hint(hint) is None:
        return "absent"
    contradicted = (each.annotation for each in tool.verdict.contradictions)
    return "contradicted" if hint in contradicted else "standing"


@cache
def _warning() -> re.Pattern[str]:
    words = "|".join(state_texts()["warning"])
    return re.compile(rf"\b(?:{words})", re.IGNORECASE)
