"""What a policy does to the tools of a server, computed by evaluating it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from policy.document import Action, Policy, ToolRule
from policy.engine import Outcome, evaluate


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
class Effect:
    """The tools of a server by what a policy leaves of them; each tool is in one group."""

    hidden: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    limited: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    """Callable as without a policy."""

    @property
    def total(self) -> int:
        """How many tools the server lists."""
        return sum(len(group) for group in self._groups())

    def sentence(self) -> str:
        """Say in one sentence what the policy does to the tools of the server."""
        if not self.total:
            return "The server lists no tools, so there is nothing to allow or deny."
        parts = [say(len(group)) for say, group in zip(_SAYINGS, self._groups(), strict=False)]
        said = [part for part in parts if part]
        if not said:
            return _unchanged(self.total)
        text = "; ".join([*said, _rest(len(self.open))])
        return f"{text[0].upper()}{text[1:]}."

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


def effect(policy: Policy, tools: Iterable[str]) -> Effect:
    """Tell what `policy` leaves of the tools that a server lists; repeated names count each."""
    groups: dict[Standing, list[str]] = {each: [] for each in Standing}
    unnamed: Standing | None = None
    for tool in tools:
        if tool in policy.tools or tool in policy.hide:
            groups[standing(policy, tool)].append(tool)
        else:
            # Tools that a policy does not name fare alike, so one of them is evaluated.
            unnamed = unnamed or standing(policy, tool)
            groups[unnamed].append(tool)
    return Effect(**{each.value: tuple(group) for each, group in groups.items()})


def _is_closed(rule: ToolRule) -> bool:
    return rule.action is Action.DENY or any(each.always for each in rule.deny_if)


def _tools(count: int) -> str:
    return f"{count:,} tool{'' if count == 1 else 's'}"


def _saying(before: str, after: str = "") -> Callable[[int], str]:
    return lambda count: f"{before} {_tools(count)}{after}" if count else ""


_SAYINGS = (
    _saying("hides"),
    _saying("denies every call of"),
    _saying("asks for approval before any call of", " goes through"),
    _saying("checks the arguments of"),
    _saying("limits how often", " can be called"),
)
"""One for each group of an effect but the last."""


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
