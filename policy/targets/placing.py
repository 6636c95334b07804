"""Decide what a target is told about each tool; what it cannot express is made stricter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from policy.claim import Standing, standing
from policy.document import HIDE_ALL, Action, Policy
from policy.targets.target import (
    STRICTNESS,
    Format,
    Lost,
    Place,
    Plan,
    features,
    nothing,
    strictest,
)
from policy.targets.wording import Fate, tell

_CLOSED = (Standing.HIDDEN, Standing.DENIED)
_ANY_TOOL = "tool"
"""A name that every target can write."""


@dataclass(frozen=True, slots=True)
class _Reduced:
    place: Place
    lost: frozenset[Lost]


def plan_for(format: Format, policy: Policy, server: str, names: Iterable[str]) -> Plan:
    """Return what `format` is to say about the tools of a server, with what is lost."""
    tools = tuple(dict.fromkeys(names))
    if format.reserved in tools:
        format = replace(format, keeps=nothing, remarks=nothing)
    reduced = [_reduce(format, policy, name) for name in tools]
    carried = [each for each in reduced if _is_written(format, server, each.place.tool)]
    kept = {each.place.tool for each in carried}
    left = [each for each in reduced if each.place.tool not in kept]
    placed = _without_twins(format, carried)
    is_named = is_text(server) and format.carries(server, _ANY_TOOL)
    options = format.later(server, frozenset(each.place.action for each in placed))
    # What cannot be named stands with the tools to come, so those get the strictest there is.
    later = _later(Action.DENY if left or not is_named else _unlisted(format, policy), options)
    fates = [*_fates(placed), *_fates(_at(left, later)), *_later_fate(policy, later)]
    return Plan(
        server=server,
        policy=policy,
        places=tuple(each.place for each in placed),
        later=later,
        losses=tell(format.id, fates),
    )


def _reduce(format: Format, policy: Policy, name: str) -> _Reduced:
    rule = policy.tools.get(name, policy.other)
    if standing(policy, name) in _CLOSED:
        return _Reduced(Place(name, Action.DENY, rule), frozenset())
    place = Place(name, rule.action, rule)
    kept = format.keeps(policy, place)
    lost = features(rule) - kept
    if rule.action is Action.REQUIRE_APPROVAL and not format.asks:
        lost |= {Lost.APPROVAL}
    action = strictest(rule.action, _fallback(format)) if lost else rule.action
    if action is Action.ALLOW and not format.allows:
        action, lost = Action.REQUIRE_APPROVAL, lost | {Lost.SILENCE}
    if action is not Action.DENY:
        lost |= format.remarks(policy, place)
    return _Reduced(replace(place, action=action), lost)


def _fallback(format: Format) -> Action:
    return Action.REQUIRE_APPROVAL if format.asks else Action.DENY


def is_text(name: str) -> bool:
    """Tell whether a name is Unicode text: no target can write half a surrogate pair."""
    return not any("\ud800" <= char <= "\udfff" for char in name)


def _is_written(format: Format, server: str, name: str) -> bool:
    return is_text(name) and format.carries(server, name)


def _without_twins(format: Format, carried: Sequence[_Reduced]) -> list[_Reduced]:
    """Place tools that the target spells alike where the strictest of them stands."""
    spelled: dict[str, Action] = {}
    for each in carried:
        key = format.spells(each.place.tool)
        spelled[key] = strictest(each.place.action, spelled.get(key, Action.ALLOW))
    placed = []
    for each in carried:
        action = spelled[format.spells(each.place.tool)]
        if action is not each.place.action:
            each = _Reduced(replace(each.place, action=action), frozenset({Lost.SHARED_NAME}))
        placed.append(each)
    return placed


def _later(wanted: Action, options: frozenset[Action]) -> Action:
    """Return the laxest option that is as strict as `wanted`, or else the strictest."""
    enough = [each for each in options if strictest(each, wanted) is each]
    return min(enough, key=STRICTNESS.index) if enough else strictest(*options)


def _unlisted(format: Format, policy: Policy) -> Action:
    if policy.default is Action.DENY or HIDE_ALL in policy.hide:
        return Action.DENY
    place = Place("", Action.ALLOW, policy.other)
    lost = features(policy.other) - format.keeps(policy, place)
    return _fallback(format) if lost else Action.ALLOW


def _at(left: Sequence[_Reduced], later: Action) -> list[_Reduced]:
    return [
        each
        if each.place.action is later
        else _Reduced(replace(each.place, action=later), frozenset({Lost.NAME}))
        for each in left
    ]


def _fates(placed: Iterable[_Reduced]) -> list[Fate]:
    return [Fate(lost, each.place.action, each.place.tool) for each in placed for lost in each.lost]


def _later_fate(policy: Policy, later: Action) -> list[Fate]:
    wanted = Action.DENY if HIDE_ALL in policy.hide else policy.default
    return [] if later is wanted else [Fate(Lost.LATER_TOOLS, later, None)]
