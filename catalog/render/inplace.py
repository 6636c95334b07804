"""The description of a tool with the places that findings quote set off in it."""

from collections.abc import Iterable

from markupsafe import Markup

from catalog.render.invisible import marked
from classifier import Definition, Finding

_FIELD = "description"
_AROUND = 200
"""Characters that are shown before the first and behind the last place."""


def in_place(definition: Definition, findings: Iterable[Finding]) -> Markup | None:
    """Return the declared description with marks; None where no finding quotes it."""
    text = definition.description or ""
    spans = _merged((each.start, each.end) for each in findings if each.field == _FIELD)
    if not spans:
        return None
    begin, end = max(0, spans[0][0] - _AROUND), min(len(text), spans[-1][1] + _AROUND)
    parts, at = [Markup("… " if begin else "")], begin
    for first, last in spans:
        parts.append(marked(text[at:first]))
        parts.append(Markup("<mark>{}</mark>").format(marked(text[first:last])))
        at = last
    parts.append(marked(text[at:end]))
    return Markup("").join((*parts, Markup(" …" if end < len(text) else "")))


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in their order, those that touch as one."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        elif last > first:
            found.append((first, last))
    return found
