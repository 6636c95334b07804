"""Recognise a server that says it needs a credential."""

import functools
import re
from pathlib import Path

import yaml

_PATTERNS = Path(__file__).with_name("credentials.yaml")


def misses_credential(text: str) -> str | None:
    """Return the line of `text` that says a credential is missing, or None."""
    for line in text.splitlines()[-200:]:
        if _pattern().search(line[:1000].lower()):
            return line
    return None


@functools.cache
def _pattern() -> re.Pattern[str]:
    patterns = yaml.safe_load(_PATTERNS.read_text(encoding="utf-8"))
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
