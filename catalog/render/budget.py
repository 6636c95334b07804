"""Keep the page of a tool within its budget: what weighs most gives way first."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from catalog.render.history import shortened
from catalog.render.invisible import shorten
from catalog.render.jsontext import data_block
from catalog.render.linked import linked_data
from catalog.render.parameters import Parameters
from catalog.render.toolpage import ShowsForms, ToolPage, shown_description

BUDGET = 8192
"""Bytes of a tool page as hosts send it, compressed with gzip."""
_HEADER = 18
_ANSWER = 250
_FIRST = 2


@dataclass(frozen=True, slots=True)
class _Step:
    """One way to make a page lighter."""

    saves: int
    """Bytes that it and the steps before it take off a page at most, or nearly so."""
    forms: ShowsForms
    rows: int = 1000
    """Arguments that the page shows."""
    description: int | None = None
    """Characters of the description; None where it stays as it is."""
    is_bare: bool = False
    """Whether answers without a policy are cut short, and only the first of every list stand."""


_STEPS = (
    _Step(450, ShowsForms.BRIEF),
    _Step(700, ShowsForms.SHORT),
    _Step(900, ShowsForms.SHORT, 24, 1200),
    _Step(2000, ShowsForms.LIST, 24, 1200),
    _Step(3000, ShowsForms.LIST, 8, 300),
    _Step(0xFFFF, ShowsForms.LIST, 2, 200, is_bare=True),
)


def weight(text: str) -> int:
    """Return the bytes that a static host sends for a page."""
    # Level 6 is what static hosts compress with.
    return len(zlib.compress(text.encode("utf-8", "surrogatepass"), 6)) + _HEADER


def slimmer(view: ToolPage, excess: int) -> Iterator[ToolPage]:
    """Yield the page with less and less; what is left out stands in the JSON.

    Steps that save less than `excess` bytes are passed over.
    """
    for step in _STEPS:
        if step.saves > excess:
            yield _lighter(view, step)


def _lighter(view: ToolPage, step: _Step) -> ToolPage:
    changes: dict[str, Any] = {
        "shows_forms": step.forms,
        "parameters": _fewer(view.parameters, step.rows),
    }
    if step.description is not None:
        changes |= shown_description(view.entry, step.description) | {"in_place": None}
        changes["history"] = shortened(view.history, _FIRST, _FIRST)
    if step.is_bare:
        faq = tuple(
            it if it.document else replace(it, answer=shorten(it.answer, _ANSWER))
            for it in view.entry.faq
        )
        related, attacks = view.entry.related[:_FIRST], view.entry.attacks[:_FIRST]
        changes["entry"] = replace(view.entry, faq=faq, related=related, attacks=attacks)
        linked = linked_data(view.server, changes["entry"], view.publisher.site_url)
        changes["data"] = data_block(linked)
        signals = tuple(replace(it, evidence=it.evidence[:1]) for it in view.signals)
        changes |= {"evidence": view.evidence[:1], "signals": signals, "is_bare": True}
    return replace(view, **changes)


def _fewer(parameters: Parameters, rows: int) -> Parameters:
    if len(parameters.rows) <= rows:
        return parameters
    # Arguments in which something was found come first: they are why one reads the table.
    flagged = [row for row in parameters.rows if row.found]
    plain = [row for row in parameters.rows if not row.found]
    kept = {id(row) for row in (flagged + plain)[:rows]}
    return Parameters(tuple(row for row in parameters.rows if id(row) in kept), is_whole=False)
