"""Policies against each kind of harm, evaluated while the site is built."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from policy import Outcome, Policy, effect, evaluate, load

_FILE = Path(__file__).with_name("remedies.yaml")
_OUTCOMES = {
    Outcome.ALLOW: "Passes",
    Outcome.DENY: "Denied",
    Outcome.REQUIRE_APPROVAL: "Asks a person",
}


@dataclass(frozen=True, slots=True)
class Call:
    """One call, and what the policy decided about it."""

    tool: str
    arguments: str
    """As JSON."""
    setting: str
    """What else holds for this call; empty where nothing does."""
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """A policy that stands against one kind of harm."""

    id: str
    says: str
    document: Mapping[str, Any]
    claim: str
    """Computed sentence: what it does to the made-up server of the example."""
    calls: tuple[Call, ...]


@cache
def remedies() -> Mapping[str, Remedy]:
    """Return every remedy by its id."""
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {key: _remedy(key, each) for key, each in raw.items()}


def _remedy(key: str, raw: Mapping[str, Any]) -> Remedy:
    policy = load(raw["document"])
    return Remedy(
        id=key,
        says=raw["says"],
        document=raw["document"],
        claim=effect(policy, raw["over"]).sentence(),
        calls=tuple(_call(policy, call) for call in raw["calls"]),
    )


def _call(policy: Policy, raw: Mapping[str, Any]) -> Call:
    used, approved = raw.get("used", 0), raw.get("approved", False)
    limits = policy.tools[raw["tool"]].limits if raw["tool"] in policy.tools else ()
    counters = {limit.counter: used for limit in limits}
    decided = evaluate(policy, raw["tool"], raw["arguments"], counters, approved=approved)
    settings = [
        "once a person has approved it" if approved else "",
        f"after {used} calls in this window" if used else "",
    ]
    return Call(
        tool=raw["tool"],
        arguments=json.dumps(raw["arguments"], ensure_ascii=False),
        setting=", ".join(each for each in settings if each),
        outcome="Hidden" if decided.hidden else _OUTCOMES[decided.outcome],
        reason=decided.reason,
    )
