"""Policies in the formats of other products."""

from policy.targets.compiling import compile_policy, targets
from policy.targets.target import (
    Compiled,
    Loss,
    Lost,
    Target,
    UnknownTargetError,
    UnwritableError,
)

__all__ = [
    "Compiled",
    "Loss",
    "Lost",
    "Target",
    "UnknownTargetError",
    "UnwritableError",
    "compile_policy",
    "targets",
]
