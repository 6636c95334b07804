"""The documents of the JSON API, as plain values."""

from collections.abc import Iterable
from typing import Any

from catalog.entry import Answer, Attack, Related, Row, ServerEntry, Snippet, Summary, ToolEntry
from catalog.render.address import API, STATE, document_of, label_page
from catalog.render.formfiles import FormFile, forms_json
from catalog.render.history import history
from catalog.render.overview import ServerRow
from catalog.server import Server
from classifier import Category, RiskLevel, Signal

SCHEMA_VERSION = 1
"""Version of the API; a change that breaks a reader raises it and moves `/api/v1/`."""


def tool_document(server: ServerEntry, tool: ToolEntry) -> dict[str, Any]:
    """Return everything published about one tool."""
    return _head(server.observation.observed_at) | {
        "server": tool.server,
        "name": tool.name,
        "occurrence": tool.occurrence,
        "page": tool.page,
        "digest": tool.definition.digest,
        "definition": tool.definition.as_json(),
        "verdict": tool.verdict.as_json(),
        "summary": list(tool.summary),
        "policies": [snippet_json(snippet) for snippet in tool.policies],
        "faq": [_answer(answer) for answer in tool.faq],
        "attacks": [_attack(attack) for attack in tool.attacks],
        "related": [_related(related) for related in tool.related],
        "versions": [change.as_json() for change in history(server, tool)],
        "package": _package(server.server),
        "observation": server.observation.as_json(),
    }


def server_document(entry: ServerEntry) -> dict[str, Any]:
    """Return everything published about one server; its tools as rows."""
    return _head(entry.observation.observed_at) | {
        "name": entry.server.name,
        "page": entry.page,
        "title": entry.server.title,
        "description": entry.server.description,
        "vendor": entry.server.vendor,
        "homepage": entry.server.homepage,
        "license": entry.server.license,
        "package": _package(entry.server),
        "observation": entry.observation.as_json(),
        "fingerprint": entry.fingerprint,
        "tools": [_tool_row(tool) for tool in entry.tools],
        "policies": [snippet_json(snippet) for snippet in entry.policies],
        "tokens": entry.cost.as_json(),
        "combinations": entry.exposure.as_json(),
        "versions": [version.as_json() for version in entry.versions],
    }


def forms_document(
    entry: ServerEntry, made: tuple[FormFile, ...], client_name: str
) -> dict[str, Any]:
    """Return a policy for a whole server in every format."""
    told = forms_json(made, entry.server.name, client_name)
    return _head(entry.observation.observed_at) | {"page": entry.page} | told


def index_document(summary: Summary) -> dict[str, Any]:
    """Return the totals and the addresses of everything else."""
    return _head(summary.generated_at) | {
        "classifier": summary.classifier,
        "result": {
            "servers": summary.servers,
            "servers_by_status": dict(summary.servers_by_status),
            "tools": summary.tools,
            "by_category": {label.value: summary.by_category[label] for label in Category},
            "by_risk": {label.value: summary.by_risk[label] for label in RiskLevel},
            "by_signal": {label.value: summary.by_signal[label] for label in Signal},
            "needs_review": summary.needs_review,
            "documents": {
                "servers": f"{API}/servers.json",
                "server": f"{API}/servers/{{server}}.json",
                "policies": f"{API}/servers/{{server}}/policies/{{preset}}.json",
                "tool": f"{API}/tools/{{server}}/{{tool}}.json",
                **_label_documents(RiskLevel),
                **_label_documents(Category),
                **_label_documents(Signal),
                "state": document_of(STATE),
                "check": f"{API}/check/index.json",
                "schemas": f"{API}/schema/",
            },
        },
    }


def server_row(row: ServerRow) -> dict[str, Any]:
    """Return one server as a list of servers holds it."""
    return {
        "name": row.name,
        "page": row.page,
        "document": document_of(row.page),
        "title": row.title,
        "package": row.package,
        "version": row.version,
        "status": row.status.value,
        "observed_at": row.observed_at,
        "tools": row.tools,
        "by_risk": {level.value: count for level, count in row.by_risk},
        "by_category": {category.value: count for category, count in row.by_category},
    }


def tool_row(row: Row) -> dict[str, Any]:
    """Return one tool as a list across servers holds it."""
    return {
        "server": row.server,
        "name": row.name,
        "page": row.page,
        "document": document_of(row.page),
        "category": row.category.value,
        "risk": row.risk.value,
        "needs_review": row.needs_review,
        "signals": [signal.value for signal in row.signals],
    }


def snippet_json(snippet: Snippet) -> dict[str, Any]:
    """Return a policy with its computed claim."""
    return {
        "id": snippet.id,
        "title": snippet.title,
        "document": snippet.document,
        "claim": snippet.claim,
        "rule": snippet.rule,
    }


def _head(generated_at: str) -> dict[str, Any]:
    return {"schema_version": SCHEMA_VERSION, "generated_at": generated_at}


def _label_documents(labels: Iterable[Category | RiskLevel | Signal]) -> dict[str, str]:
    return {label.value: document_of(label_page(label)) for label in labels}


def _tool_row(tool: ToolEntry) -> dict[str, Any]:
    row = Row(
        server=tool.server,
        name=tool.name,
        page=tool.page,
        category=tool.verdict.category,
        risk=tool.verdict.risk,
        needs_review=tool.verdict.needs_review,
        signals=tool.verdict.signals,
        text="",
    )
    return tool_row(row) | {"digest": tool.definition.digest}


def _package(server: Server) -> dict[str, Any]:
    return {"source": server.source.value, "name": server.package, "version": server.version}


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "id": answer.id,
        "question": answer.question,
        "answer": answer.answer,
        "document": answer.document,
        "claim": answer.claim,
    }


def _attack(attack: Attack) -> dict[str, Any]:
    return {
        "framework": attack.framework,
        "id": attack.id,
        "title": attack.title,
        "url": attack.url,
        "because": attack.because,
        "signals": [signal.value for signal in attack.signals],
    }


def _related(related: Related) -> dict[str, Any]:
    return {
        "name": related.name,
        "page": related.page,
        "category": related.category.value,
        "risk": related.risk.value,
        "relation": related.relation,
    }
