"""Definitions in other languages than English are read too."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from classifier import classify, parse_definition

_CASES = yaml.safe_load((Path(__file__).parent / "cases/languages.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", _CASES, ids=lambda case: f"{case['name']}: {case['description']}")
def test_category_is_read_out_of_another_language(case: dict[str, Any]) -> None:
    definition = {key: value for key, value in case.items() if key != "want"}
    assert classify(parse_definition(definition)).category == case["want"]
