"""The least that would do: a sibling that reads the same object at a lower risk."""

from catalog.entry import Related, ToolEntry
from catalog.entry.phrasebook import phrasebook
from classifier import Category


def instead(tool: ToolEntry) -> Related | None:
    """Return the weakest sibling that reads what `tool` acts on; None where there is none."""
    book = phrasebook()
    reads_it = book.relations["same_object"].format(does=book.does[Category.READ])
    found = [
        other
        for other in tool.related
        if other.category is Category.READ
        and other.relation == reads_it
        and other.risk.rank < tool.verdict.risk.rank
    ]
    return min(found, key=lambda other: other.risk.rank, default=None)
