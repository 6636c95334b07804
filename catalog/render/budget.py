"""Keep the page of a tool within its budget: what weighs most gives way first."""

import zlib
from collections.abc import Iterator
from dataclasses import replace

from catalog.render.parameters import Parameters
from catalog.render.toolpage import ToolPage, shown_description

BUDGET = 8192
"""Bytes of a tool page as hosts send it, compressed with gzip."""
_HEADER = 18
_SHORT = 700
_FEW = 3
_ROWS = (24, 8)
_DESCRIPTIONS = (1200, 300)


def fits(text: str) -> bool:
    """Tell whether a page keeps to the budget."""
    data = text.encode("utf-8", "surrogatepass")
    # Level 6 is what static hosts compress with.
    return len(data) <= BUDGET or len(zlib.compress(data, 6)) + _HEADER <= BUDGET


def slimmer(view: ToolPage) -> Iterator[ToolPage]:
    """Yield the page whole, then with less and less; what is left out stands in the JSON."""
    yield view
    short = tuple(form for form in view.forms if len(form.text) <= _SHORT)
    for forms in (short, short[: 2 * _FEW], short[:_FEW], ()):
        view = replace(view, forms=forms, forms_are_whole=False)
        yield view
    for rows, characters in zip(_ROWS, _DESCRIPTIONS, strict=True):
        view = replace(
            view,
            parameters=_fewer(view.parameters, rows),
            in_place=None,
            **shown_description(view.entry, characters),
        )
        yield view


def _fewer(parameters: Parameters, rows: int) -> Parameters:
    if len(parameters.rows) <= rows:
        return parameters
    # Arguments in which something was found come first: they are why one reads the table.
    flagged = [row for row in parameters.rows if row.found]
    plain = [row for row in parameters.rows if not row.found]
    kept = {id(row) for row in (flagged + plain)[:rows]}
    return Parameters(tuple(row for row in parameters.rows if id(row) in kept), is_whole=False)
