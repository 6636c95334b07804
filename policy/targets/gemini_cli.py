"""Gemini CLI: `includeTools` and `excludeTools` of a server in settings.json.

Looked at: docs/tools/mcp-server.md of the project and `isEnabled` in @google/gemini-cli-core
0.61.0 (24 November 2026). `excludeTools` goes before `includeTools`; an included `pay(x)` lets
`pay` in as well, so names with a parenthesis are never written. A server that is not trusted
has every call confirmed, and nothing written here trusts one.
"""

from policy.document import Action
from policy.targets.quoting import json_text
from policy.targets.target import Format, Plan


def _write(plan: Plan) -> str:
    lists: dict[str, object] = {}
    if plan.later is Action.DENY:
        lists["includeTools"] = plan.named(Action.REQUIRE_APPROVAL)
    else:
        lists["excludeTools"] = plan.named(Action.DENY)
    return json_text({"mcpServers": {plan.server: lists | {"trust": False}}})


def _later(server: str, placed: frozenset[Action]) -> frozenset[Action]:
    return frozenset({Action.REQUIRE_APPROVAL, Action.DENY})


def _carries(server: str, tool: str) -> bool:
    return bool(tool) and "(" not in tool


FORMAT = Format(
    id="gemini-cli", write=_write, later=_later, asks=True, allows=False, carries=_carries
)
