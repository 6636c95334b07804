"""Paths into the arguments of a call: `args.order.lines[0]["unit.price"]`."""

import json
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

_STEP = re.compile(r'\.([^.\[\]"\s]+)|\[(0|[1-9][0-9]{0,8})\]|\[(\*)\]|\[("(?:[^"\\]|\\.)*")\]')
_ROOT = "args"
_SHAPE = 'A path is `args` and at least one step: `.name`, `["any name"]`, `[0]` or `[*]`.'


class Absent(Enum):
    """What a path finds where there is no value."""

    MISSING = "missing"
    """No such argument, or a step into null."""
    UNREACHABLE = "unreachable"
    """A step into a value that cannot have one: a key of a text, an index of an object."""


class Every(Enum):
    """The step `[*]`: each element of an array."""

    ELEMENT = "*"


Step = str | int | Every


def parse_path(path: str) -> tuple[Step, ...]:
    """Return the steps of a path.

    Raises:
        ValueError: `path` is no path; the message says what a path looks like.
    """
    steps: list[Step] = []
    at = len(_ROOT)
    while path.startswith(_ROOT) and at < len(path):
        match = _STEP.match(path, at)
        if match is None:
            break
        steps.append(_step(match))
        at = match.end()
    if not steps or at != len(path):
        raise ValueError(_SHAPE)
    return tuple(steps)


def write_path(*steps: str) -> str:
    """Return the path whose steps are these keys; `parse_path` reads it back."""
    plain = re.compile(r'[^.\[\]"\s]+')
    return _ROOT + "".join(
        f".{step}" if plain.fullmatch(step) else f"[{json.dumps(step)}]" for step in steps
    )


def values_at(arguments: Mapping[str, Any], steps: tuple[Step, ...]) -> list[Any]:
    """Return what lies at the path: one value, or one for each element of an array on the way.

    Empty only where an array on the way is empty; what is not there is an `Absent`.
    """
    found: list[Any] = [arguments]
    for step in steps:
        found = [child for value in found for child in _children(value, step)]
    return found


def flattened(array: list[Any] | tuple[Any, ...]) -> Iterator[Any]:
    """Yield the elements of an array, and those of the arrays in it, in their order."""
    pending = [iter(array)]
    while pending:
        for element in pending[-1]:
            if isinstance(element, list | tuple):
                pending.append(iter(element))
                break
            yield element
        else:
            pending.pop()


def _step(match: re.Match[str]) -> Step:
    name, index, every, quoted = match.groups()
    if name is not None:
        return str(name)
    if index is not None:
        return int(index)
    return Every.ELEMENT if every else _unquoted(quoted)


def _unquoted(quoted: str) -> str:
    try:
        return str(json.loads(quoted, strict=False))
    except json.JSONDecodeError as error:
        raise ValueError(_SHAPE) from error


def _children(value: Any, step: Step) -> Iterator[Any]:
    if value is None or value is Absent.MISSING:
        yield Absent.MISSING
    elif isinstance(step, str):
        yield from _members(value, step)
    elif not isinstance(value, list | tuple):
        yield Absent.UNREACHABLE
    elif step is Every.ELEMENT:
        yield from value
    else:
        yield value[step] if step < len(value) else Absent.MISSING


def _members(value: Any, key: str) -> Iterator[Any]:
    if isinstance(value, Mapping):
        yield value.get(key, Absent.MISSING)
    elif isinstance(value, list | tuple):
        for element in flattened(value):
            yield from _children(element, key)
    else:
        yield Absent.UNREACHABLE
