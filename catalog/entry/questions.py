"""Answer the questions about one tool, every sentence from data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from catalog.entry.attacks import quoted
from catalog.entry.model import Answer
from catalog.entry.phrasebook import read_texts
from catalog.entry.policies import Shown, ToolPolicies
from catalog.entry.siblings import Member
from catalog.entry.summary import signal_phrases
from catalog.entry.wording import counted, listed, sentence
from catalog.observation import Observation
from catalog.server import Server, SourceKind
from classifier import Finding, Verdict
from policy.targets import targets

_MOST_RULES = 4
_REGISTRIES = {SourceKind.NPM: "npm", SourceKind.PYPI: "PyPI"}

Facts = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Case:
    """One tool and what surrounds it."""

    member: Member
    summary: tuple[str, ...]
    policies: ToolPolicies
    server: Server
    server_label: str
    observation: Observation
    occurrence: int
    same_name: int
    """How many tools of the server have this name."""


@dataclass(frozen=True, slots=True)
class _Question:
    id: str
    text: str
    paragraphs: tuple[tuple[str, tuple[str, ...]], ...]
    """Each with the placeholders it holds."""
    shows: str | None


def answers(case: Case) -> tuple[Answer, ...]:
    """Return the questions about one tool with their answers, in the order of the file."""
    facts = _facts(case)
    return tuple(_answer(question, facts, case.policies) for question in _questions())


def _answer(question: _Question, facts: Facts, policies: ToolPolicies) -> Answer:
    told = [
        text.format_map(facts)
        for text, needed in question.paragraphs
        if all(facts[name] is not None for name in needed)
    ]
    shown: Shown | None = policies.shown[question.shows] if question.shows else None
    if question.shows == "block" and facts["is_blocked"] is not None:
        shown = None  # The document stands in the answer about enforcing already.
    return Answer(
        id=question.id,
        question=question.text.format_map(facts),
        answer="\n\n".join(told),
        document=shown.document if shown else None,
        claim=shown.claim if shown else None,
    )


def _facts(case: Case) -> Facts:
    verdict = case.member.verdict
    names = {"name": case.member.reading.label, "server": case.server_label}
    return {
        **names,
        "products": _products(),
        "summary": sentence(case.summary[0]),
        "category": verdict.category.value,
        "risk": verdict.risk.value,
        **_verdict_facts(verdict),
        **_policy_facts(case.policies, names),
        **_place_facts(case, names),
    }


def _verdict_facts(verdict: Verdict) -> dict[str, str | None]:
    found = _findings(verdict)
    phrases = listed(signal_phrases(verdict))
    contradicted = [
        _text(
            "contradiction",
            annotation=each.annotation,
            declared=str(each.declared).lower(),
            reason=each.reason,
        )
        for each in verdict.contradictions
    ]
    category = verdict.category.value
    return {
        "steps": " ".join(sentence(step.reason) for step in verdict.risk_steps) or None,
        "in_category": None if verdict.needs_review else _text("in_category", category=category),
        "review": _review(verdict) if verdict.needs_review else None,
        "confidence": None
        if verdict.needs_review
        else _text("confidence", percent=verdict.confidence_percent),
        "evidence": _text("evidence", findings=" ".join(found)) if found else None,
        "no_evidence": None if found else _text("no_evidence"),
        "signals": _text("signals", signals=phrases) if phrases else None,
        "neighbour": None if verdict.needs_review else sentence(verdict.why_not_runner_up),
        "contradictions": " ".join(sentence(each) for each in contradicted) or None,
    }


def _review(verdict: Verdict) -> str:
    key = "weak" if _own(verdict) else "unknown"
    return _text("review", why=_text(key, category=verdict.category.value))


def _own(verdict: Verdict) -> list[Finding]:
    """Return the findings that are about the category."""
    for_signals = {each for _, found in verdict.signal_findings for each in found}
    return [each for each in verdict.findings if each not in for_signals]


def _findings(verdict: Verdict) -> list[str]:
    """Return what the first few rules found, each with quotes that no other was told with."""
    own = _own(verdict)
    by_rule: dict[str, list[Finding]] = {}
    for finding in own or verdict.findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    told: dict[str, str] = {}
    for found in by_rule.values():
        is_hint = found[0].field.startswith("annotations")
        quote = found[0].field.removeprefix("annotations.") if is_hint else quoted(found)
        told.setdefault(quote, found[0].says)
    return [
        _text("finding", says=says.removesuffix("."), quote=quote)
        for quote, says in list(told.items())[:_MOST_RULES]
    ]


def _policy_facts(policies: ToolPolicies, names: Mapping[str, str]) -> dict[str, str | None]:
    is_blocked = policies.shown["block"].document == policies.shown["restrict"].document
    stricter = f"stricter_{policies.shown['restrict'].outcome.value}"
    return {
        "restrict_outcome": _outcome(policies.shown["restrict"], names),
        "rate_outcome": _outcome(policies.shown["rate-limit"], names),
        "block_outcome": None if is_blocked else _outcome(policies.shown["block"], names),
        "is_blocked": _text("is_blocked", **names) if is_blocked else None,
        "stricter": _text(stricter, **names) if stricter in _raw()["facts"] else None,
    }


def _outcome(shown: Shown, names: Mapping[str, str]) -> str:
    told = _text(shown.outcome.value + ("_if" if shown.has_conditions else ""), **names)
    if shown.rate is None:
        return told
    calls = counted(shown.rate.max, "call")
    window = counted(shown.rate.window, "second")
    return f"{told} {_text('limited', calls=calls, window=window)}"


def _place_facts(case: Case, names: Mapping[str, str]) -> dict[str, str | None]:
    same = counted(case.same_name, "tool")
    repeats = case.same_name > 1
    observation = case.observation
    tools = counted(len(observation.tools), "tool")
    vendor = case.server.vendor
    return {
        "duplicates": _text("duplicates", same=same, **names) if repeats else None,
        "position": _text("position", occurrence=case.occurrence, same=same) if repeats else None,
        "provider": _text("provider", source=_source(case), **names),
        "vendor": _text("vendor", vendor=vendor, server=names["server"]) if vendor else None,
        "listing": _text(
            "listing",
            tools=tools,
            observed_at=observation.observed_at,
            transport=observation.transport,
        ),
    }


@cache
def _products() -> str:
    """Return what enforces policies: everything that they can be compiled for."""
    return listed([target.title for target in targets()])


def _source(case: Case) -> str:
    server = case.server
    if server.source in _REGISTRIES and server.package and server.version:
        return _text(
            "source_package",
            registry=_REGISTRIES[server.source],
            package=server.package,
            version=server.version,
        )
    version = case.observation.facts.version
    return _text("source_version", version=version) if version else ""


def _text(key: str, **values: Any) -> str:
    return str(_raw()["facts"][key]).format_map(values)


@cache
def _raw() -> dict[str, Any]:
    raw: dict[str, Any] = read_texts("questions.yaml")
    return raw


@cache
def _questions() -> tuple[_Question, ...]:
    return tuple(
        _Question(
            id=raw["id"],
            text=raw["question"],
            paragraphs=tuple((text, _placeholders(text)) for text in raw["answer"]),
            shows=raw.get("shows"),
        )
        for raw in _raw()["questions"]
    )


def _placeholders(text: str) -> tuple[str, ...]:
    return tuple(name for _, name, _, _ in Formatter().parse(text) if name)
