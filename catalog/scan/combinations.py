"""Risky combinations as a scan sees them: across all servers of one client."""

from policy.combinations import (
    Combination,
    Key,
    Leg,
    Pattern,
    combinations,
    fewest_denials,
    patterns,
)

__all__ = [
    "Combination",
    "Key",
    "Leg",
    "Pattern",
    "combinations",
    "fewest_denials",
    "patterns",
]
