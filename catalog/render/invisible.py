"""Show what cannot be seen: invisible, bidirectional and control characters as visible marks."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

_EMOJI = "\u00a9\u00ae\u203c\u2049\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufdd0-\ufdef\ufe00-\ufe0d"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_COMBINING = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
# A variation selector behind a pictograph and a joiner between two are how emoji are written.
_UNSEEN_RUN = (
    f"[{_UNSEEN}]|(?<![{_EMOJI}])[\ufe0e\ufe0f]|(?<![{_EMOJI}\ufe0f])\u200d|\u200d(?![{_EMOJI}])"
    f"|(?<={_COMBINING}{{3}}){_COMBINING}{{5,}}"
)
_TEXT = re.compile(_UNSEEN_RUN)
_NAME = re.compile(
    f"{_UNSEEN_RUN}|[\t\n\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]|\\A +| +\\Z|(?<= ) +"
)
Spans = Sequence[tuple[int, int]]
"""Places in a text, in their order; none touches the next."""

EMPTY = "(empty name)"
"""What stands for a name without a character."""


def plain(text: str) -> str:
    """Return `text` with marks such as `[U+202E]` in the place of what cannot be seen."""
    return _TEXT.sub(lambda match: f"[{_code(match[0])}]", _lines(text))


def marked(text: str, spans: Spans = ()) -> Markup:
    """Return `text` escaped for HTML, its marks and the `spans` of it set off by an element."""
    if spans and "\r\n" in text:
        spans = [(_in_lines(text, first), _in_lines(text, last)) for first, last in spans]
    return _html(_TEXT, _lines(text), spans)


def plain_name(name: str, limit: int = 80) -> str:
    """Return a name as one line of text: white space that misleads is marked, too."""
    return _NAME.sub(lambda match: f"[{_code(match[0])}]", shorten(name, limit)) or EMPTY


def marked_name(name: str, limit: int = 80, spans: Spans = ()) -> Markup:
    """Return a name as one line of HTML: white space that misleads is marked, too."""
    found = _html(_NAME, shorten(name, limit), spans)
    return found or Markup('<span class="nil">{}</span>').format(EMPTY)


def shorten(text: str, limit: int) -> str:
    """Return `text`, or what of it fits into `limit` characters, an ellipsis included."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def _html(pattern: re.Pattern[str], text: str, spans: Spans = ()) -> Markup:
    unseen = {match.start(): match.end() for match in pattern.finditer(text)}
    if not unseen and not spans:
        return escape(text)
    parts: list[str] = []
    is_open = False
    for start, end in _pieces(text, unseen, spans):
        at = bisect_right(spans, start, key=lambda span: span[0]) - 1
        is_quoted = at >= 0 and start < spans[at][1]
        if is_quoted is not is_open:
            parts.append("<mark>" if is_quoted else "</mark>")
            is_open = is_quoted
        is_unseen = start in unseen
        parts.append(_set_off(text[start:end], is_quoted) if is_unseen else escape(text[start:end]))
    return Markup("".join((*parts, "</mark>" if is_open else "")))


def _pieces(text: str, unseen: dict[int, int], spans: Spans) -> Iterator[tuple[int, int]]:
    """Yield the text in pieces: each is unseen or not, and begins within a span or does not."""
    edges = {*unseen, *unseen.values(), *(edge for span in spans for edge in span), len(text)}
    at = 0
    for edge in sorted(edges):
        # An edge within what is unseen parts nothing.
        if at < edge <= len(text) and edge >= unseen.get(at, edge):
            yield at, edge
            at = edge


def _set_off(unseen: str, is_quoted: bool) -> str:
    # A mark within a mark would say nothing; this is the one place where they can meet.
    element = "span" if is_quoted else "mark"
    return f'<{element} class="unseen">[{_code(unseen)}]</{element}>'


def _code(unseen: str) -> str:
    first = f"U+{ord(unseen[0]):04X}"
    return first if len(unseen) == 1 else f"{first} ×{len(unseen)}"


def _in_lines(text: str, offset: int) -> int:
    """Return where a place of the text stands once its lines end as they do here."""
    return offset - text.count("\r\n", 0, offset)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n") if "\r" in text else text
