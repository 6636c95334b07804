"""A policy: the frozen value that a valid document becomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from policy.argument import Step

HIDE_ALL = "*"
"""The entry of `hide` that stands for every tool."""


class Action(StrEnum):
    """What a policy does with a call that no rule or limit stops."""

    ALLOW = "allow"
    DENY = "deny"
    REQUIRE_APPROVAL = "require_approval"


class Operator(StrEnum):
    """How a condition compares an argument with its value."""

    EQ = "eq"
    NE = "ne"
    NEQ = "neq"
    """The same as `ne`, for documents written elsewhere."""
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    IN = "in"
    NOT_IN = "not_in"
    EXISTS = "exists"
    NOT_EXISTS = "not_exists"
    CONTAINS = "contains"
    NOT_CONTAINS = "not_contains"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    REGEX = "regex"
    NOT_REGEX = "not_regex"


class Window(StrEnum):
    """The span of time over which a limit counts."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"

    @property
    def seconds(self) -> int:
        """Length of the window in seconds."""
        return {"minute": 60, "hour": 3600, "day": 86400}[self.value]


class Scope(StrEnum):
    """Who shares a counter."""

    GRANT = "grant"
    """All calls made under one grant of the policy; the scope of `limits`."""
    TOOL = "tool"
    """The calls of one tool under one grant; the scope of `rate_limit`."""


@dataclass(frozen=True, slots=True)
class CounterKey:
    """The identity of a counter."""

    name: str
    """Name from the document; for a `rate_limit` the name of the tool."""
    window: int
    """Length of the window in seconds."""
    scope: Scope


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of an argument with a value."""

    path: str
    steps: tuple[Step, ...]
    """`path`, parsed."""
    op: Operator
    value: Any = None
    pattern: Any = field(default=None, compare=False, repr=False)
    """Compiled RE2 pattern of `regex` and `not_regex`."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Conditions that hold together: all of them, or none needed where `always` is set."""

    pointer: str
    conditions: tuple[Condition, ...]
    always: bool = False
    on_deny: str | None = None
    """What the caller is told when this rule denies the call."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How much of something may be used within a window."""

    pointer: str
    counter: CounterKey
    max: Decimal
    increment_from: str | None = None
    """Path of the argument whose value is counted; None counts calls."""
    steps: tuple[Step, ...] = ()
    """`increment_from`, parsed."""


@dataclass(frozen=True, slots=True)
class ToolRule:
    """What a policy says about one tool."""

    pointer: str
    """Pointer of the action where the document states one, else of the tool."""
    action: Action = Action.ALLOW
    reason: str | None = None
    require: tuple[Rule, ...] = ()
    deny_if: tuple[Rule, ...] = ()
    limits: tuple[Limit, ...] = ()
    """The rate limit first, then the limits as written, then those for all tools."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A valid policy document, ready to be evaluated."""

    default: Action
    """ALLOW or DENY: what happens to a tool that is not listed."""
    hide: Mapping[str, str]
    """Hidden tool → pointer of its entry."""
    tools: Mapping[str, ToolRule]
    other: ToolRule
    """What holds for a tool that is not listed."""
