"""Tell what a policy does to a tool by calling it: nothing but `evaluate` is asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema
from proof_calls import placed, sample, steps_of, values_for, without
from referencing import Registry

from policy import Decision, Outcome, Policy, evaluate, load

_MOST_CALLS = 10_000
_CANDIDATES = 12


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool as its server lists it."""

    name: str
    schema: Any
    risk: str


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What calls showed."""

    kind: str
    """`hidden`, `denied`, `asked`, `checked`, `limited` or `open`; `mixed` for anything else."""
    refuses_some: bool
    """True where some calls pass, or wait for approval, and others are denied."""
    rate: tuple[int, int] | None
    """After how many passing calls the next is denied, and the seconds they are counted in."""
    fits: bool | None
    """True where a call that passes fits the input schema, or nothing passes; None where no call
    that was made fits it, so that it cannot be told."""
    calls: int


def behaviour(document: Mapping[str, Any], policy: Policy, tool: Tool) -> Behaviour:
    """Call a tool in every way that matters to the document."""
    calls = list(calls_of(document, tool))
    answers = [(call, evaluate(policy, tool.name, call)) for call in calls]
    approved = [(call, evaluate(policy, tool.name, call, approved=True)) for call in calls]
    passing = [call for call, decision in approved if decision.outcome is Outcome.ALLOW]
    rate = _rate(policy, tool.name, passing[0]) if passing else None
    first = {decision.outcome for _, decision in answers}
    return Behaviour(
        kind=_kind([decision for _, decision in answers], bool(passing), rate),
        refuses_some=len(first) > 1 and Outcome.DENY in first,
        rate=rate,
        fits=_passes_fitting(tool, calls, passing),
        calls=len(calls),
    )


def _passes_fitting(tool: Tool, calls: list[Any], passing: list[Any]) -> bool | None:
    if not passing or len(passing) == len(calls):
        return True
    if any(_fits(tool.schema, call) for call in passing):
        return True
    return False if any(_fits(tool.schema, call) for call in calls) else None


def _kind(answers: list[Decision], some_pass: bool, rate: tuple[int, int] | None) -> str:
    if any(decision.hidden for decision in answers):
        return "hidden" if all(decision.hidden for decision in answers) else "mixed"
    outcomes = {decision.outcome for decision in answers}
    if outcomes == {Outcome.DENY}:
        return "denied"
    if Outcome.REQUIRE_APPROVAL in outcomes:
        return "asked" if Outcome.ALLOW not in outcomes and some_pass else "mixed"
    if outcomes == {Outcome.ALLOW, Outcome.DENY}:
        return "checked"
    return "limited" if rate else "open"


def _rate(policy: Policy, name: str, call: Mapping[str, Any]) -> tuple[int, int] | None:
    """Repeat a call until it is denied, counting as its decisions say."""
    used: dict[Any, Any] = {}
    for count in range(_MOST_CALLS):
        decision = evaluate(policy, name, call, used, approved=True)
        if decision.outcome is not Outcome.ALLOW:
            (window,) = {key.window for key in used}
            return count, window
        if not decision.reservations:
            return None
        for held in decision.reservations:
            used[held.counter] = used.get(held.counter, 0) + held.amount
    return None


def calls_of(document: Mapping[str, Any], tool: Tool) -> Iterator[Mapping[str, Any]]:
    """Yield calls with nothing, with everything, and with each guarded argument in many ways."""
    whole = tool.schema if isinstance(tool.schema, Mapping) else {}
    base = sample({**whole, "type": "object"}, whole=whole)
    yield {}
    yield base
    rule = document.get("tools", {}).get(tool.name)
    conditions = _conditions(rule) if isinstance(rule, Mapping) else {}
    if not conditions:
        return
    good = base
    for path, those in conditions.items():
        good = _mended(rule, tool, whole, good, path, those)
    bare = good
    yield good
    yield sample({**whole, "type": "object"}, whole=whole, full=True)
    for path, those in conditions.items():
        steps = steps_of(path)
        bare = without(bare, steps)
        yield without(good, steps)
        for value in values_for(those):
            yield placed(whole, good, steps, value, whole=whole)
            yield _raw(good, steps, value)
    yield bare


def _conditions(rule: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for each in (*rule.get("require", ()), *rule.get("deny_if", ())):
        for condition in each.get("conditions", ()):
            found.setdefault(condition["path"], []).append(condition)
    for limit in rule.get("limits", ()):
        if "increment_from" in limit:
            found.setdefault(limit["increment_from"], [])
    return found


def _mended(
    rule: Mapping[str, Any],
    tool: Tool,
    whole: Mapping[str, Any],
    call: Mapping[str, Any],
    path: str,
    those: list[Mapping[str, Any]],
) -> Mapping[str, Any]:
    """Return the call with a value at the path that the rules about this path let through."""
    about = {
        part: [each for each in rule.get(part, ()) if _is_about(each, path)]
        for part in ("require", "deny_if")
    }
    policy = load({"version": "1", "default": "allow", "tools": {tool.name: about}})
    candidates = [
        call,
        *(placed(whole, call, steps_of(path), v, whole=whole) for v in values_for(those)),
    ]
    passing = [each for each in candidates if _allows(policy, tool.name, each)][:_CANDIDATES]
    fitting = (each for each in passing if _fits(tool.schema, each))
    return next(fitting, passing[0] if passing else call)


def _is_about(rule: Mapping[str, Any], path: str) -> bool:
    return any(condition["path"] == path for condition in rule.get("conditions", ()))


def _allows(policy: Policy, name: str, call: Mapping[str, Any]) -> bool:
    return evaluate(policy, name, call).outcome is Outcome.ALLOW


def _raw(call: Mapping[str, Any], steps: tuple[str | int, ...], value: Any) -> Mapping[str, Any]:
    """Return the call with a value at its first step, whatever the schema wants there."""
    return {**call, str(steps[0]): value}


def _fits(schema: Any, call: Mapping[str, Any]) -> bool:
    if not isinstance(schema, Mapping):
        return True
    try:
        # An empty registry: nothing is ever fetched, wherever a schema points.
        validator = jsonschema.Draft202012Validator(schema, registry=Registry())
        return validator.is_valid(call)
    except Exception:  # a schema that cannot be used refuses no call
        return True
