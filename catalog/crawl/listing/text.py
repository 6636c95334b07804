"""What a server says, made fit to stand in a reason or a warning."""

import re
import unicodedata
from collections.abc import Iterable

from catalog.crawl.listing.errors import ListingError
from catalog.observation import Status

_ESCAPE_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_SHORTEST_SECRET = 4
_LAST_LINES = 4


def clean(text: str, longest: int = 300) -> str:
    """Return `text` in one line, without control, invisible or bidirectional characters."""
    text = _ESCAPE_SEQUENCE.sub("", text[: longest * 20])
    visible = (" " if unicodedata.category(char) in _INVISIBLE else char for char in text)
    line = " ".join("".join(visible).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def redacted(text: str, secrets: Iterable[str]) -> str:
    """Return `text` with every value of `secrets` replaced; the longest ones go first."""
    for secret in sorted(set(secrets), key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, "[redacted]")
    return text


def last_lines(text: str) -> str:
    """Return the end of what a server wrote to standard error, where the cause stands."""
    lines = [line for line in (clean(line) for line in text.splitlines()) if line]
    return clean(" / ".join(lines[-_LAST_LINES:]), 600)


def invalid(reason: str) -> ListingError:
    """Return the error for an answer that is no MCP."""
    return ListingError(Status.INVALID, reason)
