"""Tell by one digest whether anything a server's pages are made from has changed."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from catalog.entry.model import Snippet, ToolEntry
from catalog.entry.phrasebook import texts_digest
from catalog.observation import Observation
from catalog.server import Server

_PUBLISHED = ("name", "title", "description", "vendor", "homepage", "license", "url", "starter")


def fingerprint(
    server: Server,
    observation: Observation,
    tools: Sequence[ToolEntry],
    policies: Sequence[Snippet],
    *,
    facts: Sequence[object] = (),
) -> str:
    """Return the SHA-256 over the canonical JSON of what is published; no secret enters it.

    `facts` are the other parts of the entry, as JSON.
    """
    digest = sha256()
    for part in (
        texts_digest(),
        {key: getattr(server, key) for key in _PUBLISHED} | server.launch_facts(),
        observation.as_json(),
        [_snippet(each) for each in policies],
        facts,
    ):
        digest.update(_canonical(part))
    for tool in tools:
        digest.update(_canonical(_tool(tool)))
        digest.update(_canonical(dict(tool.definition.extra)))
    return f"sha256:{digest.hexdigest()}"


def _tool(tool: ToolEntry) -> dict[str, Any]:
    return {
        "page": tool.page,
        # The digest stands for the six declared fields; a schema may take megabytes.
        "definition": tool.definition.digest,
        "verdict": tool.verdict.as_json(),
        "summary": list(tool.summary),
        "policies": [_snippet(each) for each in tool.policies],
        "faq": [
            [each.id, each.question, each.answer, each.document, each.claim] for each in tool.faq
        ],
        "attacks": [[each.id, each.title, each.url, each.because] for each in tool.attacks],
        "related": [[each.page, each.category, each.risk, each.relation] for each in tool.related],
    }


def _snippet(snippet: Snippet) -> list[Any]:
    return [snippet.id, snippet.title, snippet.document, snippet.claim, snippet.rule]


def _canonical(value: object) -> bytes:
    # ASCII escapes carry lone surrogates, and Python's numbers any integer: RFC 8785 does not.
    try:
        text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=dict)
    except RecursionError:
        # Only fields that a server made up can nest like this; they appear on no page.
        text = "nested too deeply"
    return text.encode("ascii")
