"""What the definitions of a server cost: the tokens they take up in the context of a model."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from toktok import batch_count  # type: ignore[import-untyped]

from classifier import Definition

TOKENIZER = "o200k_base"
"""A public vocabulary that ships with its library; other models count somewhat differently."""
WINDOW = 200_000
"""Tokens of the context window that shares are told of."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Tokens of each definition, in the order of the server."""

    tools: tuple[int, ...]
    hidden: int
    """Tokens of the tools that the recommended policy hides."""
    tokenizer: str = TOKENIZER

    @property
    def total(self) -> int:
        """Tokens of all definitions together."""
        return sum(self.tools)

    @property
    def share(self) -> float:
        """Part of the context window that the definitions take up."""
        return self.total / WINDOW

    def as_json(self) -> dict[str, Any]:
        """Return the cost as the API publishes it."""
        return {
            "tokenizer": self.tokenizer,
            "window": WINDOW,
            "total": self.total,
            "hidden": self.hidden,
            "tools": list(self.tools),
        }


def cost_of(definitions: Sequence[Definition], hidden: frozenset[str] = frozenset()) -> Cost:
    """Return what `definitions` cost; `hidden` are names that the recommended policy hides."""
    counts = batch_count(map(_sent, definitions), TOKENIZER)
    pairs = zip(definitions, counts, strict=True)
    saved = sum(count for definition, count in pairs if definition.name in hidden)
    return Cost(tuple(counts), saved)


def _sent(definition: Definition) -> str:
    """Return the part of a definition that clients pass to a model, as compact JSON."""
    kept = {
        "name": definition.name,
        "description": definition.description,
        "inputSchema": definition.input_schema,
    }
    sent = {key: value for key, value in kept.items() if value is not None}
    try:
        text = json.dumps(sent, ensure_ascii=False, separators=(",", ":"), default=dict)
    except RecursionError:
        text = definition.name
    # A lone surrogate is no text, and no tokenizer reads it.
    return text.encode("utf-8", "replace").decode("utf-8")
