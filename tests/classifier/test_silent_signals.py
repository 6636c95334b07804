"""A signal stays silent where only its words are there."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from classifier import classify, parse_definition

_CASES = yaml.safe_load((Path(__file__).parent / "cases/silent_signals.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", _CASES, ids=lambda case: f"{case['silent']}: {case['name']}")
def test_signal_is_not_set(case: dict[str, Any]) -> None:
    definition = {key: value for key, value in case.items() if key != "silent"}
    assert case["silent"] not in classify(parse_definition(definition)).signals
