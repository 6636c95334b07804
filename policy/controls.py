"""The recommendations as data: what `controls.yaml` says, parsed once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from classifier import Category, Signal

CONTROLS_FILE = Path(__file__).parent / "controls.yaml"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a tool stands in a recommended policy."""

    hide: bool
    action: str
    reason: str
    rate_limit: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class Check:
    """A pattern that values have to match, or may not match."""

    pattern: str
    on_deny: str


@dataclass(frozen=True, slots=True)
class Guard:
    """Conditions for one kind of parameter, and how to know it."""

    id: str
    signal: Signal
    names: frozenset[str]
    certain: frozenset[str]
    """Names that need no context."""
    contexts: frozenset[str]
    texts: frozenset[str]
    ends: frozenset[str]
    """Names that need the evidence in the name of the tool or in the parameter."""
    not_texts: frozenset[str]
    """Words in the description that rule out `ends`."""
    formats: frozenset[str]
    not_names: frozenset[str]
    not_tools: frozenset[str]
    must: tuple[Check, ...]
    must_not: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that amounts are counted in, and the cap that is recommended for it."""

    words: frozenset[str]
    cap: int | None
    """None where no cap can be recommended."""
    check: Check | None
    """The same cap for amounts that are texts."""


@dataclass(frozen=True, slots=True)
class Money:
    """How to know an amount of money."""

    names: tuple[frozenset[str], ...]
    not_names: frozenset[str]
    units: tuple[Unit, ...]
    reason: str
    sizes: frozenset[str]
    """Names of what gives the size of a call in place of an amount."""
    not_sizes: frozenset[str]
    demanded: str
    """What is said where a call gives such a size and no capped amount."""


@dataclass(frozen=True, slots=True)
class Controls:
    """Everything that is recommended."""

    placements: Mapping[Category, Placement]
    needs_review: Placement
    signals: Mapping[Signal, Placement]
    money: Money
    guards: tuple[Guard, ...]


@lru_cache(maxsize=1)
def controls() -> Controls:
    """Return the recommendations that ship."""
    raw = yaml.safe_load(CONTROLS_FILE.read_text(encoding="utf-8"))
    return Controls(
        placements={category: _placement(raw["placements"][category]) for category in Category},
        needs_review=_placement(raw["needs_review"]),
        signals={Signal(id): _placement(entry) for id, entry in raw["signals"].items()},
        money=_money(raw["money"]),
        guards=tuple(_guard(entry) for entry in raw["guards"]),
    )


def _placement(raw: Mapping[str, Any]) -> Placement:
    return Placement(raw.get("hide", False), raw["action"], raw["reason"], raw.get("rate_limit"))


def _guard(raw: Mapping[str, Any]) -> Guard:
    return Guard(
        id=raw["id"],
        signal=Signal(raw["signal"]),
        names=frozenset(raw["names"]),
        certain=frozenset(raw.get("certain", ())),
        contexts=frozenset(raw.get("contexts", ())),
        texts=frozenset(raw["texts"]),
        ends=frozenset(raw.get("ends", ())),
        not_texts=frozenset(raw.get("not_texts", ())),
        formats=frozenset(raw["formats"]),
        not_names=frozenset(raw["not_names"]),
        not_tools=frozenset(raw.get("not_tools", ())),
        must=tuple(Check(**entry) for entry in raw["must"]),
        must_not=tuple(Check(**entry) for entry in raw["must_not"]),
    )


def _money(raw: Mapping[str, Any]) -> Money:
    return Money(
        names=tuple(frozenset(group) for group in raw["names"]),
        not_names=frozenset(raw["not_names"]),
        units=tuple(_unit(entry) for entry in raw["units"]),
        reason=raw["reason"],
        sizes=frozenset(raw["sizes"]),
        not_sizes=frozenset(raw["not_sizes"]),
        demanded=raw["demanded"],
    )


def _unit(raw: Mapping[str, Any]) -> Unit:
    words, cap = frozenset(raw["words"]), raw.get("cap")
    check = Check(raw["pattern"], raw["on_deny"]) if cap is not None else None
    return Unit(words, cap, check)
