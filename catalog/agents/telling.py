"""Turn what was looked up into the parts of an answer; what others wrote is quoted."""

from collections.abc import Iterable, Mapping
from typing import Any

from catalog.agents.declared import say
from catalog.agents.facts import Recommended, ServerFacts, ToolFacts
from catalog.agents.quoting import (
    POLICY,
    QUOTE,
    SCHEMA,
    TEXT,
    one_line,
    policy_json,
    quoted_json,
    quoted_name,
    quoted_text,
)
from catalog.entry import Row
from classifier import RiskLevel, Signal, Verdict
from policy.targets import targets

_EVIDENCE = 40
"""Places that an answer names."""


def row_json(row: Row, *, headline: bool = False) -> dict[str, Any]:
    """Return one tool of a list."""
    told = {
        "server": quoted_name(row.server),
        "tool": quoted_name(row.name),
        "page": row.page,
        "category": row.category.value,
        "risk": row.risk.value,
        "needs_review": row.needs_review,
        "signals": [signal.value for signal in row.signals],
    }
    shown = headline and row.text and not steers(row)
    return told | ({"headline": quoted_text(row.text, QUOTE)} if shown else {})


def steers(row: Row) -> bool:
    """Tell whether the definition tries to steer the model; its text is not repeated then."""
    return Signal.HIDDEN_INSTRUCTIONS in row.signals


def declared_json(tool: ToolFacts) -> dict[str, str | None]:
    """Return what the author declared, quoted; nothing where it tries to steer the model."""
    definition = tool.definition
    held = steers(tool.row)
    title, text = (None, None) if held else (definition.title, definition.description)
    schema, hints = definition.input_schema, definition.annotations
    return {
        "title": quoted_text(title) if title is not None else None,
        "description": quoted_text(text) if text is not None else None,
        "input_schema": None if held or schema is None else quoted_json(schema),
        "annotations": None if held or hints is None else quoted_json(hints),
    }


def tool_notes(tool: ToolFacts) -> list[str]:
    """Return what has to be known about an answer on one tool."""
    notes = [say("review")] if tool.verdict.needs_review else []
    if steers(tool.row):
        return [*notes, say("withheld")]
    definition = tool.definition
    if len(definition.description or "") > TEXT:
        notes.append(say("shortened", field="description"))
    if len(quoted_json(definition.input_schema or {}, SCHEMA + 1)) > SCHEMA:
        notes.append(say("shortened", field="schema"))
    return notes


def server_json(server: ServerFacts) -> dict[str, Any]:
    """Return one server without its tools."""
    return {
        "server": quoted_name(server.name),
        "page": server.page,
        "status": server.status.value,
        "reason": quoted_text(server.reason, QUOTE),
        "package": quoted_name(server.package) if server.package is not None else None,
        "version": quoted_name(server.version) if server.version is not None else None,
        "observed_at": server.observed_at,
        "tools_total": len(server.tools),
        "by_risk": {level.value: count for level, count in server.by_risk().items()},
        "by_category": {label.value: count for label, count in server.by_category().items()},
    }


def policy_part(policy: Recommended, notes: Iterable[str] = ()) -> dict[str, Any]:
    """Return a policy with its claim; a document that is too long is named only."""
    document = policy_json(policy.document)
    is_whole = len(document) <= POLICY
    place = say("policy_place", products=_products()) if is_whole else say("policy_long")
    return {
        "claim": policy.claim,
        "document": document if is_whole else "",
        "notes": [*notes, place],
    }


def _products() -> str:
    """Return what enforces policies: everything that they can be compiled for."""
    return ", ".join(target.title for target in targets())


def evidence_json(verdict: Verdict, *, withheld: bool) -> tuple[list[dict[str, Any]], int]:
    """Return the evidence for the category, then for each signal, and how much there is."""
    for_signals = {found for _, each in verdict.signal_findings for found in each}
    own = [(None, found) for found in verdict.findings if found not in for_signals]
    pairs = [*own, *((signal, found) for signal, each in verdict.signal_findings for found in each)]
    told = []
    for signal, found in pairs[:_EVIDENCE]:
        quote = "" if withheld else quoted_text(found.quote, QUOTE)
        part: Mapping[str, Any] = {
            "rule": found.rule,
            "field": quoted_text(found.field, QUOTE),
            "quote": quote,
            "says": one_line(found.says),
        }
        told.append({**part, **({"signal": signal.value} if signal else {})})
    return told, len(pairs)


def gravest(rows: Iterable[Row], limit: int) -> list[Row]:
    """Return the first rows by risk, the gravest first, else in their order."""
    return sorted(rows, key=lambda row: -row.risk.rank)[:limit]


def risks_in_words(counts: Mapping[RiskLevel, int]) -> str:
    """Return counts by risk in words, the gravest first."""
    parts = [f"{counts[level]:,} {level.value.lower()}" for level in reversed(RiskLevel)]
    return ", ".join(parts)
