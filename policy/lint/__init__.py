"""Find what is likely not meant in a policy, beside the tools it is for."""

from policy.lint.finding import Finding, Severity, Text, texts
from policy.lint.linting import CHECKS, Check, lint
from policy.lint.locking import LockError, read_lock

__all__ = [
    "CHECKS",
    "Check",
    "Finding",
    "LockError",
    "Severity",
    "Text",
    "lint",
    "read_lock",
    "texts",
]
