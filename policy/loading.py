"""From a JSON document to a policy: every problem is found, nothing is guessed."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from policy.argument import Step
from policy.document import (
    Action,
    CounterKey,
    Limit,
    Policy,
    Scope,
    ToolRule,
    Window,
)
from policy.errors import PolicyError, Problem
from policy.pointer import below, place_of
from policy.reader import Reader, shown
from policy.rules import read_path, read_rules
from policy.text import read_json

VERSION = "1"
_LONGEST_WINDOW = 31_536_000
"""Seconds in a year."""
_MOST_CALLS = 1_000_000_000


def load(document: object, *, source: str = "policy") -> Policy:
    """Return the policy that `document`, parsed JSON, states.

    `source` names the document in the message of the error.

    Raises:
        PolicyError: the document is no policy; every problem is listed.
    """
    reader = Reader()
    policy = _policy(reader, document)
    if reader.problems:
        raise PolicyError(source, tuple(reader.problems))
    return policy


def loads(text: str, *, source: str = "policy") -> Policy:
    """Return the policy that a JSON text states; numbers are taken as they are written.

    Raises:
        PolicyError: the text is no JSON, repeats a key, or is no policy; problems name the line.
    """
    document = read_json(text, source=source)
    try:
        return load(document, source=source)
    except PolicyError as error:
        raise PolicyError(source, tuple(_placed(text, each) for each in error.problems)) from error


def _placed(text: str, problem: Problem) -> Problem:
    line, column = place_of(text, problem.pointer)
    return replace(problem, line=line, column=column)


def _policy(reader: Reader, document: object) -> Policy:
    known = ("version", "default", "hide", "tools", "all_tools")
    fields = reader.fields(document, "", known, ("version", "default"))
    if "version" in fields and fields["version"] != VERSION:
        says = f"The version {shown(fields['version'])} is not known."
        reader.note("/version", says, f"Write “{VERSION}”, as a text.")
    default = Action.DENY
    if "default" in fields:
        among = (Action.ALLOW, Action.DENY)
        default = reader.choice(fields["default"], "/default", among) or default
    shared = _shared_limits(reader, fields)
    tools = {
        name: _tool(reader, pointer, name, value, shared)
        for pointer, name, value in reader.members(fields.get("tools", {}), "/tools")
    }
    return Policy(
        default=default,
        hide=MappingProxyType(_hidden(reader, fields)),
        tools=MappingProxyType(tools),
        other=ToolRule("/default", default, limits=shared),
    )


def _hidden(reader: Reader, fields: Mapping[str, Any]) -> dict[str, str]:
    hidden: dict[str, str] = {}
    for pointer, name in reader.items(fields.get("hide", ()), "/hide"):
        hidden.setdefault(reader.text(name, pointer), pointer)
    return hidden


def _shared_limits(reader: Reader, fields: Mapping[str, Any]) -> tuple[Limit, ...]:
    shared = reader.fields(fields.get("all_tools", {}), "/all_tools", ("limits",))
    return _limits(reader, shared.get("limits", ()), "/all_tools/limits", ())


def _tool(
    reader: Reader, pointer: str, name: str, value: object, shared: tuple[Limit, ...]
) -> ToolRule:
    known = ("action", "reason", "rate_limit", "require", "deny_if", "limits")
    fields = reader.fields(value, pointer, known)
    action, at = Action.ALLOW, pointer
    if "action" in fields:
        at = below(pointer, "action")
        action = reader.choice(fields["action"], at, tuple(Action)) or action
    reason = None
    if "reason" in fields:
        reason = reader.text(fields["reason"], below(pointer, "reason"))
    own = _limits(reader, fields.get("limits", ()), below(pointer, "limits"), shared)
    if "rate_limit" in fields:
        own = (_rate_limit(reader, fields["rate_limit"], below(pointer, "rate_limit"), name), *own)
    return ToolRule(
        pointer=at,
        action=action,
        reason=reason,
        require=read_rules(reader, fields.get("require", ()), below(pointer, "require")),
        deny_if=read_rules(reader, fields.get("deny_if", ()), below(pointer, "deny_if")),
        limits=own + shared,
    )


def _rate_limit(reader: Reader, value: object, pointer: str, tool: str) -> Limit:
    fields = reader.fields(value, pointer, ("max", "window"), ("max", "window"))
    most = window = 1
    if "max" in fields:
        most = reader.count(fields["max"], below(pointer, "max"), most=_MOST_CALLS)
    if "window" in fields:
        window = reader.count(fields["window"], below(pointer, "window"), most=_LONGEST_WINDOW)
    return Limit(pointer, CounterKey(tool, window, Scope.TOOL), Decimal(most))


def _limits(
    reader: Reader, value: object, pointer: str, shared: tuple[Limit, ...]
) -> tuple[Limit, ...]:
    counted = {limit.counter: limit.increment_from for limit in shared}
    limits = []
    for at, item in reader.items(value, pointer):
        limit = _limit(reader, item, at)
        if counted.setdefault(limit.counter, limit.increment_from) != limit.increment_from:
            says = "Another limit on the same calls counts something else with this counter."
            reader.note(below(at, "counter"), says, "Give this limit a counter of its own.")
        limits.append(limit)
    return tuple(limits)


def _limit(reader: Reader, value: object, pointer: str) -> Limit:
    known = ("counter", "window", "max", "scope", "increment_from")
    fields = reader.fields(value, pointer, known, ("counter", "window", "max"))
    name, window, most = "", Window.DAY, Decimal(0)
    if "counter" in fields:
        name = reader.text(fields["counter"], below(pointer, "counter"), least=1)
    if "window" in fields:
        at = below(pointer, "window")
        window = reader.choice(fields["window"], at, tuple(Window)) or window
    if "max" in fields:
        most = reader.amount(fields["max"], below(pointer, "max"))
    if "scope" in fields:
        reader.choice(fields["scope"], below(pointer, "scope"), (Scope.GRANT,))
    path: str | None = None
    steps: tuple[Step, ...] = ()
    if "increment_from" in fields:
        path, steps = read_path(reader, fields["increment_from"], below(pointer, "increment_from"))
    counter = CounterKey(name, window.seconds, Scope.GRANT)
    return Limit(pointer, counter, most, path, steps)
