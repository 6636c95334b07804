"""The risk is derived by the steps of the taxonomy, each with its reason."""

import itertools

import pytest

from classifier import Category, RiskLevel, Signal
from classifier.risk import risk_steps
from classifier.rule import Modifier

_LOW, _MEDIUM, _HIGH, _CRITICAL = RiskLevel
_S = Signal
_M = Modifier

_CASES = [
    ("read", Category.READ, [], [], _LOW),
    ("write", Category.WRITE, [], [], _MEDIUM),
    ("execute", Category.EXECUTE, [], [], _HIGH),
    ("destructive", Category.DESTRUCTIVE, [], [], _CRITICAL),
    ("financial", Category.FINANCIAL, [], [], _CRITICAL),
    ("read with secrets", Category.READ, [_S.SECRETS], [], _MEDIUM),
    ("read from any host", Category.READ, [_S.URL_INPUT], [], _MEDIUM),
    ("read from a fixed host", Category.READ, [_S.URL_INPUT], [_M.FIXED_HOST], _LOW),
    ("private data", Category.READ, [_S.PRIVATE_DATA], [], _LOW),
    ("private data in bulk", Category.READ, [_S.PRIVATE_DATA, _S.BULK], [], _MEDIUM),
    ("two reasons are one step", Category.READ, [_S.SECRETS, _S.URL_INPUT], [], _MEDIUM),
    ("write rights", Category.WRITE, [_S.PRIVILEGE], [], _HIGH),
    ("send to one", Category.WRITE, [_S.EXTERNAL_SEND], [], _MEDIUM),
    ("send to many", Category.WRITE, [_S.EXTERNAL_SEND, _S.BULK], [], _HIGH),
    ("write secrets", Category.WRITE, [_S.SECRETS], [], _HIGH),
    ("run any code", Category.EXECUTE, [_S.FREEFORM_CODE], [], _CRITICAL),
    ("run code in a sandbox", Category.EXECUTE, [_S.FREEFORM_CODE], [_M.SANDBOX], _MEDIUM),
    ("run code on a page", Category.EXECUTE, [_S.FREEFORM_CODE], [_M.PAGE], _CRITICAL),
    ("click on a page", Category.EXECUTE, [], [_M.PAGE], _MEDIUM),
    ("run a known job", Category.EXECUTE, [], [_M.PREDEFINED_JOB], _MEDIUM),
    ("delete a draft", Category.DESTRUCTIVE, [], [_M.DRAFT], _HIGH),
    ("pay in test mode", Category.FINANCIAL, [], [_M.TEST_MODE], _HIGH),
    ("prepare a payment", Category.FINANCIAL, [], [_M.PREPARED_ONLY], _HIGH),
    ("two confinements are one step", Category.DESTRUCTIVE, [], [_M.DRAFT, _M.SESSION], _HIGH),
    ("a draft does not lower a write", Category.WRITE, [], [_M.DRAFT], _MEDIUM),
    ("hidden instructions", Category.READ, [_S.HIDDEN_INSTRUCTIONS], [], _CRITICAL),
    ("hidden in a draft", Category.DESTRUCTIVE, [_S.HIDDEN_INSTRUCTIONS], [_M.DRAFT], _CRITICAL),
]


@pytest.mark.parametrize(
    ("category", "signals", "modifiers", "want"),
    [case[1:] for case in _CASES],
    ids=[case[0] for case in _CASES],
)
def test_risk_follows_the_taxonomy(
    category: Category, signals: list[Signal], modifiers: list[Modifier], want: RiskLevel
) -> None:
    steps = risk_steps(category, signals=signals, modifiers=modifiers, needs_review=False)
    assert steps[-1].level is want
    assert all(step.reason.endswith(".") for step in steps)
    ranks = [step.level.rank for step in steps]
    changes = [after - before for before, after in itertools.pairwise(ranks)]
    assert [step.change for step in steps[1:]] == changes


def test_unknown_is_not_low() -> None:
    steps = risk_steps(Category.READ, signals=[], modifiers=[], needs_review=True)
    assert steps[-1].level is RiskLevel.MEDIUM
    assert "unknown is not low" in steps[-1].reason


def test_unknown_does_not_lift_what_is_not_low() -> None:
    steps = risk_steps(Category.WRITE, signals=[], modifiers=[], needs_review=True)
    assert steps[-1].level is RiskLevel.MEDIUM
