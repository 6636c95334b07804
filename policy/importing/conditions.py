"""From a condition of Intercept to conditions of ours that let nothing more pass.

Intercept denies where an argument is missing, compares arrays as a whole and compares unlike
types by how they are written. Ours looks at each element of an array and never compares unlike
types. What would let more pass is narrowed, or cannot be said at all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from policy.argument import write_path
from policy.condition import holds_for_all
from policy.document import Condition
from policy.errors import PolicyError
from policy.importing.imported import Json, Report
from policy.inputs import Presence, input_at
from policy.loading import load
from policy.number import number_of

_ORDERED = frozenset({"gt", "gte", "lt", "lte"})
_WRITTEN_AS_VALUES = ("[", "map[", "<nil>")
"""How Go begins to write arrays, objects and null: texts that may equal one of them."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one condition of the source becomes."""

    require: tuple[Json, ...] = ()
    """Conditions that have to hold together."""
    deny_if: tuple[tuple[Json, ...], ...] = ()
    """Conditions of which no group may hold."""


@dataclass(slots=True)
class Translator:
    """Translates the conditions of one tool; None where one cannot be said."""

    report: Report
    schema: Mapping[str, Any] | None
    """Input schema of the tool; None where it is not known."""
    rules: dict[str, Callable[["_Given"], "Rules | None"]] = field(init=False)

    def __post_init__(self) -> None:
        self.rules = {
            "exists": self._exists,
            "contains": self._contains,
            "regex": self._text,
            "eq": self._equal,
            "in": self._equal,
            "neq": self._unequal,
            "not_in": self._unequal,
            **dict.fromkeys(_ORDERED, self._single),
        }

    def translate(self, condition: Json, pointer: str) -> Rules | None:
        """Return what stands for a condition on an argument."""
        op, path = condition.get("op"), condition.get("path")
        unusual = set(condition) - {"path", "op", "value"}
        is_written = isinstance(op, str) and isinstance(path, str) and not unusual
        if not is_written or op not in self.rules:
            self.report.note("unusable-rule", pointer, "condition")
            return None
        segments = tuple(str(path).removeprefix("args.").split("."))
        given = _Given(op, write_path(*segments), segments, condition.get("value"), pointer)
        if not given.is_valid():
            self.report.note("unusable-rule", pointer, "value", op=op)
            return None
        return self.rules[op](given)

    def is_single(self, segments: tuple[str, ...]) -> bool:
        """Tell whether the schema shows that one value lies at a path, and no array on the way."""
        for length in range(1, len(segments) + 1):
            found = input_at(self.schema, segments[:length])
            types = found.types
            if found.presence is not Presence.DECLARED or found.is_within_array or not types:
                return False
            if "array" in types or (length < len(segments) and not types <= {"object", "null"}):
                return False
        return True

    def has_way(self, segments: tuple[str, ...]) -> bool:
        """Tell whether no array can lie on the way to a path, whatever lies at its end."""
        return len(segments) == 1 or self.is_single(segments)

    def _exists(self, given: "_Given") -> Rules | None:
        if given.value is False:
            return Rules((given.as_json("not_exists"),))
        return self._checked(given, self.has_way(given.segments), given.as_json("exists"))

    def _contains(self, given: "_Given") -> Rules | None:
        return self._checked(given, self.has_way(given.segments), given.written())

    def _single(self, given: "_Given") -> Rules | None:
        return self._checked(given, self.is_single(given.segments), given.written())

    def _text(self, given: "_Given") -> Rules | None:
        if self.is_single(given.segments):
            return Rules((given.written(),))
        guarded = [given.text_guard(), given.written()]
        if given.holds_for_empty_text():
            self.report.note("not-empty", given.pointer, path=given.path)
            guarded.append(given.as_json("ne", ""))
        return self._checked(given, len(given.segments) == 1, *guarded)

    def _equal(self, given: "_Given") -> Rules | None:
        if all(isinstance(each, str) for each in given.values()):
            return self._text(given)
        if given.op == "eq" and isinstance(given.value, list):
            return self._contains(given)
        return self._single(given)

    def _unequal(self, given: "_Given") -> Rules | None:
        values = given.values()
        if all(isinstance(each, str) for each in values):
            return self._unequal_texts(given, values)
        if all(number_of(each) is not None for each in values):
            self.report.note("only-numbers", given.pointer, path=given.path)
            denied = tuple(_equals(given, each) for each in values)
            found = self._checked(given, self.has_way(given.segments), given.as_json("exists"))
            return found and Rules(found.require, denied)
        self.report.note("unequal-kinds", given.pointer, op=given.op, path=given.path)
        return None

    def _unequal_texts(self, given: "_Given", values: list[str]) -> Rules | None:
        if any(each.startswith(_WRITTEN_AS_VALUES) for each in values):
            self.report.note("unequal-kinds", given.pointer, op=given.op, path=given.path)
            return None
        self.report.note("only-texts", given.pointer, path=given.path)
        has_way = self.has_way(given.segments)
        return self._checked(given, has_way, given.text_guard(), given.written())

    def _checked(self, given: "_Given", is_sure: bool, *conditions: Json) -> Rules | None:
        if is_sure:
            return Rules(conditions)
        self.report.note("one-value", given.pointer, path=given.path)
        return None


@dataclass(frozen=True, slots=True)
class _Given:
    op: str
    path: str
    segments: tuple[str, ...]
    value: Any
    pointer: str

    def written(self) -> Json:
        """Return the condition with the same operator and value."""
        return self.as_json(self.op, self.value)

    def as_json(self, op: str, *value: Any) -> Json:
        """Return a condition on the same path."""
        condition: Json = {"path": self.path, "op": op}
        return condition | ({"value": value[0]} if value else {})

    def text_guard(self) -> Json:
        """Return a condition that texts meet, and of arrays those with an empty text in them."""
        return self.as_json("contains", "")

    def values(self) -> list[Any]:
        """Return the values that are compared with."""
        return list(self.value) if self.op in ("in", "not_in") else [self.value]

    def is_valid(self) -> bool:
        """Tell whether the value suits the operator, here as in the source."""
        if self.op == "exists":
            return isinstance(self.value, bool)
        try:
            _loaded(self.written())
        except PolicyError:
            return False
        return True

    def holds_for_empty_text(self) -> bool:
        """Tell whether an empty text meets the condition."""
        condition = _loaded(self.written() | {"path": "args.x"})
        return holds_for_all(condition, {"x": ""}) is not False


def _loaded(condition: Json) -> Condition:
    tools = {"t": {"require": [{"conditions": [condition]}]}}
    document = {"version": "1", "default": "deny", "tools": tools}
    return load(document).tools["t"].require[0].conditions[0]


def _equals(given: _Given, value: Any) -> tuple[Json, ...]:
    # A number is equal where it is neither below nor above; what is no number is denied.
    return (given.as_json("gte", value), given.as_json("lte", value))
