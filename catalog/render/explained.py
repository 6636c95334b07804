"""Which attack patterns and rules have a page that explains them."""

from functools import cache

from catalog.entry.attacks import attack_patterns
from catalog.render.address import attack_page, rule_page
from classifier.ruleset import default_ruleset


def attack_page_of(identity: str) -> str | None:
    """Return the page of an attack pattern, or None where it has none."""
    return attack_page(identity) if identity in _attacks() else None


def rule_page_of(rule: str) -> str | None:
    """Return the page of a rule of the classifier; None for other evidence, such as a model's."""
    return rule_page(rule) if rule in _rules() else None


@cache
def _attacks() -> frozenset[str]:
    return frozenset(pattern.id for pattern in attack_patterns())


@cache
def _rules() -> frozenset[str]:
    return frozenset(rule.id for rule in default_ruleset().rules)
