"""Checks on rules: the arguments they look at, and the calls they deny."""

from collections.abc import Iterator

from policy.argument import Step, write_path
from policy.claim import Standing
from policy.document import Condition, Operator, Rule
from policy.inputs import Input, Presence, names_at
from policy.lint.finding import Hit
from policy.lint.firing import Firing, covers, firing_of, grouped
from policy.lint.subject import PlacedRule, Subject, entry_pointer
from policy.lint.tool_checks import nearest
from policy.pointer import below

_CLOSED = frozenset({Standing.HIDDEN, Standing.DENIED})
_TEXTUAL = frozenset({Operator.STARTS_WITH, Operator.ENDS_WITH, Operator.REGEX, Operator.NOT_REGEX})
_ORDERED = frozenset({Operator.GT, Operator.GTE, Operator.LT, Operator.LTE})
_PARTIAL = frozenset({Operator.CONTAINS, Operator.NOT_CONTAINS})
_PRESENCE = frozenset({Operator.EXISTS, Operator.NOT_EXISTS})
_NEGATED = frozenset(
    {Operator.NE, Operator.NEQ, Operator.NOT_IN, Operator.NOT_CONTAINS, Operator.NOT_REGEX}
)


def impossible_paths(subject: Subject) -> Iterator[Hit]:
    """Find paths at which no call that fits the schema has a value."""
    return _paths(subject, Presence.IMPOSSIBLE)


def undeclared_paths(subject: Subject) -> Iterator[Hit]:
    """Find paths that the schema does not name, though it lets them pass."""
    return _paths(subject, Presence.OPEN)


def uncomparable(subject: Subject) -> Iterator[Hit]:
    """Find conditions whose operator cannot compare what the schema says the argument is."""
    for placed in subject.rules():
        for condition in placed.rule.conditions:
            types = placed.input_of(condition).types
            if types and not types & _compared(condition):
                facts = {
                    "op": condition.op.value,
                    "path": condition.path,
                    "types": " or ".join(sorted(types)),
                }
                at = placed.pointer_of(condition)
                yield Hit(at, facts, placed.tool, {"effect": _effect(placed)})


def avoidable(subject: Subject) -> Iterator[Hit]:
    """Find rules that a call avoids by leaving out an optional argument."""
    for placed in subject.rules():
        found = _avoided_by(placed)
        if found is not None and firing_of(placed) is not Firing.NEVER:
            facts = {"tool": placed.tool, "path": found.path}
            yield Hit(placed.rule.pointer, facts, placed.tool)


def always_firing(subject: Subject) -> Iterator[Hit]:
    """Find rules that deny every call, alone or with the other rules of `require`."""
    yield from _firing(subject, Firing.ALWAYS)
    for tool, entry in subject.policy.tools.items():
        if tool in subject.named and subject.is_read(tool) and len(entry.require) > 1:
            placed = [PlacedRule(subject, tool, "require", rule) for rule in entry.require]
            if all(firing_of(each) is not Firing.ALWAYS for each in placed):
                yield from _together(subject, tool)


def never_firing(subject: Subject) -> Iterator[Hit]:
    """Find rules that deny no call."""
    return _firing(subject, Firing.NEVER)


def subsumed(subject: Subject) -> Iterator[Hit]:
    """Find rules that another rule makes superfluous."""
    told: list[PlacedRule] = []
    for placed in subject.rules():
        other = next((each for each in _beside(placed) if _is_superfluous(placed, each)), None)
        if other is not None and firing_of(placed) is Firing.SOMETIMES:
            told.append(placed)
            yield Hit(placed.rule.pointer, {"other": other.pointer}, placed.tool)


def _paths(subject: Subject, presence: Presence) -> Iterator[Hit]:
    for tool, path, steps, pointer in _looked_at(subject):
        if _has_schema(subject, tool) and subject.input_of(tool, steps).presence is presence:
            near = _near(subject, tool, steps)
            facts = {"tool": tool, "path": path, "near": near or ""}
            yield Hit(pointer, facts, tool, {"hint": "near" if near else "unknown"})


def _looked_at(subject: Subject) -> Iterator[tuple[str, str, tuple[Step, ...], str]]:
    for placed in subject.rules():
        for condition in placed.rule.conditions:
            at = below(placed.pointer_of(condition), "path")
            yield placed.tool, condition.path, condition.steps, at
    for tool in dict.fromkeys((*subject.policy.tools, *subject.named)):
        is_called = subject.standings.get(tool) not in _CLOSED
        for limit in subject.policy.tools.get(tool, subject.policy.other).limits:
            if is_called and limit.increment_from is not None:
                at = below(limit.pointer, "increment_from")
                yield tool, limit.increment_from, limit.steps, at


def _has_schema(subject: Subject, tool: str) -> bool:
    pairs = subject.named.get(tool, ())
    return any(definition.input_schema is not None for definition, _ in pairs)


def _near(subject: Subject, tool: str, steps: tuple[Step, ...]) -> str | None:
    """Return the path that comes closest; None where none is close."""
    definition, _ = subject.named[tool][0]
    before: tuple[str, ...] = ()
    for step in steps:
        names = names_at(definition.input_schema, before)
        if not isinstance(step, str):
            return None
        if step not in names:
            close = nearest(step, list(names))
            return write_path(*before, close) if close else None
        before = (*before, step)
    return None


def _compared(condition: Condition) -> frozenset[str]:
    if condition.op in _ORDERED:
        return frozenset({"number", "integer", "array"})
    if condition.op in _TEXTUAL or condition.op in _PARTIAL:
        return frozenset({"string", "array"})
    return frozenset({"string", "number", "integer", "boolean", "null", "object", "array"})


def _effect(placed: PlacedRule) -> str:
    if placed.place == "require":
        return "every"
    return "together" if len(placed.rule.conditions) > 1 else "given"


def _avoided_by(placed: PlacedRule) -> Condition | None:
    for group in grouped(placed.rule.conditions).values():
        condition = group[0]
        if (
            _lets_missing_pass(placed, group)
            and not _asks_for_presence(placed.rule, condition)
            and _is_optional(placed.input_of(condition))
        ):
            return condition
    return None


def _lets_missing_pass(placed: PlacedRule, group: tuple[Condition, ...]) -> bool:
    met = [each.op in _NEGATED or each.op is Operator.NOT_EXISTS for each in group]
    return all(met) if placed.place == "require" else not all(met)


def _is_optional(found: Input) -> bool:
    is_there = found.presence is Presence.DECLARED and not found.is_within_array
    return is_there and found.can_omit


def _asks_for_presence(rule: Rule, condition: Condition) -> bool:
    """Tell whether the rule shows that it knows of calls without the argument."""
    return any(
        each.op in _PRESENCE and condition.steps[: len(each.steps)] == each.steps
        for each in rule.conditions
    )


def _firing(subject: Subject, firing: Firing) -> Iterator[Hit]:
    for placed in subject.rules():
        if placed.tool in subject.named and firing_of(placed) is firing:
            yield Hit(placed.rule.pointer, {"tool": placed.tool}, placed.tool)


def _together(subject: Subject, tool: str) -> Iterator[Hit]:
    rules = subject.policy.tools[tool].require
    pointer = below(entry_pointer(tool), "require")
    conditions = tuple(condition for rule in rules for condition in rule.conditions)
    joint = Rule(pointer, conditions, not conditions)
    if firing_of(PlacedRule(subject, tool, "require", joint)) is Firing.ALWAYS:
        yield Hit(pointer, {"tool": tool}, tool)


def _beside(placed: PlacedRule) -> Iterator[Rule]:
    entry = placed.subject.policy.tools[placed.tool]
    rules: tuple[Rule, ...] = getattr(entry, placed.place)
    yield from (rule for rule in rules if rule is not placed.rule)


def _is_superfluous(placed: PlacedRule, other: Rule) -> bool:
    beside = PlacedRule(placed.subject, placed.tool, placed.place, other)
    if not covers(beside, placed):
        return False
    # Of two rules that deny the same calls, the later one is superfluous.
    return not covers(placed, beside) or _index(other) < _index(placed.rule)


def _index(rule: Rule) -> int:
    return int(rule.pointer.rsplit("/", 1)[1])
