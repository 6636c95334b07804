"""Hidden instructions are found, and ordinary guidance is left alone."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from classifier import RiskLevel, Signal, classify, parse_definition

_CASES = Path(__file__).parent / "cases"


def _read(name: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = yaml.safe_load((_CASES / name).read_text("utf-8"))
    return listed


@pytest.mark.parametrize("raw", _read("hidden.yaml"), ids=lambda raw: str(raw["description"])[:40])
def test_hidden_instructions_lift_to_critical(raw: dict[str, Any]) -> None:
    verdict = classify(parse_definition(raw))
    assert Signal.HIDDEN_INSTRUCTIONS in verdict.signals
    assert verdict.risk is RiskLevel.CRITICAL


@pytest.mark.parametrize("raw", _read("hidden_missed.yaml"), ids=lambda raw: str(raw["name"]))
def test_known_miss_is_still_one(raw: dict[str, Any]) -> None:
    found = classify(parse_definition(raw)).signals
    assert Signal.HIDDEN_INSTRUCTIONS not in found, "found now: move it to hidden.yaml"


@pytest.mark.parametrize("raw", _read("benign.yaml"), ids=lambda raw: str(raw["name"]))
def test_ordinary_guidance_is_no_hidden_instruction(raw: dict[str, Any]) -> None:
    assert Signal.HIDDEN_INSTRUCTIONS not in classify(parse_definition(raw)).signals
