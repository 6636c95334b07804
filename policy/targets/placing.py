"""Decide what a target is told about each tool; what it cannot express is made stricter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from policy.claim import Standing, standing
from policy.document import HIDE_ALL, Action, Policy, ToolRule
from policy.targets.target import (
    STRICTNESS,
    Format,
    Lost,
    Place,
    Plan,
    UnwritableError,
    features,
    nothing,
    strictest,
)
from policy.targets.wording import Fate, tell

_CLOSED = (Standing.HIDDEN, Standing.DENIED)
_ANY_TOOL = "tool"
"""A name that every target can write."""


@dataclass(frozen=True, slots=True)
class Fallback:
    """What becomes of tools for which something is lost."""

    lost: Action
    """Where conditions or caps are lost, whatever else is."""
    uncounted: Action
    """Where no more than a rate limit is lost that lets some calls through."""

    def after(self, lost: frozenset[Lost], rule: ToolRule) -> Action:
        """Return the action for a tool with `rule` that loses `lost`, which is not empty."""
        is_uncounted = lost == {Lost.RATE_LIMITS} and all(each.max >= 1 for each in rule.limits)
        return self.uncounted if is_uncounted else self.lost


@dataclass(frozen=True, slots=True)
class _Reduced:
    place: Place
    lost: frozenset[Lost]


def plan_for(
    format: Format,
    policy: Policy,
    server: str,
    schemas: Mapping[str, Mapping[str, Any] | None],
    *,
    fallback: Fallback,
) -> Plan:
    """Return what `format` is to say about the tools of a server, with what is lost.

    `schemas` has the tools that the server lists; `fallback` is what becomes of a tool for
    which something is lost, where the target can do that.

    Raises:
        UnwritableError: a name cannot be written, and what is not named cannot be denied.
    """
    tools = tuple(dict.fromkeys([*schemas, *_named_by(policy)]))
    if not format.asks:
        fallback = Fallback(Action.DENY, Action.DENY)
    if format.reserved in tools:
        format = replace(format, keeps=nothing, remarks=nothing)
    places = [_wanted(policy, name, schemas.get(name)) for name in tools]
    reduced = [_reduce(format, policy, place, fallback) for place in places]
    carried = [each for each in reduced if _is_written(format, server, each.place.tool)]
    kept = {each.place.tool for each in carried}
    left = [each for each in reduced if each.place.tool not in kept]
    placed = _without_twins(format, carried)
    is_named = format.carries(server, _ANY_TOOL)
    options = format.later(server, frozenset(each.place.action for each in placed))
    # What cannot be named stands with the tools to come, so those get the strictest there is.
    wanted = Action.DENY if left or not is_named else _unlisted(format, policy, fallback)
    later = _later(wanted, options)
    if later is not Action.DENY and not (is_named and all(map(_may_be_asked, left))):
        _check_closing(format, server, is_named=is_named)
        later, placed = Action.DENY, [_closed(each) for each in placed]
    fates = [*_fates(placed), *_fates(_at(left, later)), *_later_fate(policy, later)]
    return Plan(
        server=server,
        policy=policy,
        places=tuple(each.place for each in placed),
        later=later,
        losses=tell(format.id, fates),
    )


def _named_by(policy: Policy) -> list[str]:
    return [*policy.tools, *(name for name in policy.hide if name != HIDE_ALL)]


def _wanted(policy: Policy, name: str, schema: Mapping[str, Any] | None) -> Place:
    rule = policy.tools.get(name, policy.other)
    is_closed = standing(policy, name) in _CLOSED
    return Place(name, Action.DENY if is_closed else rule.action, rule, schema)


def _reduce(format: Format, policy: Policy, place: Place, fallback: Fallback) -> _Reduced:
    if place.action is Action.DENY:
        return _Reduced(place, frozenset())
    lost = features(place.rule) - format.keeps(policy, place)
    if place.action is Action.REQUIRE_APPROVAL and not format.asks:
        lost |= {Lost.APPROVAL}
    action = strictest(place.action, fallback.after(lost, place.rule)) if lost else place.action
    if action is Action.ALLOW and not format.allows:
        action, lost = Action.REQUIRE_APPROVAL, lost | {Lost.SILENCE}
    if action is not Action.DENY:
        lost |= format.remarks(policy, place)
    return _Reduced(replace(place, action=action), lost)


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


def _unlisted(format: Format, policy: Policy, fallback: Fallback) -> Action:
    if policy.default is Action.DENY or HIDE_ALL in policy.hide:
        return Action.DENY
    place = Place("", Action.ALLOW, policy.other)
    lost = features(policy.other) - format.keeps(policy, place)
    return fallback.after(lost, policy.other) if lost else Action.ALLOW


def _may_be_asked(reduced: _Reduced) -> bool:
    return reduced.place.action is not Action.DENY


def _check_closing(format: Format, server: str, *, is_named: bool) -> None:
    if is_named and format.closes(server):
        return
    what = "a tool that the policy denies" if is_named else "the name of the server"
    raise UnwritableError(f"There is no way to write {what} for {format.id}, so nothing is denied.")


def _closed(reduced: _Reduced) -> _Reduced:
    if reduced.place.action is Action.DENY:
        return reduced
    place = replace(reduced.place, action=Action.DENY)
    return _Reduced(place, frozenset({Lost.CLOSED}))


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
