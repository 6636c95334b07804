"""The rules read definitions in other languages than English too."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from classifier import parse_definition
from classifier.deciding import decide
from classifier.features import read_features
from classifier.ruleset import default_ruleset

_CASES = yaml.safe_load((Path(__file__).parent / "cases/languages.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", _CASES, ids=lambda case: f"{case['name']}: {case['description']}")
def test_category_is_read_out_of_another_language(case: dict[str, Any]) -> None:
    definition = {key: value for key, value in case.items() if key != "want"}
    features = read_features(parse_definition(definition), default_ruleset().lexicon)
    assert decide(default_ruleset().fired(features)).category == case["want"]
