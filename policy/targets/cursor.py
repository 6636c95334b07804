"""Cursor: `permissions` of the command line agent, with `Mcp(server:tool)`.

Looked at: cursor.com/docs/cli/reference/permissions (stored 26 June 2026, looked at on
24 November 2026). Deny goes before allow; what neither names is asked about. `*` is a wildcard
in both halves. The editor's own permissions.json only knows what runs without a question: it
cannot deny, so there is nothing to compile for it.
"""

import re

from policy.document import Action
from policy.targets.quoting import json_text
from policy.targets.target import Format, Plan

_SURE = re.compile(r"[A-Za-z0-9_.-]+")
"""Names without a wildcard, a colon or a parenthesis."""


def _write(plan: Plan) -> str:
    tools = ["*"] if plan.later is Action.ALLOW else plan.named(Action.ALLOW)
    denied = ["*"] if plan.later is Action.DENY else plan.named(Action.DENY)
    return json_text(
        {
            "permissions": {
                "allow": [_token(plan, tool) for tool in tools],
                "deny": [_token(plan, tool) for tool in denied],
            }
        }
    )


def _token(plan: Plan, tool: str) -> str:
    return f"Mcp({plan.server}:{tool})"


def _later(server: str, placed: frozenset[Action]) -> frozenset[Action]:
    # An entry for the whole server would also let through what has to be asked about.
    if Action.REQUIRE_APPROVAL in placed:
        return frozenset({Action.REQUIRE_APPROVAL})
    return frozenset({Action.ALLOW, Action.REQUIRE_APPROVAL})


def _carries(server: str, tool: str) -> bool:
    return bool(_SURE.fullmatch(server)) and bool(_SURE.fullmatch(tool))


def _closes(server: str) -> bool:
    return True


FORMAT = Format(
    id="cursor", write=_write, later=_later, asks=True, carries=_carries, closes=_closes
)
