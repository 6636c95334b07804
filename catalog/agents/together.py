"""Tell what the tools of a stack can do together that none of them can alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.agents.quoting import quoted_name
from catalog.entry import Row
from policy.combinations import Combination, Key, combinations, fewest_denials

_LEG = 20
"""Tools of one leg that an answer names."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A tool as combinations see it."""

    verdict: Row
    is_callable: bool = True

    @property
    def server(self) -> str:
        """Name of its server."""
        return self.verdict.server

    @property
    def name(self) -> str:
        """Name of the tool."""
        return self.verdict.name


def together(rows: Iterable[Row]) -> dict[str, list[Any]]:
    """Return the risky combinations, and the fewest denials that end all of them."""
    parts = [_Part(row) for row in rows]
    live = combinations(parts)
    denials = fewest_denials(live, parts)
    return {
        "combinations": [_combination(each) for each in live],
        "fewest_denials": _named(denials),
    }


def _combination(combination: Combination) -> dict[str, Any]:
    pattern = combination.pattern
    return {
        "id": pattern.id,
        "title": pattern.title,
        "risk": pattern.risk.value,
        "reason": pattern.reason,
        "legs": [
            {"name": leg.name, "tools_total": len(tools), "tools": _named(tools[:_LEG])}
            for leg, tools in zip(pattern.legs, combination.legs, strict=True)
        ],
    }


def _named(keys: Sequence[Key]) -> list[dict[str, str]]:
    return [{"server": quoted_name(server), "tool": quoted_name(tool)} for server, tool in keys]
