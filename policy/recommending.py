"""The policy that is recommended for a tool, and for a whole server."""

from collections.abc import Iterable
from typing import Any

from classifier import Category, Definition, Verdict
from policy.controls import Placement, controls
from policy.document import HIDE_ALL
from policy.guarding import caps_for, guards_for
from policy.loading import VERSION

Pair = tuple[Definition, Verdict]


def recommends_hiding(verdict: Verdict) -> bool:
    """Tell whether the recommendation is to take the tool out of `tools/list`."""
    return _placement(verdict).hide


def recommend_tool(definition: Definition, verdict: Verdict) -> dict[str, Any]:
    """Return the recommended rule, as it stands under `tools` in a policy document.

    Where hiding is recommended it is a rule that denies, for products that cannot hide.
    """
    placement = _placement(verdict)
    rule: dict[str, Any] = {"action": placement.action, "reason": placement.reason}
    if placement.rate_limit is not None:
        rule["rate_limit"] = dict(placement.rate_limit)
    if placement.hide:
        return rule
    conditions = guards_for(controls(), definition, verdict)
    if verdict.category is Category.FINANCIAL and not verdict.needs_review:
        caps = caps_for(controls(), definition)
        rule["reason"] += f" {controls().money.reason}" if caps.require or caps.deny_if else ""
        conditions.add(caps)
    if conditions.require:
        rule["require"] = conditions.require
    if conditions.deny_if:
        rule["deny_if"] = conditions.deny_if
    return rule


def restrict(definition: Definition, verdict: Verdict) -> dict[str, Any]:
    """Return a policy document that restricts just this tool and leaves the others as they are."""
    document: dict[str, Any] = {"version": VERSION, "default": "allow"}
    if _is_hidden(definition, verdict):
        return document | {"hide": [definition.name]}
    return document | {"tools": {definition.name: recommend_tool(definition, verdict)}}


def least_privilege(pairs: Iterable[Pair]) -> dict[str, Any]:
    """Return a policy document for a whole server: every tool is placed, any other is denied.

    Where tools share a name the worst verdict among them governs, since a policy cannot
    tell them apart.
    """
    governing: dict[str, Pair] = {}
    for pair in pairs:
        known = governing.setdefault(pair[0].name, pair)
        if _severity(pair) > _severity(known):
            governing[pair[0].name] = pair
    document: dict[str, Any] = {"version": VERSION, "default": "deny"}
    hidden = dict.fromkeys(name for name, pair in governing.items() if _is_hidden(*pair))
    if hidden:
        document["hide"] = list(hidden)
    document["tools"] = {
        name: recommend_tool(*pair) for name, pair in governing.items() if name not in hidden
    }
    return document


def _is_hidden(definition: Definition, verdict: Verdict) -> bool:
    # Under `hide` the name `*` would stand for every tool of the server.
    return recommends_hiding(verdict) and definition.name != HIDE_ALL


def _placement(verdict: Verdict) -> Placement:
    for signal, placement in controls().signals.items():
        if signal in verdict.signals:
            return placement
    return controls().needs_review if verdict.needs_review else _by_category(verdict)


def _by_category(verdict: Verdict) -> Placement:
    return controls().placements[verdict.category]


def _severity(pair: Pair) -> tuple[int, ...]:
    _, verdict = pair
    placement = _placement(verdict)
    strictness = ("allow", "require_approval", "deny").index(placement.action)
    is_limited = placement.rate_limit is not None
    return (strictness, verdict.risk.rank, is_limited, -verdict.category.precedence)
