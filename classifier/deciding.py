"""Decide the category from the rules that fired."""

from enum import StrEnum
from typing import NamedTuple

from classifier.rule import Modifier
from classifier.ruleset import Fired
from classifier.taxonomy import Category

CLOSE = 10
"""A category whose strongest rule is at most this much weaker contests the decision."""


class Situation(StrEnum):
    """How clear a decision was; precision is measured for each."""

    BACKED = "backed"
    """Several rules say the same and none close to it says otherwise."""
    ALONE = "alone"
    CONTESTED = "contested"
    """A rule for another category is close."""
    UNDECIDED = "undecided"
    """No rule says anything about the category."""


class Decision(NamedTuple):
    """The category, and what it rests on."""

    category: Category
    runner_up: Category
    situation: Situation
    deciding: Fired | None
    """None where nothing decided."""
    contender: Fired | None
    """The strongest rule for the runner-up."""
    supporting: tuple[Fired, ...]
    """All rules for the category, the deciding one first."""

    @property
    def is_tied(self) -> bool:
        """Whether the strongest rule for the runner-up is as strong as the deciding one."""
        if self.deciding is None or self.contender is None:
            return False
        return self.deciding.strength == self.contender.strength


def decide(fired: tuple[Fired, ...]) -> Decision:
    """Let the strongest rule decide, and of equals the one for the worse category."""
    ranked = sorted(
        (one for one in fired if one.rule.category is not None),
        key=lambda one: (-one.strength, _category(one).precedence, one.rule.id),
    )
    if not ranked:
        return _undecided()
    best = ranked[0]
    category = _category(best)
    contender = next((one for one in ranked if _category(one) is not category), None)
    supporting = tuple(one for one in ranked if _category(one) is category)
    return Decision(
        category=category,
        runner_up=_category(contender) if contender else _neighbour(category),
        situation=_situation(best, contender, supporting),
        deciding=best,
        contender=contender,
        supporting=supporting,
    )


def modifiers_of(fired: tuple[Fired, ...]) -> dict[Modifier, Fired]:
    """Return the first rule that fired for each modifier."""
    found: dict[Modifier, Fired] = {}
    for one in fired:
        if one.rule.modifier is not None:
            found.setdefault(one.rule.modifier, one)
    return found


def _undecided() -> Decision:
    return Decision(Category.READ, Category.WRITE, Situation.UNDECIDED, None, None, ())


def _situation(best: Fired, contender: Fired | None, supporting: tuple[Fired, ...]) -> Situation:
    if contender and best.strength - contender.strength <= CLOSE:
        return Situation.CONTESTED
    return Situation.BACKED if len(supporting) > 1 else Situation.ALONE


def _category(one: Fired) -> Category:
    if one.rule.category is None:
        raise ValueError(f"{one.rule.id} concludes no category")
    return one.rule.category


def _neighbour(category: Category) -> Category:
    return Category.READ if category is Category.WRITE else Category.WRITE
