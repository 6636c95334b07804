"""The policy document: schema, evaluate, recommend."""

from policy.account import Account, Refusal
from policy.claim import Effect, Standing, Treatment, effect, standing, treatment
from policy.document import (
    HIDE_ALL,
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
from policy.errors import PolicyError, Problem, printable
from policy.loading import load, loads
from policy.recommending import (
    least_privilege,
    recommend_tool,
    recommends_hiding,
    restrict,
)
from policy.refusing import held_arguments
from policy.specification import schema

__all__ = [
    "HIDE_ALL",
    "Account",
    "Action",
    "Condition",
    "CounterKey",
    "Counters",
    "Decision",
    "Effect",
    "Limit",
    "Operator",
    "Outcome",
    "Policy",
    "PolicyError",
    "Problem",
    "Refusal",
    "Reservation",
    "Rule",
    "Scope",
    "Standing",
    "ToolRule",
    "Treatment",
    "Window",
    "effect",
    "evaluate",
    "held_arguments",
    "least_privilege",
    "load",
    "loads",
    "printable",
    "recommend_tool",
    "recommends_hiding",
    "restrict",
    "schema",
    "standing",
    "treatment",
]
