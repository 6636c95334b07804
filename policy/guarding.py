"""The conditions that a recommendation sets on arguments.

A check on an argument that every valid call has is a `require` rule. On one that may be
omitted or null it is a `deny_if` rule that looks at the argument where it is given: then a
call without it passes, and no call can pass a value that fails the check. Within an array of
objects the rule looks at every element.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from classifier import Definition, Verdict
from policy.controls import Check, Controls, Guard, Money, Unit
from policy.parameters import Parameter, name_words, parameters_of, words_of

_TEXTS = frozenset({"string", "array of string", "null"})
_NUMBERS = frozenset({"number", "integer", "array of number", "array of integer", "null"})
_ALWAYS_THERE = (frozenset({"string"}), frozenset({"number"}), frozenset({"integer"}))

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules for one tool, as a document writes them."""

    require: list[Json] = field(default_factory=list)
    deny_if: list[Json] = field(default_factory=list)

    def add(self, other: "Rules") -> None:
        """Take in the rules of `other`."""
        self.require.extend(other.require)
        self.deny_if.extend(other.deny_if)


def guards_for(controls: Controls, definition: Definition, verdict: Verdict) -> Rules:
    """Return the rules that the signals of the verdict call for."""
    rules = Rules()
    parameters = parameters_of(definition)
    tool_words = words_of(definition)
    guarded: set[str] = set()
    for guard in controls.guards:
        if guard.not_tools & name_words(definition.name):
            continue
        for parameter in _candidates(parameters, verdict, guard):
            if parameter.path not in guarded and _fits(guard, parameter, tool_words):
                guarded.add(parameter.path)
                rules.add(_checked(parameter, guard.must, guard.must_not))
    return rules


def caps_for(controls: Controls, definition: Definition) -> Rules:
    """Return the rules that cap the amounts of money a call can name; empty where it has none."""
    rules = Rules()
    parameters = parameters_of(definition)
    capped: list[Parameter] = []
    for parameter in _amounts(controls, parameters):
        unit = _unit(controls, parameter)
        if unit.check is None or unit.cap is None:
            continue
        if parameter.types <= _TEXTS and (parameter.array is None or _is_sure(parameter)):
            rules.add(_checked(parameter, (unit.check,), ()))
        elif parameter.types <= _NUMBERS:
            rules.add(_capped(parameter, unit.cap, unit.check.on_deny))
        else:
            continue
        capped.append(parameter)
    rules.add(_demanded(controls.money, capped, parameters))
    return rules


def _demanded(money: Money, capped: list[Parameter], parameters: Iterable[Parameter]) -> Rules:
    """Refuse calls that give their size by what is not capped."""
    if not capped or any(each.array is not None or each.is_required for each in capped):
        return Rules()
    if not any(_is_size(money, each) for each in parameters if each not in capped):
        return Rules()
    absent: list[Json] = [{"path": each.path, "op": "not_exists"} for each in capped]
    return Rules(deny_if=[_rule(money.demanded, *absent)])


def _is_size(money: Money, parameter: Parameter) -> bool:
    is_value = bool(parameter.types - {"null"}) and (
        parameter.types <= _NUMBERS or parameter.types <= _TEXTS
    )
    if not is_value or not parameter.is_free:
        return False
    if parameter.words & money.sizes:
        return not parameter.words & money.not_sizes
    is_amount = any(parameter.words & names for names in money.names)
    return is_amount and not parameter.words & money.not_names


def _candidates(
    parameters: Iterable[Parameter], verdict: Verdict, guard: Guard
) -> Iterator[Parameter]:
    if guard.signal not in verdict.signals:
        return
    fields = [
        finding.field
        for shown, findings in verdict.signal_findings
        if shown is guard.signal
        for finding in findings
    ]
    for each in parameters:
        is_named = any(_is_within(path, each.field) for path in fields)
        is_told = bool(each.words & guard.names) or (is_named and bool(each.text & guard.texts))
        is_told = is_told or ((is_named or "name" in fields) and _is_end(guard, each))
        is_usable = each.is_free and _is_text(each) and (each.array is None or _is_sure(each))
        if is_usable and (is_told or each.format in guard.formats):
            yield each


def _is_end(guard: Guard, parameter: Parameter) -> bool:
    return bool(parameter.words & guard.ends) and not parameter.text & guard.not_texts


def _is_text(parameter: Parameter) -> bool:
    return bool(parameter.types - {"null"}) and parameter.types <= _TEXTS


def _is_sure(parameter: Parameter) -> bool:
    """Tell whether each element of the array has it: a rule cannot skip those without it."""
    return parameter.is_required and "null" not in parameter.types


def _is_within(path: str, field: str) -> bool:
    return path == field or path.startswith((f"{field}.", f"{field}["))


def _fits(guard: Guard, parameter: Parameter, tool_words: frozenset[str]) -> bool:
    if parameter.words & guard.not_names:
        return False
    if not guard.contexts or parameter.words & guard.certain:
        return True
    return bool(guard.contexts & (tool_words | parameter.text))


def _amounts(controls: Controls, parameters: tuple[Parameter, ...]) -> list[Parameter]:
    money = controls.money
    usable = [
        each
        for each in parameters
        if each.is_free
        and not each.words & money.not_names
        and each.types - {"null"}
        and (each.array is None or "null" not in each.types)
        and (each.types <= _NUMBERS or each.types <= _TEXTS)
    ]
    for names in money.names:
        if found := [each for each in usable if each.words & names]:
            return found
    return []


def _unit(controls: Controls, parameter: Parameter) -> Unit:
    words = parameter.words | parameter.text
    units = controls.money.units
    return next((unit for unit in units if unit.words & words), units[-1])


def _checked(parameter: Parameter, must: Iterable[Check], must_not: Iterable[Check]) -> Rules:
    rules = Rules()
    for check in must:
        if _is_always_there(parameter):
            rules.require.append(_rule(check.on_deny, _match(parameter, "regex", check)))
        else:
            rules.deny_if.append(_if_given(parameter, _match(parameter, "not_regex", check), check))
    for check in must_not:
        rules.deny_if.append(_if_given(parameter, _match(parameter, "regex", check), check))
    return rules


def _capped(parameter: Parameter, cap: int, on_deny: str) -> Rules:
    least = {"path": parameter.path, "op": "gte", "value": 0}
    most = {"path": parameter.path, "op": "lte", "value": cap}
    if _is_always_there(parameter):
        return Rules(require=[_rule(on_deny, least, most)])
    given = _given(parameter)
    return Rules(
        deny_if=[
            _rule(on_deny, given, least | {"op": "lt"}),
            _rule(on_deny, given, most | {"op": "gt"}),
        ]
    )


def _is_always_there(parameter: Parameter) -> bool:
    is_single = parameter.array is None and parameter.types in _ALWAYS_THERE
    return is_single and parameter.is_required


def _match(parameter: Parameter, op: str, check: Check) -> Json:
    return {"path": parameter.path, "op": op, "value": check.pattern}


def _if_given(parameter: Parameter, condition: Json, check: Check) -> Json:
    if _is_always_there(parameter):
        return _rule(check.on_deny, condition)
    return _rule(check.on_deny, _given(parameter), condition)


def _given(parameter: Parameter) -> Json:
    return {"path": parameter.array or parameter.path, "op": "exists"}


def _rule(on_deny: str, *conditions: Json) -> Json:
    return {"conditions": list(conditions), "on_deny": on_deny}
