"""Read the fields of a document and collect what is wrong, place by place."""

import difflib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from policy.errors import Problem
from policy.number import amount_of
from policy.pointer import below

_Choice = TypeVar("_Choice", bound=StrEnum)
DEEPEST = 100
"""Most values that may stand within one another."""
_SHOWN = 60
"""Longest excerpt of a wrong value in a message, in characters."""
_DECIMAL = re.compile(r'"\\u0000([-+.0-9A-Za-z]+)\\u0000"')


@dataclass(slots=True)
class Reader:
    """Takes typed values out of a document; every wrong one becomes a problem."""

    problems: list[Problem] = field(default_factory=list)

    def note(self, pointer: str, says: str, remedy: str) -> None:
        """Record a problem at `pointer`."""
        self.problems.append(Problem(pointer, says, remedy))

    def fields(
        self, value: object, pointer: str, known: Collection[str], required: Collection[str] = ()
    ) -> Mapping[str, Any]:
        """Return `value` as an object that has no unknown field, or an empty one."""
        if not isinstance(value, Mapping):
            self._wrong(pointer, value, "an object")
            return {}
        for key in value:
            if key not in known:
                self._unknown(below(pointer, key), str(key), known)
        for key in required:
            if key not in value:
                self.note(pointer, f"The field “{key}” is missing.", f"Add “{key}”.")
        return value

    def members(self, value: object, pointer: str) -> Iterator[tuple[str, str, Any]]:
        """Yield pointer, key and value of each member of an object with free keys."""
        if not isinstance(value, Mapping):
            self._wrong(pointer, value, "an object")
            return
        for key, member in value.items():
            if isinstance(key, str):
                yield below(pointer, key), key, member
            else:
                self._wrong(below(pointer, str(key)), key, "a text as key")

    def items(self, value: object, pointer: str) -> Iterator[tuple[str, Any]]:
        """Yield pointer and value of each element of an array."""
        if not isinstance(value, list | tuple):
            self._wrong(pointer, value, "an array")
            return
        for index, item in enumerate(value):
            yield below(pointer, index), item

    def text(self, value: object, pointer: str, *, least: int = 0) -> str:
        """Return `value` as a text of at least `least` characters, or the empty text."""
        if isinstance(value, str) and len(value) >= least:
            return value
        self._wrong(pointer, value, "a text that is not empty" if least else "a text")
        return ""

    def choice(self, value: object, pointer: str, among: Collection[_Choice]) -> _Choice | None:
        """Return the member of the closed set that `value` names."""
        for member in among:
            if isinstance(value, str) and value == member.value:
                return member
        listed = ", ".join(f"“{member.value}”" for member in among)
        remedy = f"Write one of {listed}."
        if close := _nearest(value, [member.value for member in among]):
            remedy = f"Did you mean “{close}”? {remedy}"
        self.note(pointer, f"{shown(value)} is not known here.", remedy)
        return None

    def amount(self, value: object, pointer: str) -> Decimal:
        """Return `value` as an amount, not negative and exact."""
        amount = amount_of(value)
        if amount is None:
            self._wrong(pointer, value, "a number that is not negative, of up to 60 digits")
        return amount or Decimal(0)

    def count(self, value: object, pointer: str, *, most: int) -> int:
        """Return `value` as a whole number from 1 to `most`."""
        amount = amount_of(value)
        if amount is not None and amount == amount.to_integral_value() and 1 <= amount <= most:
            return int(amount)
        self._wrong(pointer, value, f"a whole number from 1 to {most:,}")
        return 1

    def _wrong(self, pointer: str, value: object, wanted: str) -> None:
        self.note(pointer, f"{shown(value)} cannot stand here.", f"Write {wanted}.")

    def _unknown(self, pointer: str, key: str, known: Collection[str]) -> None:
        close = _nearest(key, known)
        remedy = f"Did you mean “{close}”?" if close else "Remove it."
        listed = ", ".join(f"“{name}”" for name in known)
        self.note(pointer, "This field is not known.", f"{remedy} Known fields are {listed}.")


def shown(value: object) -> str:
    """Return `value` as a short JSON text for a message."""
    try:
        text = _DECIMAL.sub(r"\1", json.dumps(value, default=_marked, ensure_ascii=True))
    except (ValueError, TypeError, RecursionError):
        text = type(value).__name__
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _marked(value: object) -> str:
    """Return what JSON's writer does not know as a text; a number is marked, to lose its quotes."""
    return f"\0{value}\0" if isinstance(value, Decimal) else str(value)


def _nearest(value: object, among: Collection[str]) -> str | None:
    if not isinstance(value, str):
        return None
    return next(iter(difflib.get_close_matches(value[:_SHOWN], among, n=1)), None)
