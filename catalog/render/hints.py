"""Declared annotations beside those that the verdict derives, and the patch between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.entry import ToolEntry
from catalog.entry.wording import listed
from catalog.render.words import Words
from classifier import Category, Contradiction, Signal, Verdict
from classifier.combining import CERTAIN
from classifier.saving import may_save
from classifier.tokens import split_name

_OUTSIDE = frozenset({Signal.URL_INPUT, Signal.EXTERNAL_SEND, Signal.UNTRUSTED_CONTENT})
# destructiveHint means "not only additive": what runs or moves money is bound to no such promise.
_ADDING = frozenset({"add", "create", "draft", "generate", "issue", "place", "prepare", "submit"})
"""Verbs of a Financial tool that may only add, such as an invoice."""
_STRICTER = {
    "readOnlyHint": False,
    "destructiveHint": True,
    "idempotentHint": False,
    "openWorldHint": True,
}
"""The value of each annotation that claims less."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One annotation: what is declared, what holds without it, and what the verdict says."""

    name: str
    asks: str
    declared: bool | None
    """None where the server declared nothing."""
    absent: bool
    """What MCP assumes where nothing is declared."""
    derived: bool | None
    """None where the verdict does not decide it."""
    contradiction: Contradiction | None


def hints(tool: ToolEntry, words: Words) -> tuple[Hint, ...]:
    """Return every annotation that says what a tool may do."""
    return tuple(_hint(tool, name, words) for name in words.hint)


def annotation_patch(found: tuple[Hint, ...], verdict: Verdict) -> Mapping[str, Any] | None:
    """Return the JSON merge patch that makes the annotations say what the verdict says.

    One that would loosen an annotation is offered only where the verdict is certain.
    """
    is_certain = not verdict.needs_review and verdict.confidence > CERTAIN
    changed = {
        hint.name: hint.derived
        for hint in found
        if _differs(hint) and (is_certain or hint.derived is _STRICTER[hint.name])
    }
    return {"annotations": changed} if changed else None


def unsettled(found: tuple[Hint, ...]) -> str | None:
    """Return one sentence about the annotations that the definition does not settle."""
    names = [f"{each.name} ({_claim(each)})" for each in found if each.derived is None]
    return f"The definition does not settle {listed(names)}." if names else None


def _claim(hint: Hint) -> str:
    if hint.declared is None:
        return f"not declared, and MCP then assumes {str(hint.absent).lower()}"
    return f"declared {str(hint.declared).lower()}"


def _differs(hint: Hint) -> bool:
    holds = hint.absent if hint.declared is None else hint.declared
    return hint.derived is not None and hint.derived is not holds


def _hint(tool: ToolEntry, name: str, words: Words) -> Hint:
    found = (item for item in tool.verdict.contradictions if item.annotation == name)
    contradiction = next(found, None)
    return Hint(
        name=name,
        asks=words.hint[name]["asks"],
        declared=tool.definition.hint(name),
        absent=words.hint[name]["absent"],
        derived=contradiction.derived if contradiction else _derived(tool, name),
        contradiction=contradiction,
    )


def _derived(tool: ToolEntry, name: str) -> bool | None:
    verdict = tool.verdict
    if verdict.needs_review:
        return None
    if name == "readOnlyHint":
        if verdict.category is not Category.READ:
            return False
        # What may save a file where the caller says so is no mere reader for its author to mend.
        return None if may_save(tool.definition) else True
    if name == "destructiveHint" and _does_more_than_add(tool):
        return True
    if name == "openWorldHint" and _OUTSIDE.intersection(verdict.signals):
        return True
    return None


def _does_more_than_add(tool: ToolEntry) -> bool:
    """Tell whether the verdict settles it; MCP gives the hint no meaning for a mere reader."""
    verdict = tool.verdict
    if verdict.category is Category.FINANCIAL:
        return _ADDING.isdisjoint(token.word for token in split_name(tool.name))
    if verdict.category in (Category.DESTRUCTIVE, Category.EXECUTE):
        return True
    return verdict.category is Category.WRITE and Signal.OVERWRITES in verdict.signals
