"""Show what cannot be seen: invisible, bidirectional and control characters as visible marks."""

import re

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
EMPTY = "(empty name)"
"""What stands for a name without a character."""


def plain(text: str) -> str:
    """Return `text` with marks such as `[U+202E]` in the place of what cannot be seen."""
    return _TEXT.sub(lambda match: f"[{_code(match[0])}]", _lines(text))


def marked(text: str) -> Markup:
    """Return `text` escaped for HTML, its marks set off by an element."""
    return _html(_TEXT, _lines(text))


def plain_name(name: str, limit: int = 80) -> str:
    """Return a name as one line of text: white space that misleads is marked, too."""
    return _NAME.sub(lambda match: f"[{_code(match[0])}]", shorten(name, limit)) or EMPTY


def marked_name(name: str, limit: int = 80) -> Markup:
    """Return a name as one line of HTML: white space that misleads is marked, too."""
    return _html(_NAME, shorten(name, limit)) or Markup('<span class="nil">{}</span>').format(EMPTY)


def shorten(text: str, limit: int) -> str:
    """Return `text`, or what of it fits into `limit` characters, an ellipsis included."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def _html(pattern: re.Pattern[str], text: str) -> Markup:
    if pattern.search(text) is None:
        return escape(text)
    parts: list[str] = []
    at = 0
    for match in pattern.finditer(text):
        parts += (
            escape(text[at : match.start()]),
            f'<mark class="unseen">[{_code(match[0])}]</mark>',
        )
        at = match.end()
    parts.append(escape(text[at:]))
    return Markup("".join(parts))


def _code(unseen: str) -> str:
    first = f"U+{ord(unseen[0]):04X}"
    return first if len(unseen) == 1 else f"{first} ×{len(unseen)}"


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n") if "\r" in text else text
