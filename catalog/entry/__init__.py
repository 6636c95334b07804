"""The published record: what pages and API documents are made from."""

from catalog.entry.assembling import build_entry
from catalog.entry.cost import TOKENIZER, WINDOW, Cost, cost_of
from catalog.entry.exposure import Exposure, exposure_of
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
from catalog.entry.versions import Judged, Listing, Recall, ToolChange, Version, versions_of

__all__ = [
    "TOKENIZER",
    "WINDOW",
    "Answer",
    "Attack",
    "Catalogue",
    "Cost",
    "Exposure",
    "Judged",
    "Listing",
    "Recall",
    "Related",
    "Row",
    "ServerEntry",
    "Snippet",
    "Summary",
    "ToolChange",
    "ToolEntry",
    "Version",
    "build_entry",
    "cost_of",
    "exposure_of",
    "versions_of",
]
