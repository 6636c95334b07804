"""Turn the values of the catalogue into JSON columns and back."""

import json
from collections.abc import Mapping
from typing import Any

from catalog.observation import Observation, Sandbox, ServerFacts, Status
from catalog.server import Server, SourceKind
from classifier import (
    Category,
    Contradiction,
    DecidedBy,
    Definition,
    Envelope,
    Finding,
    Operation,
    Prediction,
    RiskLevel,
    RiskStep,
    Signal,
    Verdict,
)

HEADLINE = 240
"""Longest headline in characters."""

_PUBLIC = (
    "package",
    "version",
    "command",
    "python",
    "url",
    "title",
    "description",
    "vendor",
    "homepage",
    "license",
)


def dumps(value: object) -> str:
    """Write one JSON column: keys sorted, no spaces, ASCII only so lone surrogates survive."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def server_json(server: Server) -> str:
    """Write what may be kept about a server; values of variables and headers stay out."""
    return dumps({key: getattr(server, key) for key in _PUBLIC if getattr(server, key) is not None})


def read_server(name: str, source: str, facts: str) -> Server:
    """Read a server back; arguments and environment are in the launch of its observations."""
    return Server(name=name, source=SourceKind(source), **json.loads(facts))


def read_observation(row: Mapping[str, Any], tools: tuple[Definition, ...]) -> Observation:
    """Read an observation from its row and its definitions."""
    return Observation(
        server=row["server"],
        observed_at=row["observed_at"],
        duration=row["duration"],
        status=Status(row["status"]),
        reason=row["reason"],
        transport=row["transport"],
        sandbox=Sandbox(row["sandbox"]),
        facts=ServerFacts(**json.loads(row["facts"])),
        launch=json.loads(row["launch"]),
        warnings=tuple(json.loads(row["warnings"])),
        tools=tools,
        install_seconds=row["install_seconds"],
    )


def definition_json(definition: Definition) -> str:
    """Write the six fields that the digest covers."""
    declared = definition.as_json()
    return dumps({key: declared[key] for key in declared if key not in definition.extra})


def read_definition(digest: str, body: str, extra: str) -> Definition:
    """Read a definition back under the digest it was stored by."""
    raw = json.loads(body)
    return Definition(
        name=raw["name"],
        title=raw.get("title"),
        description=raw.get("description"),
        input_schema=raw.get("inputSchema"),
        output_schema=raw.get("outputSchema"),
        annotations=raw.get("annotations"),
        extra=json.loads(extra),
        digest=digest,
    )


def headline(definition: Definition) -> str:
    """Return the first line of the description that says something, shortened."""
    lines = (line.strip() for line in (definition.description or "").split("\n", 50))
    first = next((line for line in lines if line), definition.title or "")
    return first if len(first) <= HEADLINE else f"{first[: HEADLINE - 1]}…"


def read_verdict(body: str) -> Verdict:
    """Read a verdict as `Verdict.as_json` wrote it."""
    raw = json.loads(body)
    return Verdict(
        digest=raw["digest"],
        classifier=raw["classifier"],
        category=Category(raw["category"]),
        risk=RiskLevel(raw["risk"]),
        confidence=raw["confidence"],
        needs_review=raw["needs_review"],
        runner_up=Category(raw["runner_up"]),
        why_not_runner_up=raw["why_not_runner_up"],
        signals=tuple(Signal(signal) for signal in raw["signals"]),
        findings=_findings(raw["evidence"]),
        signal_findings=tuple(
            (Signal(signal), _findings(raw["signal_evidence"][signal])) for signal in raw["signals"]
        ),
        risk_steps=tuple(
            RiskStep(step["change"], RiskLevel(step["level"]), step["reason"])
            for step in raw["risk_steps"]
        ),
        contradictions=tuple(Contradiction(**item) for item in raw["contradictions"]),
        model=_prediction(raw.get("model")),
        decided_by=DecidedBy(raw.get("decided_by", DecidedBy.RULE)),
        decided_because=raw.get("decided_because", ""),
        error_bound=raw.get("error_bound"),
        operations=tuple(
            Operation(**{**item, "category": Category(item["category"])})
            for item in raw.get("operations", ())
        ),
        envelope=_envelope(raw.get("envelope")),
    )


def _prediction(raw: dict[str, Any] | None) -> Prediction | None:
    if raw is None:
        return None
    shares = tuple(raw["probabilities"][category.value] for category in Category)
    return Prediction(raw["name"], Category(raw["category"]), shares)


def _envelope(raw: dict[str, Any] | None) -> Envelope | None:
    if raw is None:
        return None
    return Envelope(Category(raw["least"]), Category(raw["worst"]), tuple(raw["decided_by"]))


def _findings(raw: list[dict[str, Any]]) -> tuple[Finding, ...]:
    return tuple(Finding(**item) for item in raw)
