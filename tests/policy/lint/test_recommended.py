"""What is recommended for the demo server is found in order."""

from typing import Any

import pytest

from catalog.demo.definitions import declared
from classifier import classify, parse_definition
from policy import least_privilege, load, restrict
from policy.lint import Severity, lint

PAIRS = [(each, classify(each)) for each in map(parse_definition, declared())]
DOCUMENTS = [("least privilege", least_privilege(PAIRS))]
DOCUMENTS += [(f"restrict {pair[0].name}", restrict(*pair)) for pair in PAIRS]
BY_DESIGN = {"dangerous-allowed", "pass-through"}
"""A policy for one tool leaves the others as they are, and one that writes is not asked about."""


@pytest.mark.parametrize(("name", "document"), DOCUMENTS, ids=[name for name, _ in DOCUMENTS])
def test_recommended_document_has_no_error(name: str, document: dict[str, Any]) -> None:
    found = lint(load(document), PAIRS)
    assert [each for each in found if each.severity is Severity.ERROR] == []
    assert {each.id for each in found} <= BY_DESIGN


def test_least_privilege_leaves_only_tools_that_write() -> None:
    found = lint(load(least_privilege(PAIRS)), PAIRS)
    assert {each.id for each in found} <= {"dangerous-allowed"}
    risky = {definition.name for definition, verdict in PAIRS if verdict.category == "Write"}
    assert {each.tool for each in found} <= risky
