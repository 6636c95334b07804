"""The least that would do: a sibling that only reads, and what to say where there is none."""

from catalog.entry import ToolEntry
from classifier import Category

_NOTHING = (
    "No other tool of this server is known to read the same, so there is no weaker one to use."
)


def nothing_instead(tool: ToolEntry) -> str | None:
    """Return a sentence where nothing weaker reads the same; None where a reader is at hand."""
    if tool.instead is not None or tool.verdict.category is Category.READ:
        return None
    return _NOTHING
