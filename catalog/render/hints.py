"""Declared annotations beside those that the verdict derives, and the patch between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.entry import ToolEntry
from catalog.render.words import Words
from classifier import Category, Contradiction, Signal, Verdict

_OUTSIDE = frozenset({Signal.URL_INPUT, Signal.EXTERNAL_SEND, Signal.UNTRUSTED_CONTENT})


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


def annotation_patch(found: tuple[Hint, ...]) -> Mapping[str, Any] | None:
    """Return the JSON merge patch that makes the annotations say what the verdict says."""
    changed = {hint.name: hint.derived for hint in found if _differs(hint)}
    return {"annotations": changed} if changed else None


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
        derived=contradiction.derived if contradiction else _derived(tool.verdict, name),
        contradiction=contradiction,
    )


def _derived(verdict: Verdict, name: str) -> bool | None:
    if verdict.needs_review:
        return None
    is_reading = verdict.category is Category.READ
    if name == "readOnlyHint":
        return is_reading
    # Whether a Write or Execute tool only adds is not decided by its category, and MCP gives
    # the hint no meaning for a tool that only reads.
    if name == "destructiveHint" and verdict.category is Category.DESTRUCTIVE:
        return True
    if name == "openWorldHint" and _OUTSIDE.intersection(verdict.signals):
        return True
    return None
