"""Read the rules of a document: conditions, their operators and their values."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import re2  # type: ignore[import-untyped]

from policy.argument import Step, parse_path
from policy.document import Condition, Operator, Rule
from policy.number import number_of
from policy.pointer import below
from policy.reader import DEEPEST, Reader, shown

_VALUELESS = frozenset({Operator.EXISTS, Operator.NOT_EXISTS})
_NUMERIC = frozenset({Operator.GT, Operator.GTE, Operator.LT, Operator.LTE})
_TEXTUAL = frozenset({Operator.STARTS_WITH, Operator.ENDS_WITH})
_PATTERN = frozenset({Operator.REGEX, Operator.NOT_REGEX})
_LISTED = frozenset({Operator.IN, Operator.NOT_IN})
_CONTAINS = frozenset({Operator.CONTAINS, Operator.NOT_CONTAINS})


def read_rules(reader: Reader, value: object, pointer: str) -> tuple[Rule, ...]:
    """Return the rules of a `require` or `deny_if` array."""
    return tuple(_rule(reader, item, at) for at, item in reader.items(value, pointer))


def read_path(reader: Reader, value: object, pointer: str) -> tuple[str, tuple[Step, ...]]:
    """Return a path of the document and its steps."""
    path = reader.text(value, pointer, least=1)
    try:
        return path, parse_path(path) if path else ()
    except ValueError as error:
        reader.note(pointer, f"{shown(path)} is no path into the arguments.", str(error))
        return path, ()


def _rule(reader: Reader, value: object, pointer: str) -> Rule:
    fields = reader.fields(value, pointer, ("conditions", "always", "on_deny"))
    listed = reader.items(fields.get("conditions", ()), below(pointer, "conditions"))
    conditions = tuple(_condition(reader, item, at) for at, item in listed)
    _check_always(reader, fields, pointer, bool(conditions))
    on_deny = None
    if "on_deny" in fields:
        on_deny = reader.text(fields["on_deny"], below(pointer, "on_deny"))
    return Rule(pointer, conditions, "always" in fields, on_deny)


def _check_always(
    reader: Reader, fields: Mapping[str, Any], pointer: str, has_conditions: bool
) -> None:
    at = below(pointer, "always")
    if "always" not in fields:
        if not has_conditions and isinstance(fields.get("conditions", ()), list | tuple):
            remedy = "Add a condition, or write “always”: true if it is meant to hold always."
            reader.note(below(pointer, "conditions"), "The rule has no condition.", remedy)
    elif fields["always"] is not True:
        reader.note(at, f"{shown(fields['always'])} cannot stand here.", "Write true or remove it.")
    elif has_conditions:
        says = "A rule that always holds has no condition."
        reader.note(at, says, "Remove “always”, or the conditions.")


def _condition(reader: Reader, value: object, pointer: str) -> Condition:
    fields = reader.fields(value, pointer, ("path", "op", "value"), ("path", "op"))
    path: str = ""
    steps: tuple[Step, ...] = ()
    if "path" in fields:
        path, steps = read_path(reader, fields["path"], below(pointer, "path"))
    op = None
    if "op" in fields:
        op = reader.choice(fields["op"], below(pointer, "op"), tuple(Operator))
    if op is None:
        return Condition(path, steps, Operator.EXISTS)
    return _with_value(reader, fields, pointer, Condition(path, steps, op))


def _with_value(
    reader: Reader, fields: Mapping[str, Any], pointer: str, bare: Condition
) -> Condition:
    op, at = bare.op, below(pointer, "value")
    if op in _VALUELESS:
        if "value" in fields:
            reader.note(at, f"“{op}” compares with nothing.", "Remove the value.")
        return bare
    if "value" not in fields:
        reader.note(pointer, f"“{op}” needs a value.", "Add the field “value”.")
        return bare
    value = fields["value"]
    if wanted := _wanted(op, value):
        reader.note(at, f"{shown(value)} is no value for “{op}”.", f"Write {wanted}.")
        return bare
    pattern = _compiled(reader, value, at) if op in _PATTERN else None
    return Condition(bare.path, bare.steps, op, _frozen(reader, value, at), pattern)


def _wanted(op: Operator, value: object) -> str | None:
    if op in _NUMERIC:
        return None if number_of(value) is not None else "a number"
    if op in _TEXTUAL or op in _PATTERN:
        return None if isinstance(value, str) else "a text"
    if op in _LISTED:
        listed = isinstance(value, list | tuple) and len(value) > 0
        return None if listed else "an array with at least one value"
    if op in _CONTAINS:
        plain = value is None or isinstance(value, str | bool) or number_of(value) is not None
        return None if plain else "a text, a number, true, false or null"
    return None


def _compiled(reader: Reader, pattern: str, pointer: str) -> Any:
    try:
        return _pattern(pattern)
    except (re2.error, UnicodeEncodeError) as error:
        cause = error.args[0] if isinstance(error, re2.error) else "it is no valid Unicode text"
        told = cause.decode(errors="replace") if isinstance(cause, bytes) else str(cause)
        remedy = "Write a pattern in RE2 syntax: no back-references, no look-around."
        reader.note(pointer, f"The pattern cannot be used: {told}.", remedy)
        return None


@lru_cache(maxsize=1024)
def _pattern(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)


def _frozen(reader: Reader, value: Any, pointer: str, depth: int = 0) -> Any:
    """Return a value that cannot change, its numbers exact."""
    if depth > DEEPEST:
        says = f"More than {DEEPEST} values stand within one another here."
        reader.note(pointer, says, "Write it flatter.")
        return None
    if isinstance(value, Mapping):
        return MappingProxyType(
            {key: _frozen(reader, each, pointer, depth + 1) for key, each in value.items()}
        )
    if isinstance(value, list | tuple):
        return tuple(_frozen(reader, item, pointer, depth + 1) for item in value)
    if value is None or isinstance(value, str | bool):
        return value
    number = number_of(value)
    if number is None:
        reader.note(pointer, f"{shown(value)} is no JSON value.", "Write a JSON value.")
    return number
