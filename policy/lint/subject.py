"""What is linted: a policy, the tools it is for, and what was noted when it was written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from classifier import Definition, Verdict
from policy.claim import Standing, standing
from policy.document import HIDE_ALL, Action, Condition, Policy, Rule
from policy.inputs import Input, Presence, input_at
from policy.pointer import below

Pair = tuple[Definition, Verdict]


@dataclass(frozen=True)
class Subject:
    """A policy beside the tools of its server."""

    policy: Policy
    pairs: tuple[Pair, ...]
    digests: Mapping[str, str] | None = None
    """Digests by tool as the lock file notes them; None where there is none."""

    @cached_property
    def named(self) -> Mapping[str, tuple[Pair, ...]]:
        """The tools by name; a server may list a name twice."""
        found: dict[str, tuple[Pair, ...]] = {}
        for pair in self.pairs:
            found[pair[0].name] = (*found.get(pair[0].name, ()), pair)
        return found

    @cached_property
    def standings(self) -> Mapping[str, Standing]:
        """What the policy leaves of each tool of the server."""
        return {name: standing(self.policy, name) for name in self.named}

    def rules(self) -> Iterator["PlacedRule"]:
        """Yield every rule that a call can come to, with its tool."""
        for tool, entry in self.policy.tools.items():
            if self.is_read(tool):
                for place in ("require", "deny_if"):
                    for rule in getattr(entry, place):
                        yield PlacedRule(self, tool, place, rule)

    def is_read(self, tool: str) -> bool:
        """Tell whether the rules under the entry of a tool are ever looked at."""
        hidden = tool in self.policy.hide or HIDE_ALL in self.policy.hide
        entry = self.policy.tools.get(tool)
        return not hidden and entry is not None and entry.action is not Action.DENY

    def input_of(self, tool: str, steps: Any) -> Input:
        """Tell what the schemas of a tool say of a path; nothing where the tool is not known."""
        pairs = self.named.get(tool, ())
        inputs = [input_at(definition.input_schema, steps) for definition, _ in pairs]
        possible = [each for each in inputs if each.presence is not Presence.IMPOSSIBLE]
        if len(possible) == 1:
            return possible[0]
        if inputs and not possible:
            return inputs[0]
        return _merged(possible) if possible else input_at(None, steps)


@dataclass(frozen=True)
class PlacedRule:
    """A rule of a policy, its tool and the list it stands in."""

    subject: Subject
    tool: str
    place: str
    """`require` or `deny_if`."""
    rule: Rule
    inputs: dict[str, Input] = field(default_factory=dict, compare=False, repr=False)

    def input_of(self, condition: Condition) -> Input:
        """Tell what the schema says of the argument of a condition."""
        if condition.path not in self.inputs:
            self.inputs[condition.path] = self.subject.input_of(self.tool, condition.steps)
        return self.inputs[condition.path]

    def pointer_of(self, condition: Condition) -> str:
        """Return the pointer of a condition of this rule."""
        at = next(at for at, each in enumerate(self.rule.conditions) if each is condition)
        return below(self.rule.pointer, "conditions", at)


def entry_pointer(tool: str) -> str:
    """Return the pointer of the entry of a tool."""
    return below("/tools", tool)


def governing_pointer(policy: Policy, tool: str) -> str:
    """Return the pointer of what places a tool: its entry, that of `hide`, or the default."""
    hidden = policy.hide.get(tool) or policy.hide.get(HIDE_ALL)
    if hidden is not None:
        return hidden
    return entry_pointer(tool) if tool in policy.tools else policy.other.pointer


def _merged(inputs: list[Input]) -> Input:
    is_declared = all(each.presence is Presence.DECLARED for each in inputs)
    return Input(
        Presence.DECLARED if is_declared else Presence.OPEN,
        any(each.can_omit for each in inputs),
        any(each.is_within_array for each in inputs),
        tuple(node for each in inputs for node in each.nodes),
    )
