"""The published record: what pages and API documents are made from."""

from catalog.entry.assembling import build_entry
from catalog.entry.model import (
    Answer,
    Attack,
    Catalogue,
    Related,
    Row,
    ServerEntry,
    Snippet,
    Summary,
    ToolEntry,
)

__all__ = [
    "Answer",
    "Attack",
    "Catalogue",
    "Related",
    "Row",
    "ServerEntry",
    "Snippet",
    "Summary",
    "ToolEntry",
    "build_entry",
]
