"""Whether the rules for a tool narrow what it does, rather than look at something else."""

from policy.document import Condition, Operator
from policy.inputs import Presence
from policy.lint.firing import Firing, firing_of
from policy.lint.subject import PlacedRule, Subject

_PRESENCE = frozenset({Operator.EXISTS, Operator.NOT_EXISTS})


def is_narrowed(subject: Subject, tool: str, carriers: tuple[str, ...] = ()) -> bool:
    """Tell whether a rule denies calls of `tool` by an argument that its schema names.

    `carriers` are the arguments that count; without them every one does.
    """
    placed = (each for each in subject.rules() if each.tool == tool)
    return any(_narrows(each, carriers) for each in placed)


def is_capped(subject: Subject, tool: str) -> bool:
    """Tell whether a limit adds up an argument that the schema of `tool` names."""
    limits = subject.policy.tools.get(tool, subject.policy.other).limits
    return any(
        limit.increment_from is not None and _is_named(subject, tool, limit.steps)
        for limit in limits
    )


def _narrows(placed: PlacedRule, carriers: tuple[str, ...]) -> bool:
    firing = firing_of(placed)
    if firing is not Firing.SOMETIMES:
        return firing is Firing.ALWAYS
    conditions = placed.rule.conditions
    if placed.place == "require":
        return any(_bears_on(each, carriers) and each.op not in _PRESENCE for each in conditions)
    # All conditions have to hold for a denial, and nothing that is not there does.
    is_real = all(_is_named(placed.subject, placed.tool, each.steps) for each in conditions)
    return is_real and any(_bears_on(each, carriers) for each in conditions)


def _bears_on(condition: Condition, carriers: tuple[str, ...]) -> bool:
    return not carriers or condition.steps[0] in carriers


def _is_named(subject: Subject, tool: str, steps: tuple[object, ...]) -> bool:
    pairs = subject.named.get(tool, ())
    if all(definition.input_schema is None for definition, _ in pairs):
        return True
    return subject.input_of(tool, steps).presence is Presence.DECLARED
