"""From the counters of Intercept to limits of ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policy.argument import write_path
from policy.document import Window
from policy.importing.conditions import Translator
from policy.importing.imported import Json
from policy.number import number_of
from policy.pointer import below

_WINDOWS = frozenset(window.value for window in Window)
_MOST = 1_000_000_000
_MOST_DIGITS = 10


@dataclass(frozen=True, slots=True)
class State:
    """The `state` block of a rule, read."""

    counter: str
    """Name with the scope: the tool, or `_global`."""
    window: str
    increment: int
    increment_from: str | None

    @property
    def path(self) -> str:
        """How conditions of the source name the counter."""
        return f"state.{self.counter}"


def read_rate(value: object) -> tuple[int, str] | None:
    """Return count and window of a `rate_limit` such as `5/hour`; None where it is none."""
    count, _, window = str(value).partition("/")
    digits = count.removeprefix("+")
    if not digits.isascii() or not digits.isdecimal() or window not in _WINDOWS:
        return None
    number = int(digits[:_MOST_DIGITS])
    return (number, window) if len(digits) <= _MOST_DIGITS and 1 <= number <= _MOST else None


def read_state(value: object, scope: str) -> State | None:
    """Return the `state` block of a rule; None where it cannot be used."""
    known = {"counter", "window", "increment", "increment_from"}
    if not isinstance(value, Mapping) or set(value) - known:
        return None
    counter, window = value.get("counter"), value.get("window")
    increment, source = value.get("increment") or 1, value.get("increment_from") or None
    is_counted = isinstance(increment, int) and not isinstance(increment, bool) and increment > 0
    is_read = source is None or (isinstance(source, str) and source.startswith("args."))
    if isinstance(counter, str) and counter and window in _WINDOWS and is_counted and is_read:
        return State(f"{scope}.{counter}", str(window), increment, source)
    return None


def limit_of(state: State, op: object, value: Any) -> Json | None:
    """Return the limit that a condition on its counter sets; None where it sets none."""
    number = number_of(value)
    if op not in ("lt", "lte") or number is None:
        return None
    most = int(number) - (1 if op == "lt" else 0)
    most = most if state.increment_from else most // state.increment
    if most < 0:
        return None
    limit: Json = {"counter": state.counter, "window": state.window, "max": most}
    if state.increment_from:
        limit["increment_from"] = write_path(*_segments(state))
    return limit


def is_countable(translator: Translator, state: State, pointer: str) -> bool:
    """Tell whether what the counter counts can be told here as in the source."""
    if state.increment_from is None or translator.has_way(_segments(state)):
        return True
    path = write_path(*_segments(state))
    translator.report.note("one-value", below(pointer, "state", "increment_from"), path=path)
    return False


def _segments(state: State) -> tuple[str, ...]:
    return tuple((state.increment_from or "").removeprefix("args.").split("."))
