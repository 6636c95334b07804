"""Read JSON with comments, and change single values in it without touching the rest."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.errors import ScanError

_COMMENT = re.compile(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING_COMMA = re.compile(r'"(?:[^"\\\n]|\\.)*"|,(?=\s*[}\]])')
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Member:
    """One key of an object in a text, by its offsets."""

    name: str
    key_at: int
    value_at: int
    value_end: int


def parse(text: str) -> Any:
    """Return the value of a JSON text; comments and trailing commas are left out.

    Raises:
        ScanError: the text is no JSON; the message quotes nothing of it.
    """
    try:
        return json.loads(blanked(text))
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ScanError(f"is no JSON ({error.msg} at {place})") from None
    except ValueError:
        raise ScanError("holds a number that is too long to be read") from None
    except RecursionError:
        raise ScanError("is nested too deeply to be read") from None


def blanked(text: str) -> str:
    """Return `text` with comments and trailing commas as spaces: every offset stays."""
    bare = _COMMENT.sub(lambda match: _blank(match[0], ("/",)), text)
    return _TRAILING_COMMA.sub(lambda match: _blank(match[0], (",",)), bare)


def line_of(text: str, path: Sequence[str]) -> int:
    """Return the line, from 1, of the key that `path` names; 1 where there is none."""
    member = _find(blanked(text), path)
    return text.count("\n", 0, member.key_at) + 1 if member else 1


def with_value(text: str, path: Sequence[str], value: Any) -> str:
    """Return `text` with `value` at `path`; everything else stays byte for byte.

    Objects on the way that are missing are added. A text without content counts as `{}`.
    """
    if not text.strip():
        text = "{}\n"
    bare = blanked(text)
    for depth in range(len(path), 0, -1):
        member = _find(bare, path[:depth])
        if member is None:
            continue
        if depth == len(path):
            shown = _written(value, _unit(text), depth)
            return text[: member.value_at] + shown + text[member.value_end :]
        return _inserted(text, member.value_at, path[depth:], value, depth)
    return _inserted(text, _skip(bare, 0), path, value, 0)


def _inserted(text: str, at: int, rest: Sequence[str], value: Any, depth: int) -> str:
    # At the start of the object: no line of a neighbour changes for the sake of a comma.
    bare, unit = blanked(text), _unit(text)
    if bare[at] != "{":
        raise ScanError(f"holds something else than an object before {rest[0]!r}")
    for key in reversed(rest[1:]):
        value = {key: value}
    entry = f"{json.dumps(rest[0], ensure_ascii=False)}: {_written(value, unit, depth + 1)}"
    is_empty = bare[_skip(bare, at + 1)] == "}"
    lead, close = "\n" + unit * (depth + 1), "\n" + unit * depth
    if is_empty:
        return text[: at + 1] + lead + entry + _kept(text, bare, at, close)
    return text[: at + 1] + lead + entry + "," + _separator(text, at, lead) + text[at + 1 :]


def _kept(text: str, bare: str, at: int, close: str) -> str:
    end = _skip(bare, at + 1)
    inner = text[at + 1 : end].rstrip()
    return f"{inner}{close}{text[end:]}" if inner else f"{close}{text[end:]}"


def _separator(text: str, at: int, lead: str) -> str:
    return "" if text[at + 1 : at + 2] in ("\n", "\r") else lead


def _find(bare: str, path: Sequence[str]) -> Member | None:
    at = _skip(bare, 0)
    found = None
    for name in path:
        members = [one for one in _members(bare, at) if one.name == name]
        if not members:
            return None
        found = members[-1]
        at = found.value_at
    return found


def _members(bare: str, at: int) -> Iterator[Member]:
    if bare[at : at + 1] != "{":
        return
    at = _skip(bare, at + 1)
    while bare[at] == '"':
        key_at = at
        name, at = _DECODER.raw_decode(bare, at)
        value_at = _skip(bare, _skip(bare, at) + 1)
        _, end = _DECODER.raw_decode(bare, value_at)
        yield Member(name, key_at, value_at, end)
        at = _skip(bare, end)
        if bare[at] != ",":
            return
        at = _skip(bare, at + 1)


def _skip(bare: str, at: int) -> int:
    while at < len(bare) and bare[at] in " \t\r\n\ufeff":
        at += 1
    return at


def _written(value: Any, unit: str, depth: int) -> str:
    text = json.dumps(value, indent=unit, ensure_ascii=False)
    return text.replace("\n", "\n" + unit * depth)


def _unit(text: str) -> str:
    bare = blanked(text)
    first = next(_members(bare, _skip(bare, 0)), None)
    before = bare[: first.key_at].rpartition("\n") if first else ("", "", "")
    return before[2] if before[1] and before[2] and before[2].isspace() else "  "


def _blank(found: str, marks: tuple[str, ...]) -> str:
    if not found.startswith(marks):
        return found
    return "".join(char if char in "\r\n" else " " for char in found)


def merged(old: Any, path: Sequence[str], value: Any) -> Any:
    """Return `old` with `value` at `path`, as `with_value` does it to a text."""
    if not path:
        return value
    known = old if isinstance(old, Mapping) else {}
    return {**known, path[0]: merged(known.get(path[0]), path[1:], value)}
