"""Policies in the formats of other products."""

from policy.targets.compiling import compile_policy, targets
from policy.targets.target import Compiled, Loss, Lost, Target, UnknownTargetError

__all__ = [
    "Compiled",
    "Loss",
    "Lost",
    "Target",
    "UnknownTargetError",
    "compile_policy",
    "targets",
]
