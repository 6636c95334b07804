"""The words of targets and losses, as `texts.yaml` has them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from policy.document import Action
from policy.errors import printable
from policy.targets.target import STRICTNESS, Loss, Lost, Target

TEXTS_FILE = Path(__file__).parent / "texts.yaml"
_NAMED = 5
"""Most tools that a sentence names."""
_LONGEST = 60
"""Longest name in a sentence, in characters."""


@dataclass(frozen=True, slots=True)
class Fate:
    """That something is lost for a tool, and where the tool ends up."""

    lost: Lost
    action: Action
    tool: str | None
    """None for tools that the server does not list yet."""


@lru_cache(maxsize=1)
def _texts() -> dict[str, Any]:
    texts: dict[str, Any] = yaml.safe_load(TEXTS_FILE.read_text(encoding="utf-8"))
    return texts


@lru_cache(maxsize=1)
def described() -> tuple[Target, ...]:
    """Return every target in words, in the order of the texts."""
    return tuple(Target(id=id, **words) for id, words in _texts()["targets"].items())


def tell(target: str, fates: Iterable[Fate]) -> tuple[Loss, ...]:
    """Return one loss for each thing lost and each place where tools end up because of it."""
    grouped: dict[tuple[Lost, Action], list[str]] = {}
    for fate in fates:
        tools = grouped.setdefault((fate.lost, fate.action), [])
        if fate.tool is not None:
            tools.append(fate.tool)
    order = sorted(grouped, key=lambda key: (tuple(Lost).index(key[0]), STRICTNESS.index(key[1])))
    return tuple(_loss(target, *key, tools=tuple(grouped[key])) for key in order)


def _loss(target: str, lost: Lost, action: Action, *, tools: tuple[str, ...]) -> Loss:
    texts = _texts()
    own = texts["own"].get(target, {}).get(lost, {})
    told = own.get(action) or texts["losses"][lost][action]
    title = texts["targets"][target]["title"]
    return Loss(lost, told.format(title=title, tools=_listed(tools)), tools)


def _listed(tools: tuple[str, ...]) -> str:
    """Return the names of a few tools and the number of the others."""
    named = [f"“{_short(tool)}”" for tool in tools[:_NAMED]]
    more = len(tools) - len(named)
    if more:
        named.append(f"{more:,} more")
    return " and ".join([", ".join(named[:-1]), named[-1]]) if len(named) > 1 else "".join(named)


def _short(tool: str) -> str:
    return printable(tool if len(tool) <= _LONGEST else f"{tool[:_LONGEST]}…")
