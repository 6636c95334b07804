"""The policies that an entry shows, each with a claim that evaluating it computed."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any

from catalog.entry.phrasebook import read_texts
from catalog.errors import RenderError
from classifier import Category, Definition, Verdict
from policy import (
    CounterKey,
    Policy,
    Scope,
    ToolRule,
    Treatment,
    effect,
    evaluate,
    load,
    restrict,
    treatment,
)
from policy import Outcome as PolicyOutcome
from policy.document import HIDE_ALL

Document = Mapping[str, Any]
_Shape = frozenset[tuple[Treatment, int]]
_MINUTE = 60


class Outcome(StrEnum):
    """What a document does to a call of the tool it names, its conditions met."""

    HIDDEN = "hidden"
    DENIED = "denied"
    APPROVAL = "approval"
    ALLOWED = "allowed"


@dataclass(frozen=True, slots=True)
class Rate:
    """How many calls go through in a window."""

    max: int
    window: int
    """In seconds."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A policy document about one tool, and what evaluating it showed."""

    document: Document
    claim: str
    outcome: Outcome
    has_conditions: bool
    """True where arguments can decide as well; `outcome` is then that of the calls that pass."""
    rate: Rate | None
    rule: str
    """JSON Pointer of the rule that decides about a call."""


@dataclass(frozen=True, slots=True)
class ToolPolicies:
    """What the page of one tool shows: `restrict`, `rate-limit` and `block`."""

    shown: Mapping[str, Shown]


class Ground:
    """The tool list of one server: what claims are computed over."""

    def __init__(self, names: Sequence[str]) -> None:
        """Take the names in the order of the server; repeated ones count as often."""
        self._names = tuple(names)
        self._counts = Counter(names)
        self._claims: dict[_Shape, str] = {}

    def claim(self, policy: Policy) -> str:
        """Return the sentence about what `policy` does to these tools."""
        shape = self._shape(policy)
        if shape not in self._claims:
            self._claims[shape] = effect(policy, self._names).sentence()
        return self._claims[shape]

    def _shape(self, policy: Policy) -> _Shape:
        """Return what the sentence depends on.

        A policy cannot tell apart the tools that it does not name, so one of them stands for
        all: on a server of 50,000 tools each document is evaluated a few times, not 50,000.
        """
        named = policy.hide.keys() | policy.tools.keys()
        groups = Counter[Treatment]()
        for name in named & self._counts.keys():
            groups[treatment(policy, name)] += self._counts[name]
        rest = len(self._names) - groups.total()
        if rest:
            groups[treatment(policy, self._unnamed(named))] += rest
        return frozenset(groups.items())

    def _unnamed(self, named: Set[str]) -> str:
        return next(name for name in self._counts if name not in named)


def tool_policies(definition: Definition, verdict: Verdict, ground: Ground) -> ToolPolicies:
    """Return the documents for one tool, loaded and evaluated over its server's tools."""
    name = definition.name
    recommended = restrict(definition, verdict)
    documents = {
        "restrict": recommended,
        "rate-limit": _rate_limit(name, recommended, verdict.category),
        "block": _block(name),
    }
    shown = {key: _shown(name, document, ground) for key, document in documents.items()}
    if shown["rate-limit"].rate is None:
        raise RenderError(f"the rate-limit policy for {name!r} does not limit the tool")
    if shown["block"].outcome not in (Outcome.HIDDEN, Outcome.DENIED):
        raise RenderError(f"the block policy for {name!r} does not block the tool")
    return ToolPolicies(shown)


def _rate_limit(name: str, recommended: Document, category: Category) -> Document:
    stated = recommended.get("tools", {}).get(name, {}).get("rate_limit")
    limit = stated or {"max": _suggested()[category], "window": _MINUTE}
    return _only(name, {"action": "allow", "rate_limit": limit})


def _block(name: str) -> Document:
    if name == HIDE_ALL:
        # To hide this name would hide every tool of the server.
        return _only(name, {"action": "deny"})
    return {"version": "1", "default": "allow", "hide": [name]}


def _only(name: str, rule: Document) -> Document:
    return {"version": "1", "default": "allow", "tools": {name: rule}}


@cache
def _suggested() -> Mapping[Category, int]:
    raw = read_texts("questions.yaml")["rate_limits"]
    return {category: int(raw[category.value]) for category in Category}


def _shown(name: str, document: Document, ground: Ground) -> Shown:
    policy = load(document)
    rule = policy.tools.get(name)
    bare = _without_conditions(policy, name, rule)
    decision = evaluate(bare, name)
    return Shown(
        document=document,
        claim=ground.claim(policy),
        outcome=_outcome(decision.outcome, is_hidden=decision.hidden),
        has_conditions=rule is not None and bool(rule.require or rule.deny_if),
        rate=_rate(bare, name),
        rule=decision.rule,
    )


def _without_conditions(policy: Policy, name: str, rule: ToolRule | None) -> Policy:
    """Return the policy as it stands for calls that meet every condition on their arguments."""
    if rule is None:
        return policy
    counting = tuple(limit for limit in rule.limits if limit.increment_from is None)
    free = replace(rule, require=(), deny_if=(), limits=counting)
    return replace(policy, tools={**policy.tools, name: free})


def _outcome(outcome: PolicyOutcome, *, is_hidden: bool) -> Outcome:
    if is_hidden:
        return Outcome.HIDDEN
    if outcome is PolicyOutcome.DENY:
        return Outcome.DENIED
    return Outcome.APPROVAL if outcome is PolicyOutcome.REQUIRE_APPROVAL else Outcome.ALLOWED


def _rate(policy: Policy, name: str) -> Rate | None:
    """Return the rate limit as counted: the last call that passes, and the first that does not."""
    decision = evaluate(policy, name, approved=True)
    for held in decision.reservations:
        if held.counter.scope is Scope.TOOL and _stops_at(
            policy, name, held.counter, int(held.max)
        ):
            return Rate(int(held.max), held.counter.window)
    return None


def _stops_at(policy: Policy, name: str, counter: CounterKey, most: int) -> bool:
    last = evaluate(policy, name, counters={counter: most - 1}, approved=True)
    over = evaluate(policy, name, counters={counter: most}, approved=True)
    return last.outcome is PolicyOutcome.ALLOW and over.outcome is PolicyOutcome.DENY
