"""JSON Pointers (RFC 6901): the names that decisions and problems give to places."""

import json

_DECODER = json.JSONDecoder()
_SPACE = " \t\n\r"


def below(pointer: str, *steps: str | int) -> str:
    """Return the pointer of what lies below `pointer` at `steps`."""
    coded = (str(step).replace("~", "~0").replace("/", "~1") for step in steps)
    return pointer + "".join(f"/{step}" for step in coded)


def steps_of(pointer: str) -> tuple[str, ...]:
    """Return the steps of a pointer, as they stand in the document."""
    coded = pointer.split("/")[1:]
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in coded)


def place_of(text: str, pointer: str) -> tuple[int, int]:
    """Return line and column, from 1, of the value at `pointer` in a valid JSON text.

    Where the pointer leads to nothing, the place is that of the nearest value above it.
    """
    at = _skip(text, 0)
    for step in steps_of(pointer):
        inner = _member(text, at, step) if text[at] == "{" else _item(text, at, step)
        if inner is None:
            break
        at = inner
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _member(text: str, at: int, key: str) -> int | None:
    at = _skip(text, at + 1)
    while text[at] != "}":
        name, at = _DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)
        if name == key:
            return at
        at = _next(text, at)
    return None


def _item(text: str, at: int, step: str) -> int | None:
    if text[at] != "[" or not step.isdecimal():
        return None
    at = _skip(text, at + 1)
    for _ in range(int(step)):
        if text[at] == "]":
            return None
        at = _next(text, at)
    return None if text[at] == "]" else at


def _next(text: str, at: int) -> int:
    _, at = _DECODER.raw_decode(text, at)
    at = _skip(text, at)
    return _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at
