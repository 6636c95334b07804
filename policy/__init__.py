"""The policy document: schema, evaluate, recommend."""

from policy.document import (
    Action,
    Condition,
    CounterKey,
    Limit,
    Operator,
    Policy,
    Rule,
    Scope,
    ToolRule,
    Window,
)
from policy.engine import Counters, Decision, Outcome, Reservation, evaluate
from policy.errors import PolicyError, Problem
from policy.loading import load, loads
from policy.specification import schema

__all__ = [
    "Action",
    "Condition",
    "CounterKey",
    "Counters",
    "Decision",
    "Limit",
    "Operator",
    "Outcome",
    "Policy",
    "PolicyError",
    "Problem",
    "Reservation",
    "Rule",
    "Scope",
    "ToolRule",
    "Window",
    "evaluate",
    "load",
    "loads",
    "schema",
]
