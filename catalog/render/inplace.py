"""The texts of a definition with the places that findings quote set off in them."""

from collections.abc import Iterable

from markupsafe import Markup

from catalog.render.invisible import Spans, marked, marked_name, shorten
from classifier import Definition, Finding

_FIELD = "description"
_AROUND = 200
"""Characters that are shown before the first and behind the last place."""
_BEFORE = 40
"""Characters before the first place where a text is cut to a length."""


class Quoted:
    """What findings quote, by the path of the text that they quote from."""

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        self._findings: dict[str, list[Finding]] = {}
        for finding in findings:
            self._findings.setdefault(finding.field, []).append(finding)

    def spans(self, field: str, text: str, *, at: int = 0) -> Spans:
        """Return the quoted places of `text`, in which the text at `field` begins at `at`."""
        return _merged(
            (at + each.start, at + each.end)
            for each in self._findings.get(field, ())
            # Where several texts share a path, or one was shortened, this may be another.
            if text[at + each.start : at + each.end] == each.quote
        )

    def name(self, field: str, name: str, limit: int, *, at: int = 0) -> Markup:
        """Return a name with its quoted places set off, `at` as for `spans`."""
        return marked_name(name, limit, self.spans(field, name, at=at))

    def value(self, field: str, text: str) -> Markup:
        """Return a short text with its quoted places set off."""
        return marked(text, self.spans(field, text))

    def text(self, field: str, text: str, limit: int) -> Markup:
        """Return up to `limit` characters of a text, those around its quoted places rather."""
        spans = self.spans(field, text)
        if len(text) <= limit or not spans or spans[-1][1] < limit:
            return marked(shorten(text, limit), spans)
        begin = max(0, spans[0][0] - _BEFORE) if spans[0][1] >= limit else 0
        return _between(text, spans, begin, min(len(text), begin + limit))


def in_place(definition: Definition, quoted: Quoted) -> Markup | None:
    """Return the declared description with marks; None where no finding quotes it."""
    text = definition.description or ""
    spans = quoted.spans(_FIELD, text)
    if not spans:
        return None
    return _between(
        text, spans, max(0, spans[0][0] - _AROUND), min(len(text), spans[-1][1] + _AROUND)
    )


def _between(text: str, spans: Spans, begin: int, end: int) -> Markup:
    inside = [
        (max(0, first - begin), min(end, last) - begin)
        for first, last in spans
        if last > begin and first < end
    ]
    shown = marked(text[begin:end], inside)
    return Markup("{}{}{}").format("… " if begin else "", shown, " …" if end < len(text) else "")


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in their order, those that touch as one."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        elif last > first:
            found.append((first, last))
    return found
