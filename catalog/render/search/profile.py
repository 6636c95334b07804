"""A profile: everything about a tool that pages let people choose by, as one number."""

from catalog.entry import Row
from classifier import Category, RiskLevel, Signal

CONTRADICTIONS = ("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint")
"""Annotations that a verdict can contradict; their order is the order of the bits."""
_RISKS = list(RiskLevel)
_CATEGORIES = list(Category)
_SIGNAL_BIT = {signal: 1 << at for at, signal in enumerate(Signal)}
_CONTRADICTION_BIT = {name: 1 << at for at, name in enumerate(CONTRADICTIONS)}
_SIGNALS = len(_SIGNAL_BIT)
_FLAGS = len(CONTRADICTIONS) + 1


def profile_of(row: Row) -> int:
    """Return the profile of a tool; they sort the gravest risk first, then by category."""
    number = 3 - _RISKS.index(row.risk)
    number = number * 8 + _CATEGORIES.index(row.category)
    number = number << _FLAGS | sum(_CONTRADICTION_BIT[name] for name in row.contradictions) << 1
    number |= row.needs_review
    return number << _SIGNALS | sum(_SIGNAL_BIT[signal] for signal in row.signals)


def described(profile: int) -> tuple[int, int, int, int, int]:
    """Return rank of the risk, position of the category, and the bits of review,
    contradictions and signals."""
    signals = profile & (1 << _SIGNALS) - 1
    flags = profile >> _SIGNALS & (1 << _FLAGS) - 1
    rest = profile >> (_SIGNALS + _FLAGS)
    return 3 - rest // 8, rest % 8, flags & 1, flags >> 1, signals
