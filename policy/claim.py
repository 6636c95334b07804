"""What a policy does to the tools of a server, computed by evaluating it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from policy.document import Action, Policy, ToolRule
from policy.engine import Outcome, evaluate
from policy.refusing import refusals_of

_MOST = 4
"""Refusals that a claim names; more are counted as one."""


class Standing(StrEnum):
    """What a policy leaves of one tool; the first that applies."""

    HIDDEN = "hidden"
    """Out of `tools/list`, and every call is denied."""
    DENIED = "denied"
    """Every call is denied, whatever its arguments."""
    ASKED = "asked"
    """A person has to approve each call that the rules let through."""
    CHECKED = "checked"
    """A call passes if its arguments meet the conditions, and within the limits."""
    LIMITED = "limited"
    """A call passes with any arguments within the limits."""
    OPEN = "open"
    """Every call passes."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """What a policy does to one tool, as far as a claim depends on it."""

    standing: Standing
    is_counted: bool = False
    """True where the calls of a tool that is asked for or checked are limited besides."""
    refusals: tuple[str, ...] = ()
    """What is refused outright of a tool that is asked for."""


@dataclass(frozen=True, slots=True)
class Effect:
    """The tools of a server by what a policy leaves of them; each tool is in one group."""

    hidden: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    limited: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    """Callable as without a policy."""
    refusing: tuple[str, ...] = ()
    """Tools among the asked of which conditions refuse some calls outright."""
    counted: tuple[str, ...] = ()
    """Tools among the asked and the checked whose calls are limited besides."""
    refusals: tuple[str, ...] = ()
    """What is refused of the only tool asked for; empty where several are."""

    @property
    def total(self) -> int:
        """How many tools the server lists."""
        return sum(len(group) for group in self._groups())

    def sentence(self) -> str:
        """Say in one sentence what the policy does to the tools of the server."""
        if not self.total:
            return "The server lists no tools, so there is nothing to allow or deny."
        said = [part for part in self._parts() if part]
        if not said:
            return _unchanged(self.total)
        text = "; ".join([*said, *([_rest(len(self.open))] if self.total > 1 else [])])
        return f"{text[0].upper()}{text[1:]}."

    def _parts(self) -> Iterator[str]:
        alone = self.total == 1
        yield _said("hides {}", self.hidden, alone)
        yield _said("denies every call of {}", self.denied, alone)
        yield self._asked(alone)
        yield _besides(
            [_said("checks the arguments of {}", self.checked, alone)],
            self._limited(self.checked),
        )
        yield _said("limits how often {} can be called", self.limited, alone)

    def _asked(self, alone: bool) -> str:
        limits = self._limited(self.asked)
        refusing = [name for name in self.asked if name in set(self.refusing)]
        if len(self.asked) == 1 and self.refusals:
            ask = _said(
                "asks for approval before any other call of {} goes through", self.asked, alone
            )
            return f"refuses {_listed(_brief(self.refusals))}, {_besides([ask], limits)}"
        ask = _said("asks for approval before any call of {} goes through", self.asked, alone)
        if not refusing:
            return _besides([ask], limits)
        return _besides(
            [ask, f"refuses some calls of {_among(refusing, self.asked)} outright"], limits
        )

    def _limited(self, group: tuple[str, ...]) -> str:
        counted = set(self.counted)
        found = [name for name in group if name in counted]
        return f"limits how often {_among(found, group)} can be called" if found else ""

    def _groups(self) -> tuple[tuple[str, ...], ...]:
        return (self.hidden, self.denied, self.asked, self.checked, self.limited, self.open)


def standing(policy: Policy, tool: str) -> Standing:
    """Tell what `policy` leaves of `tool`."""
    decision = evaluate(policy, tool)
    if decision.hidden:
        return Standing.HIDDEN
    rule = policy.tools.get(tool, policy.other)
    if _is_closed(rule):
        return Standing.DENIED
    if rule.action is Action.REQUIRE_APPROVAL:
        return Standing.ASKED
    if any(limit.increment_from is None and limit.max < 1 for limit in rule.limits):
        return Standing.DENIED
    if any(each.conditions for each in (*rule.require, *rule.deny_if)):
        return Standing.CHECKED
    if any(limit.increment_from is not None for limit in rule.limits):
        return Standing.CHECKED
    if rule.limits:
        return Standing.LIMITED
    return Standing.OPEN if decision.outcome is Outcome.ALLOW else Standing.DENIED


def treatment(policy: Policy, tool: str) -> Treatment:
    """Tell what `policy` does to `tool`, as far as a claim depends on it."""
    found = standing(policy, tool)
    if found not in (Standing.ASKED, Standing.CHECKED):
        return Treatment(found)
    rule = policy.tools.get(tool, policy.other)
    counts = any(limit.increment_from is None for limit in rule.limits)
    return Treatment(found, counts, refusals_of(rule) if found is Standing.ASKED else ())


def effect(policy: Policy, tools: Iterable[str]) -> Effect:
    """Tell what `policy` leaves of the tools that a server lists; repeated names count each."""
    told: list[tuple[str, Treatment]] = []
    unnamed: Treatment | None = None
    for tool in tools:
        if tool in policy.tools or tool in policy.hide:
            told.append((tool, treatment(policy, tool)))
        else:
            # Tools that a policy does not name fare alike, so one of them is evaluated.
            unnamed = unnamed or treatment(policy, tool)
            told.append((tool, unnamed))
    return _effect(told)


def _effect(told: list[tuple[str, Treatment]]) -> Effect:
    groups: dict[Standing, list[str]] = {each: [] for each in Standing}
    for tool, each in told:
        groups[each.standing].append(tool)
    refusing = [(tool, each) for tool, each in told if each.refusals]
    return Effect(
        **{each.value: tuple(group) for each, group in groups.items()},
        refusing=tuple(tool for tool, _ in refusing),
        counted=tuple(tool for tool, each in told if each.is_counted),
        refusals=refusing[0][1].refusals
        if len(refusing) == len(groups[Standing.ASKED]) == 1
        else (),
    )


def _is_closed(rule: ToolRule) -> bool:
    return rule.action is Action.DENY or any(each.always for each in rule.deny_if)


def _tools(count: int) -> str:
    return f"{count:,} tool{'' if count == 1 else 's'}"


def _said(pattern: str, group: tuple[str, ...], alone: bool) -> str:
    return pattern.format("its only tool" if alone else _tools(len(group))) if group else ""


def _among(part: list[str], group: tuple[str, ...]) -> str:
    """Name a part of a group that was just named."""
    if len(group) == 1:
        return "it"
    return "all of them" if len(part) == len(group) else f"{len(part):,} of them"


def _brief(refusals: tuple[str, ...]) -> list[str]:
    if len(refusals) <= _MOST:
        return list(refusals)
    return [*refusals[: _MOST - 1], "arguments that fail further checks"]


def _besides(said: list[str], more: str) -> str:
    return _listed([part for part in (*said, more) if part])


def _listed(parts: list[str]) -> str:
    *most, last = parts or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _unchanged(total: int) -> str:
    if total == 1:
        return "The only tool stays callable as before."
    return f"All {total:,} tools stay callable as before."


def _rest(left: int) -> str:
    if not left:
        return "no tool stays callable as before"
    if left == 1:
        return "the other one stays callable as before"
    return f"the other {left:,} stay callable as before"
