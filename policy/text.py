"""Read a JSON text strictly: numbers exact, each key once, nothing too deep; faults have places."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from policy.errors import PolicyError, Problem
from policy.pointer import below
from policy.reader import DEEPEST, shown

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)
_MOST_DIGITS = 4300
"""Digits of a whole number; Python reads no longer one."""
_CONSTANTS = frozenset({"NaN", "Infinity", "-Infinity"})


def read_json(text: str, *, source: str) -> Any:
    """Return the value that a JSON text states; its numbers are whole or decimal, never rounded.

    Raises:
        PolicyError: the text is no JSON, repeats a key, is too deep, or has a number that cannot
            be read; the one problem names pointer, line and column.
    """
    fault: Problem | None = None
    try:
        value = json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        says, remedy = f"This is no JSON: {error.msg}.", "Mend the text at this place."
        raise _refused(source, Problem("", says, remedy, error.lineno, error.colno)) from error
    except (ValueError, InvalidOperation, RecursionError) as error:
        remedy = "Write plain numbers of a reasonable length."
        fault = _first_fault(text) or Problem("", "A value cannot be read.", remedy)
        raise _refused(source, fault) from error
    if fault := _first_fault(text):
        raise _refused(source, fault)
    return value


def _refused(source: str, problem: Problem) -> PolicyError:
    return PolicyError(source, (problem,))


def _refuse(constant: str) -> None:
    raise ValueError(constant)


@dataclass(slots=True)
class _Frame:
    """An array or object that the reading is within."""

    pointer: str
    is_object: bool
    keys: set[str] = field(default_factory=set)
    step: str | int = 0
    awaits_key: bool = True

    def part(self) -> None:
        """Go on behind a comma."""
        self.awaits_key = True
        if isinstance(self.step, int):
            self.step += 1


def _first_fault(text: str) -> Problem | None:
    """Return the first thing that is valid for Python's reader, but not for a policy."""
    for at, pointer, says, remedy in _faults(text):
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        return Problem(pointer, says, remedy, line, column)
    return None


def _faults(text: str) -> Iterator[tuple[int, str, str, str]]:
    frames: list[_Frame] = []
    for match in _TOKEN.finditer(text):
        token, at = match[0], match.start()
        inner = frames[-1] if frames else None
        pointer = below(inner.pointer, inner.step) if inner else ""
        if token in "[{":
            if len(frames) >= DEEPEST:
                says = f"More than {DEEPEST} values stand within one another here."
                yield at, pointer, says, "Write it flatter."
            frames.append(_Frame(pointer, token == "{"))
        elif token in "]}":
            frames.pop()
        elif token == "," and inner:
            inner.part()
        elif token[0] == '"' and inner and inner.is_object and inner.awaits_key:
            inner.awaits_key, inner.step = False, json.loads(token)
            if inner.step in inner.keys:
                says = f"The key {shown(inner.step)} is written twice in one object."
                yield at, below(inner.pointer, inner.step), says, "Write each key once."
            inner.keys.add(str(inner.step))
        elif told := _fault_of_number(token):
            yield at, pointer, told, "Write a plain number of a reasonable length."


def _fault_of_number(token: str) -> str | None:
    if token in _CONSTANTS:
        return f"{token} is no JSON number."
    if not token.startswith(tuple("-0123456789")):
        return None
    if token.lstrip("-").isdecimal():
        is_long = len(token.lstrip("-")) > _MOST_DIGITS
        return "This number is too long to be read." if is_long else None
    try:
        Decimal(token)
    except InvalidOperation:
        return "This number is too large to be read."
    return None
