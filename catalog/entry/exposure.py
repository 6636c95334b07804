"""Tools of one server that are worse together than each alone, and what ends that."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from classifier import Definition, Verdict
from policy import Policy, Standing, standing
from policy.combinations import Combination, combinations, fewest_denials


@dataclass(frozen=True, slots=True)
class Exposure:
    """The risky combinations that the tools of one server make."""

    live: tuple[Combination, ...] = ()
    """Those of all its tools, as without a policy."""
    denials: tuple[str, ...] = ()
    """The fewest tools whose denial ends all of them, sorted by name."""
    remaining: tuple[str, ...] = ()
    """Ids of the combinations that the recommended policy leaves callable."""

    def as_json(self) -> dict[str, Any]:
        """Return the exposure as the API publishes it."""
        return {
            "found": [_as_json(each, self.remaining) for each in self.live],
            "fewest_denials": list(self.denials),
        }


@dataclass(frozen=True, slots=True)
class _Tool:
    name: str
    verdict: Verdict
    is_callable: bool = True
    server: str = ""


def exposure_of(pairs: Sequence[tuple[Definition, Verdict]], recommended: Policy) -> Exposure:
    """Return what the tools of one server make together, with and without a policy."""
    tools = [_Tool(definition.name, verdict) for definition, verdict in pairs]
    live = combinations(tools)
    if not live:
        return Exposure()
    kept = [_Tool(tool.name, tool.verdict, _passes(recommended, tool.name)) for tool in tools]
    return Exposure(
        live,
        tuple(name for _, name in fewest_denials(live, tools)),
        tuple(each.pattern.id for each in combinations(kept)),
    )


def _passes(policy: Policy, tool: str) -> bool:
    return standing(policy, tool) not in (Standing.HIDDEN, Standing.DENIED)


def _as_json(combination: Combination, remaining: tuple[str, ...]) -> dict[str, Any]:
    pattern = combination.pattern
    return {
        "id": pattern.id,
        "name": pattern.name,
        "title": pattern.title,
        "risk": pattern.risk.value,
        "reason": pattern.reason,
        "remains": pattern.id in remaining,
        "legs": [
            {"name": leg.name, "tools": [name for _, name in tools]}
            for leg, tools in zip(pattern.legs, combination.legs, strict=True)
        ],
    }
