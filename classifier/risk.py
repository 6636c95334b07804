"""Derive the risk from the category, the signals and what confines the tool, step by step."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from classifier.rule import Modifier
from classifier.taxonomy import BASE_RISK, Category, RiskLevel, Signal
from classifier.verdict import RiskStep


@dataclass(frozen=True, slots=True)
class Shift:
    """One reason to move the risk."""

    change: int
    reason: str


_IRREVERSIBLE = (Category.DESTRUCTIVE, Category.FINANCIAL)
_CONFINED: Mapping[Modifier, tuple[tuple[Category, ...], str]] = {
    Modifier.DRAFT: (_IRREVERSIBLE, "The definition confines the call to a draft."),
    Modifier.SANDBOX: (
        (*_IRREVERSIBLE, Category.EXECUTE),
        "The definition confines the call to a sandbox.",
    ),
    Modifier.TEST_MODE: (_IRREVERSIBLE, "The definition confines the call to a test mode."),
    Modifier.SESSION: (_IRREVERSIBLE, "The definition confines the call to a session."),
    Modifier.PREPARED_ONLY: (
        (Category.FINANCIAL,),
        "The call only prepares the transaction; it does not carry it out.",
    ),
    Modifier.PAGE: ((Category.EXECUTE,), "The definition confines the call to a page."),
    Modifier.PREDEFINED_JOB: (
        (Category.EXECUTE,),
        "The call runs a predefined job and takes no free-form input.",
    ),
}
_FREE_FORM = (Modifier.PREDEFINED_JOB, Modifier.PAGE)
"""What is no confinement where an argument carries code."""


def risk_steps(
    category: Category,
    *,
    signals: Collection[Signal],
    modifiers: Collection[Modifier],
    needs_review: bool,
) -> tuple[RiskStep, ...]:
    """Return the base and every step from it; the level of the last is the risk."""
    level = BASE_RISK[category]
    steps = [RiskStep(0, level, f"{category} tools start at {level}.")]
    confined = _confinement(category, signals, modifiers)
    shifts = [*_up(category, signals, modifiers, is_confined=confined is not None)]
    if confined is not None:
        shifts.append(confined)
    for shift in shifts:
        moved = level.shifted(shift.change)
        if moved is not level:
            level = moved
            steps.append(RiskStep(shift.change, level, shift.reason))
    steps += _lifts(level, signals, needs_review=needs_review)
    return tuple(steps)


def _up(
    category: Category,
    signals: Collection[Signal],
    modifiers: Collection[Modifier],
    *,
    is_confined: bool,
) -> Iterator[Shift]:
    """Yield at most one shift: TAXONOMY.md moves a tool up one level, however many reasons."""
    reasons = {
        Category.READ: _read_reasons,
        Category.WRITE: _write_reasons,
        Category.EXECUTE: _execute_reasons,
    }.get(category)
    if reasons is None:
        return
    found = list(reasons(signals, modifiers, is_confined))
    if found:
        yield Shift(1, " ".join(found))


def _read_reasons(
    signals: Collection[Signal], modifiers: Collection[Modifier], is_confined: bool
) -> Iterator[str]:
    if Signal.SECRETS in signals:
        yield "It reads or takes credentials."
    if Signal.URL_INPUT in signals and Modifier.FIXED_HOST not in modifiers:
        yield "It fetches a URL that is free to reach any host."
    if Signal.PRIVATE_DATA in signals and Signal.BULK in signals:
        yield "It returns private data in bulk."


def _write_reasons(
    signals: Collection[Signal], modifiers: Collection[Modifier], is_confined: bool
) -> Iterator[str]:
    if Signal.PRIVILEGE in signals:
        yield "It changes who may do what."
    if Signal.EXTERNAL_SEND in signals and Signal.BULK in signals:
        yield "It sends to many outside at once."
    if Signal.SECRETS in signals:
        yield "It changes or takes credentials."


def _execute_reasons(
    signals: Collection[Signal], modifiers: Collection[Modifier], is_confined: bool
) -> Iterator[str]:
    if Signal.FREEFORM_CODE in signals and not is_confined:
        yield "An argument carries free-form code that the definition does not confine."


def _confinement(
    category: Category, signals: Collection[Signal], modifiers: Collection[Modifier]
) -> Shift | None:
    for modifier, (categories, reason) in _CONFINED.items():
        if modifier in modifiers and category in categories:
            if modifier in _FREE_FORM and Signal.FREEFORM_CODE in signals:
                continue
            return Shift(-1, reason)
    return None


def _lifts(
    level: RiskLevel, signals: Collection[Signal], *, needs_review: bool
) -> Iterator[RiskStep]:
    if Signal.HIDDEN_INSTRUCTIONS in signals:
        if level is not RiskLevel.CRITICAL:
            reason = "The definition tries to steer the model beyond this tool's own use."
            yield RiskStep(RiskLevel.CRITICAL.rank - level.rank, RiskLevel.CRITICAL, reason)
    elif needs_review and level is RiskLevel.LOW:
        reason = "The definition does not surely say what the tool does, and unknown is not low."
        yield RiskStep(1, RiskLevel.MEDIUM, reason)
