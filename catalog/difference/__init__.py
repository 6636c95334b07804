"""Two definitions of one tool compared, and what differs said in words."""

from catalog.difference.outline import Bounds, Outline, Text, digest_of, outline
from catalog.difference.wording import DETAIL, differences, verdict_differences

__all__ = [
    "DETAIL",
    "Bounds",
    "Outline",
    "Text",
    "differences",
    "digest_of",
    "outline",
    "verdict_differences",
]
