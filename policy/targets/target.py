"""What a target is, what compiling for it gives, and what it loses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from policy.document import Action, Policy, ToolRule

STRICTNESS = (Action.ALLOW, Action.REQUIRE_APPROVAL, Action.DENY)
"""What can become of a call, from the laxest to the strictest."""


class UnknownTargetError(LookupError):
    """There is no target with this id."""


class UnwritableError(ValueError):
    """The target has no way to write a name, nor to deny what it cannot name."""


class Lost(StrEnum):
    """Something that a policy says and a target does not express."""

    CONDITIONS = "conditions"
    """`require` and `deny_if`: the arguments of the call."""
    AMOUNTS = "amounts"
    """Limits that add up the value of an argument."""
    RATE_LIMITS = "rate_limits"
    """How often a tool can be called."""
    APPROVAL = "approval"
    """That a person approves each call."""
    SILENCE = "silence"
    """That a call goes through without a question."""
    NAME = "name"
    """A tool whose name the target cannot write down."""
    SHARED_NAME = "shared_name"
    """Tools that the target cannot tell apart."""
    CLOSED = "closed"
    """Tools that are denied with the whole server, since one that must be has no name there."""
    LATER_TOOLS = "later_tools"
    """What happens to tools that the server does not list yet."""
    OPTIONAL = "optional"
    """That an argument of a condition may be left out."""
    ARRAYS = "arrays"
    """That a condition looks at each element of an array."""
    DIGITS = "digits"
    """Exact decimals: the number at a bound."""
    FRACTIONS = "fractions"
    """The fractions of amounts that are added up, and an amount of zero."""
    CLOCK = "clock"
    """When a counter starts anew, and who shares it."""
    UNPROVEN = "unproven"
    """Conditions that are handed over as they are, to an engine that cannot be run here."""


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that the output does not say, and what it says instead."""

    kind: Lost
    says: str
    """One or two sentences for whoever uses the output."""
    tools: tuple[str, ...] = ()
    """The tools it concerns; empty where it concerns none that the server lists."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A policy in the format of a target."""

    text: str
    file_name: str
    media_type: str
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A product that policies are compiled for, in words for people."""

    id: str
    title: str
    file_name: str
    media_type: str
    place: str
    """Where the output goes."""
    how_to: str
    """One sentence: what to do with it."""
    documentation: str
    """Address of the documentation of the format."""
    checked: str
    """Version and date of what was looked at."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a target is told to do with the calls of one tool."""

    tool: str
    action: Action
    rule: ToolRule
    schema: Mapping[str, Any] | None = None
    """Input schema of the tool; None where it is not known."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a writer has to write."""

    server: str
    policy: Policy
    places: tuple[Place, ...]
    """The tools whose names can be written, each once: those of the server in its order, then
    those that only the policy names."""
    later: Action
    """What becomes of every other tool. Where it is denied and the target can only do that by
    denying the whole server, every place is denied as well."""
    losses: tuple[Loss, ...]

    def named(self, *actions: Action) -> list[str]:
        """Return the tools that are placed at one of `actions`."""
        return [place.tool for place in self.places if place.action in actions]


def any_name(server: str, tool: str) -> bool:
    """Tell that every name can be written, as far as it is Unicode text."""
    return True


def no_server(server: str) -> bool:
    """Tell that no server can be denied as a whole."""
    return False


def as_it_is(tool: str) -> str:
    """Return the name of a tool as the target spells it: unchanged."""
    return tool


def nothing(policy: Policy, place: Place) -> frozenset[Lost]:
    """Return the empty set."""
    return frozenset()


@dataclass(frozen=True, slots=True)
class Format:
    """What the format of a target can say, and how it is written."""

    id: str
    write: Callable[[Plan], str]
    later: Callable[[str, frozenset[Action]], frozenset[Action]]
    """What can become of tools that are not named, given the server and what becomes of the
    tools that are."""
    asks: bool = False
    """True where a call can be made to wait for a person."""
    allows: bool = True
    """False where every call that is not denied is asked about."""
    carries: Callable[[str, str], bool] = any_name
    """Whether the names of a server and a tool can be written without a change of meaning."""
    closes: Callable[[str], bool] = no_server
    """Whether a server can be denied as a whole, where tools that are not named cannot."""
    spells: Callable[[str], str] = as_it_is
    """How the target spells a tool; those that it spells alike are one to it."""
    keeps: Callable[[Policy, Place], frozenset[Lost]] = nothing
    """What this format expresses of the conditions and limits of a tool."""
    remarks: Callable[[Policy, Place], frozenset[Lost]] = nothing
    """Where it is stricter than the policy in what it keeps."""
    reserved: str | None = None
    """A name with a meaning of its own: where a server has such a tool, no limit is kept."""


def strictest(*actions: Action) -> Action:
    """Return the strictest of `actions`."""
    return max(actions, key=STRICTNESS.index)


def features(rule: ToolRule) -> frozenset[Lost]:
    """Return what a rule says beyond its action."""
    said = {
        Lost.CONDITIONS: any(each.conditions for each in (*rule.require, *rule.deny_if)),
        Lost.AMOUNTS: any(limit.increment_from is not None for limit in rule.limits),
        Lost.RATE_LIMITS: any(limit.increment_from is None for limit in rule.limits),
    }
    return frozenset(lost for lost, is_said in said.items() if is_said)
