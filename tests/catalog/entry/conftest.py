import importlib.util
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from catalog.observation import Observation, Sandbox, Status
from classifier import (
    BASE_RISK,
    Category,
    Definition,
    Finding,
    RiskStep,
    Signal,
    Verdict,
    parse_definition,
)

SERVERS = Path(__file__).resolve().parents[2] / "servers"

MakeVerdict = Callable[..., Verdict]
MakeObservation = Callable[..., Observation]


def _evidence(definition: Definition, rule: str) -> Finding:
    end = len(definition.name)
    return Finding(rule, "name", 0, end, definition.name, "The name says it.")


@pytest.fixture
def make_verdict() -> MakeVerdict:
    """A verdict with evidence in the name; the real classifier is not asked."""

    def make(
        definition: Definition,
        category: Category = Category.READ,
        signals: Iterable[Signal] = (),
        *,
        needs_review: bool = False,
        lowered: bool = False,
    ) -> Verdict:
        shown = tuple((signal, (_evidence(definition, f"signal/{signal}"),)) for signal in signals)
        own = () if needs_review else (_evidence(definition, f"category/{category}"),)
        steps = [RiskStep(0, BASE_RISK[category], f"{category.value} starts here.")]
        if lowered:
            steps.append(RiskStep(-1, BASE_RISK[category].shifted(-1), "It is a draft only."))
        return Verdict(
            digest=definition.digest,
            classifier="test",
            category=category,
            risk=steps[-1].level,
            confidence=0.9,
            needs_review=needs_review,
            runner_up=Category.WRITE,
            why_not_runner_up="It changes nothing.",
            signals=tuple(signals),
            findings=own + tuple(found for _, findings in shown for found in findings),
            signal_findings=shown,
            risk_steps=tuple(steps),
            contradictions=(),
        )

    return make


@pytest.fixture
def make_observation() -> MakeObservation:
    def make(tools: Iterable[Definition], status: Status = Status.OK) -> Observation:
        return Observation(
            server="shop",
            observed_at="2026-11-24T12:00:00Z",
            duration=0.5,
            status=status,
            reason="Listed.",
            transport="stdio",
            sandbox=Sandbox.BUBBLEWRAP,
            tools=tuple(tools),
        )

    return make


@pytest.fixture(scope="session")
def hostile_tools() -> tuple[Definition, ...]:
    """What the hostile server lists, through JSON as it comes over the wire."""
    spec = importlib.util.spec_from_file_location(
        "hostile_definitions", SERVERS / "hostile_definitions.py"
    )
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    requests = (
        json.dumps({"id": 1, "method": "tools/list", "params": {"cursor": group}})
        for group in module.GROUPS
    )
    pages: list[dict[str, Any]] = [
        json.loads(line) for line in module.answers(requests, list(module.GROUPS))
    ]
    return tuple(parse_definition(raw) for page in pages for raw in page["result"]["tools"])


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--refresh-golden", action="store_true", help="write golden files anew")
