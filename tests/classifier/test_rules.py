"""Every rule that ships passes every check, its own examples among them."""

import pytest

from classifier.lint import CHECKS, lint
from classifier.rule import Modifier
from classifier.ruleset import default_ruleset
from classifier.taxonomy import Category, Signal


def test_no_rule_has_a_complaint() -> None:
    complaints = lint(default_ruleset())
    assert not complaints, "\n".join(
        f"{c.rule}: {c.problem}: {c.recommendation}" for c in complaints
    )


def test_there_are_rules_enough() -> None:
    assert len(default_ruleset().rules) >= 90


@pytest.mark.parametrize("category", Category)
def test_every_category_has_rules(category: Category) -> None:
    assert any(rule.category is category for rule in default_ruleset().rules)


@pytest.mark.parametrize("signal", Signal)
def test_every_signal_has_rules(signal: Signal) -> None:
    assert any(rule.signal is signal for rule in default_ruleset().rules)


@pytest.mark.parametrize("modifier", Modifier)
def test_every_modifier_has_rules(modifier: Modifier) -> None:
    assert any(rule.modifier is modifier for rule in default_ruleset().rules)


def test_every_check_has_a_name_and_a_recommendation() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    assert all(check.recommendation.endswith(".") for check in CHECKS)
