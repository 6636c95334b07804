"""Say in words what became of a text or of the keywords of a schema."""

import difflib
import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

Keywords = Mapping[str, Any]
"""Where a keyword stands in a schema, such as `items/maximum` → its value."""
_LONGEST_SHOWN = 60
_MOST_SHOWN = 3
_CONTEXT = 2
_MOST_COMPARED = 300
"""Words that are aligned with each other, which takes time by the square of them."""


def keywords(schema: Any, *, most: int, longest: int) -> dict[str, Any]:
    """Return the first keywords of a schema by their place, long values cut."""
    found = islice(_keywords(schema, ""), most)
    return {place: _kept(value, longest) for place, value in found}


def keyword_changes(before: Keywords, after: Keywords) -> Iterator[str]:
    """Yield what changed, such as `maximum 50 → 5000`; the first few, and how many more."""
    changed = [key for key in {**before, **after} if _differs(key, before, after)]
    for key in changed[:_MOST_SHOWN]:
        yield _keyword(key, before, after)
    if len(changed) > _MOST_SHOWN:
        yield f"{len(changed) - _MOST_SHOWN} more keywords"


def text_change(before: str, after: str) -> str:
    """Return the first words that are not the same, such as `“a mail” → “any mail”`."""
    old, new = _where_they_part(before.split(), after.split())
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    blocks = [block for block in matcher.get_opcodes() if block[0] != "equal"]
    if not blocks:
        return "other spaces"
    _, start, end, new_start, new_end = blocks[0]
    lead = min(start, new_start, _CONTEXT)
    # At the beginning of a text what follows tells where words came or went.
    trail = _CONTEXT if not lead and (start == end or new_start == new_end) else 0
    before_it, after_it = old[start - lead : end + trail], new[new_start - lead : new_end + trail]
    told = f"“{_cut(before_it)}” → “{_cut(after_it)}”"
    return f"{told}, and {len(blocks) - 1} more places" if len(blocks) > 1 else told


def quoted(text: str) -> str:
    """Return the first words of a text between quotation marks."""
    # A word has a character at least, so these are more than are shown.
    return f"“{_cut(text[: 20 * _LONGEST_SHOWN].split())}”"


def visible(text: str) -> str:
    """Return a text in one line, control and bidirectional characters as escapes.

    Backticks, which set names off in what we say, are written as the letter that looks alike.
    """
    line = " ".join(text.split()).replace("`", "\u02cb")
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in line)


def _keywords(schema: Any, place: str) -> Iterator[tuple[str, Any]]:
    if isinstance(schema, Mapping):
        for key, value in schema.items():
            yield from _keywords(value, f"{place}/{key}" if place else str(key))
    elif isinstance(schema, list) and any(isinstance(one, dict | list) for one in schema):
        for number, value in enumerate(schema):
            yield from _keywords(value, f"{place}/{number}" if place else str(number))
    else:
        yield place, schema


def _kept(value: Any, longest: int) -> Any:
    is_long = isinstance(value, str) and len(value) > longest
    return value[: longest - 1] + "…" if is_long else value


def _where_they_part(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """Return the words from a little before the first that differs to the last that does."""
    least, first, last = min(len(old), len(new)), 0, 0
    while first < least and old[first] == new[first]:
        first += 1
    while last < least - first and old[-1 - last] == new[-1 - last]:
        last += 1
    start = max(0, first - _CONTEXT)
    pairs = ((words, len(words) - max(0, last - _CONTEXT)) for words in (old, new))
    before, after = (words[start : min(end, start + _MOST_COMPARED)] for words, end in pairs)
    return before, after


def _differs(key: str, before: Keywords, after: Keywords) -> bool:
    return key not in before or key not in after or _written(before[key]) != _written(after[key])


def _keyword(key: str, before: Keywords, after: Keywords) -> str:
    name = visible(key)
    if key not in before:
        return f"now {name} {_value(after[key])}"
    if key not in after:
        return f"no longer {name} {_value(before[key])}"
    old, new = before[key], after[key]
    if isinstance(old, str) and isinstance(new, str) and " " in old + new:
        return f"{name} {text_change(old, new)}"
    return f"{name} {_value(old)} → {_value(new)}"


def _value(value: Any) -> str:
    text = visible(value if isinstance(value, str) else _written(value))
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _cut(words: list[str]) -> str:
    text = visible(" ".join(words))
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
