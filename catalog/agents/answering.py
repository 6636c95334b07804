"""Answer a call: look it up, and tell it as structured content and as a short text."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from catalog.agents.declared import say
from catalog.agents.errors import NotHeld
from catalog.agents.facts import Catalogue, Filter, ServerFacts
from catalog.agents.naming import find_server, find_tool
from catalog.agents.quoting import barred, one_line, quoted_name
from catalog.agents.telling import (
    declared_json,
    evidence_json,
    gravest,
    policy_part,
    risks_in_words,
    row_json,
    server_json,
    steers,
    tool_notes,
)
from catalog.agents.together import together
from catalog.entry import Row
from classifier import Category, RiskLevel, Signal, Verdict

_PAGE = 20
_SERVER_TOOLS = 100
_STACK_TOOLS = 25
Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, twice."""

    structured: dict[str, Any]
    """Valid against the output schema of the tool."""
    text: str


def answer(catalogue: Catalogue, name: str, arguments: Arguments) -> Answer:
    """Answer one call whose arguments hold to the input schema.

    Raises:
        NotHeld: the catalogue does not hold what the call names.
        CatalogError: the catalogue cannot be read.
    """
    return _ANSWERS[name](catalogue, arguments)


def _search_tools(catalogue: Catalogue, given: Arguments) -> Answer:
    wanted = Filter(
        words=tuple(given.get("query", "").casefold().split()),
        server=_filtered(catalogue, given.get("server")),
        category=Category(given["category"]) if "category" in given else None,
        risk=RiskLevel(given["risk"]) if "risk" in given else None,
        signal=Signal(given["signal"]) if "signal" in given else None,
    )
    start, limit = int(given.get("cursor", 0)), int(given.get("limit", _PAGE))
    found = list(islice(catalogue.search(wanted), start, start + limit + 1))
    rows, more = found[:limit], len(found) > limit
    cursor = {"next_cursor": str(start + limit)} if more else {}
    key = "found_more" if more else "found" if rows else "found_none"
    told = say(key, shown=len(rows), cursor=start + limit)
    notes = [] if rows else [say("found_none")]
    listed = [row_json(row, headline=True) for row in rows]
    return Answer({"tools": listed, **cursor, "notes": notes}, _text([told], _lines(rows)))


def _filtered(catalogue: Catalogue, named: str | None) -> str | None:
    """Return the server that a search is confined to by the name that the catalogue has for it."""
    if named is None:
        return None
    try:
        return find_server(catalogue, named)[0].name
    except NotHeld:
        return named


def _get_tool(catalogue: Catalogue, given: Arguments) -> Answer:
    tool, doubts = find_tool(catalogue, given)
    notes, declared = [*doubts, *tool_notes(tool)], declared_json(tool)
    structured = {
        "tool": row_json(tool.row),
        "digest": tool.definition.digest,
        "declared": declared,
        "confidence": tool.verdict.confidence,
        "observed_at": tool.observed_at,
        "classifier": tool.verdict.classifier,
        "notes": notes,
    }
    quoted = [*_lines([tool.row]), declared["description"] or ""]
    return Answer(structured, _text([_verdict_line(tool.verdict), *notes], quoted))


def _get_server(catalogue: Catalogue, given: Arguments) -> Answer:
    server, doubts = find_server(catalogue, given["server"])
    rows = gravest(server.tools, _SERVER_TOOLS)
    notes = [*doubts, *_listing_notes(server)]
    if len(rows) < len(server.tools):
        notes.append(say("first_tools", shown=len(rows), tools=len(server.tools)))
    structured = {
        "server": server_json(server),
        "title": one_line(server.title) if server.title is not None else None,
        "description": one_line(server.description) if server.description is not None else None,
        "tools": [row_json(row) for row in rows],
        "notes": notes,
    }
    told = [_server_line(server)] if server.is_listed else []
    return Answer(structured, _text([*told, *notes], [server.name, *_lines(rows)]))


def _get_stack(catalogue: Catalogue, given: Arguments) -> Answer:
    found: dict[str, ServerFacts] = {}
    unknown, notes = [], []
    for named in dict.fromkeys(given["servers"]):
        try:
            server, doubts = find_server(catalogue, named)
        except NotHeld:
            unknown.append(quoted_name(named))
            continue
        found[server.name] = server
        notes += [f"{quoted_name(named)}: {doubt}" for doubt in doubts]
        notes += [f"{quoted_name(named)}: {note}" for note in _listing_notes(server)]
    if unknown:
        notes.append(say("unknown", count=len(unknown)))
    rows = [row for server in found.values() for row in server.tools]
    risks = Counter(row.risk for row in rows)
    listed = gravest(rows, _STACK_TOOLS)
    joint = together(rows)
    structured = {
        "servers": [server_json(server) for server in found.values()],
        "unknown": unknown,
        "tools_total": len(rows),
        "by_risk": _counted(RiskLevel, risks),
        "by_category": _counted(Category, Counter(row.category for row in rows)),
        "by_signal": _counted(Signal, Counter(one for row in rows for one in row.signals)),
        **joint,
        "gravest": [row_json(row) for row in listed],
        "notes": notes,
    }
    told = say("stack", servers=len(found), tools=len(rows), risks=risks_in_words(risks))
    risky = [say("combination", **each) for each in joint["combinations"]]
    return Answer(structured, _text([told, *risky, *notes], _lines(listed)))


def _explain_verdict(catalogue: Catalogue, given: Arguments) -> Answer:
    tool, doubts = find_tool(catalogue, given)
    verdict = tool.verdict
    evidence, total = evidence_json(verdict, withheld=steers(tool.row))
    notes = [*doubts, *tool_notes(tool)]
    if len(evidence) < total:
        notes.append(say("more_evidence", shown=len(evidence), found=total))
    steps = [step.as_json() for step in verdict.risk_steps]
    structured = {
        "tool": row_json(tool.row),
        "risk_steps": [{**step, "reason": one_line(step["reason"])} for step in steps],
        "why_not": {
            "category": verdict.runner_up.value,
            "reason": one_line(verdict.why_not_runner_up),
        },
        "evidence": evidence,
        "contradictions": [
            {**item.as_json(), "reason": one_line(item.reason)} for item in verdict.contradictions
        ],
        "confidence": verdict.confidence,
        "classifier": verdict.classifier,
        "notes": notes,
    }
    told = [_verdict_line(verdict), *(one_line(step["reason"]) for step in steps), *notes]
    quotes = [f"{part['field']}: {part['quote']}" for part in evidence if part["quote"]]
    return Answer(structured, _text(told, quotes))


def _get_tool_policy(catalogue: Catalogue, given: Arguments) -> Answer:
    tool, doubts = find_tool(catalogue, given)
    if tool.policy is None:
        raise NotHeld(say("no_policy"))
    notes = [*doubts, *([say("review")] if tool.verdict.needs_review else [])]
    notes += [say("repeated")] if tool.same_name > 1 else []
    part = policy_part(tool.policy, notes)
    told = [say("policy", claim=tool.policy.claim), *part["notes"]]
    text = _text(told, part["document"].splitlines())
    return Answer({"tool": row_json(tool.row), "policy": part}, text)


def _get_server_policy(catalogue: Catalogue, given: Arguments) -> Answer:
    server, doubts = find_server(catalogue, given["server"])
    policy = catalogue.server_policy(server.name)
    if policy is None:
        raise NotHeld(" ".join([*_listing_notes(server), say("no_policy")]))
    part = policy_part(policy, doubts)
    told = [say("policy", claim=policy.claim), *part["notes"]]
    text = _text(told, part["document"].splitlines())
    return Answer({"server": server_json(server), "policy": part}, text)


def _listing_notes(server: ServerFacts) -> list[str]:
    return [] if server.is_listed else [say("unlisted", status=server.status.value)]


def _server_line(server: ServerFacts) -> str:
    return say("server", tools=len(server.tools), risks=risks_in_words(server.by_risk()))


def _verdict_line(verdict: Verdict) -> str:
    # A measured share is never written as all of them.
    percent = min(99, int(100 * verdict.confidence))
    return say("tool", category=verdict.category.value, risk=verdict.risk.value, percent=percent)


def _lines(rows: Iterable[Row]) -> list[str]:
    return [
        f"{row.risk.value}, {row.category.value}: {quoted_name(row.server)} / "
        f"{quoted_name(row.name)} ({row.page})"
        for row in rows
    ]


def _counted(labels: Any, counts: Mapping[Any, int]) -> dict[str, int]:
    return {label.value: counts.get(label, 0) for label in labels}


def _text(told: Iterable[str], quoted: Iterable[str]) -> str:
    lines = [barred(line) for line in quoted if line]
    return "\n".join([*told, *([say("quoted"), *lines] if lines else [])])


_ANSWERS: Mapping[str, Callable[[Catalogue, Arguments], Answer]] = {
    "search_tools": _search_tools,
    "get_tool": _get_tool,
    "get_server": _get_server,
    "get_stack": _get_stack,
    "explain_verdict": _explain_verdict,
    "get_tool_policy": _get_tool_policy,
    "get_server_policy": _get_server_policy,
}
