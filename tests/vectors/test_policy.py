"""The shared cases as the Python engine decides them; the browser runs the same file."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SPEC = importlib.util.spec_from_file_location("policy_vectors", HERE / "generate.py")
assert SPEC is not None and SPEC.loader is not None
generate = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(generate)
CASES: list[dict[str, Any]] = json.loads(generate.FILE.read_text("utf-8"))["cases"]


def test_the_file_is_what_the_generator_writes() -> None:
    assert generate.FILE.read_text("utf-8") == generate.vectors(), "run tests/vectors/generate.py"


def test_the_cases_reach_every_outcome_and_every_standing() -> None:
    calls = [call for case in CASES for call in case.get("calls", ())]
    assert {call["outcome"] for call in calls} == {"allow", "deny", "require_approval"}
    assert any(call["hidden"] for call in calls) and any(call["reserves"] for call in calls)
    standings = {
        name for case in CASES if case["valid"] for name, held in case["effect"].items() if held
    }
    assert standings == {"hidden", "denied", "asked", "checked", "limited", "open"}
    assert {case["valid"] for case in CASES} == {True, False}


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_python_decides_as_the_file_says(case: dict[str, Any]) -> None:
    calls = [
        {key: call[key] for key in ("tool", "arguments", "counters", "approved")}
        for call in case.get("calls", ())
    ]
    assert generate.expected(case["policy"], calls) == case
