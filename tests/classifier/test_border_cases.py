"""Every border case that the taxonomy decides gets the category it decides for."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from classifier import classify, parse_definition

_TABLE = yaml.safe_load((Path(__file__).parent / "cases/border_cases.yaml").read_text("utf-8"))
_EXPECTATIONS = ("want", "review", "signals", "risk")
_CASES = [
    pytest.param(case, id=f"{group['border'][:40]}: {case['name']}")
    for group in _TABLE
    for case in group["cases"]
]


@pytest.mark.parametrize("case", _CASES)
def test_border_case_is_decided_as_the_taxonomy_says(case: dict[str, Any]) -> None:
    definition = {key: value for key, value in case.items() if key not in _EXPECTATIONS}
    verdict = classify(parse_definition(definition))
    assert (verdict.category, verdict.needs_review) == (case["want"], case.get("review", False))
    assert set(case.get("signals", ())) <= set(verdict.signals)
    assert case.get("risk") in (None, verdict.risk)
