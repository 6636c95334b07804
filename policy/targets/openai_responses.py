"""OpenAI Responses API: `allowed_tools` and `require_approval` of an MCP tool.

Looked at: developers.openai.com/api/docs/guides/tools-connectors-mcp and the types of the
Python library openai 3.57.0 (24 November 2026). Without `allowed_tools` the model can call every
tool of the server. A server of which nothing may be called is left out of the request: what an
empty list of tools means is not documented.
"""

import re
from typing import Any

from policy.document import Action
from policy.targets.quoting import json_text
from policy.targets.target import Format, Plan

_APPROVALS = {Action.ALLOW: "never", Action.REQUIRE_APPROVAL: "always"}


def _write(plan: Plan) -> str:
    kept = plan.named(Action.ALLOW, Action.REQUIRE_APPROVAL)
    tool: dict[str, Any] = {"type": "mcp", "server_label": _label(plan.server)}
    if plan.later is not Action.DENY:
        tool["require_approval"] = _APPROVALS[plan.later]
    elif kept:
        tool["allowed_tools"] = kept
        tool["require_approval"] = _approval(plan)
    else:
        return json_text({"tools": []})
    return json_text({"tools": [tool]})


def _approval(plan: Plan) -> Any:
    named = {_APPROVALS[action]: plan.named(action) for action in _APPROVALS}
    filled = {answer: tools for answer, tools in named.items() if tools}
    if len(filled) == 1:
        return next(iter(filled))
    return {answer: {"tool_names": tools} for answer, tools in filled.items()}


def _label(server: str) -> str:
    """Return a label for the server: a letter, then letters, digits, `_` and `-`."""
    label = re.sub(r"[^A-Za-z0-9_-]", "_", server)
    return label if re.match(r"[A-Za-z]", label) else f"server_{label}"


def _later(server: str, placed: frozenset[Action]) -> frozenset[Action]:
    return frozenset({Action.DENY, *(action for action in _APPROVALS if placed <= {action})})


FORMAT = Format(id="openai-responses", write=_write, later=_later, asks=True)
