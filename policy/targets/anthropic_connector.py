"""Anthropic API: the `mcp_toolset` of the MCP connector.

Looked at: platform.claude.com/docs/en/agents-and-tools/mcp-connector, beta header
mcp-client-2025-11-20, and the types of the Python library anthropic 2.13.0 (24 November 2026).
`configs` goes before `default_config`; there is no approval and nothing about arguments.
"""

from policy.document import Action
from policy.targets.quoting import json_text
from policy.targets.target import Format, Plan


def _write(plan: Plan) -> str:
    is_open = plan.later is Action.ALLOW
    named = plan.named(Action.DENY if is_open else Action.ALLOW)
    toolset = {
        "type": "mcp_toolset",
        "mcp_server_name": plan.server,
        "default_config": {"enabled": is_open},
        "configs": {tool: {"enabled": not is_open} for tool in named},
    }
    return json_text({"tools": [toolset]})


def _later(server: str, placed: frozenset[Action]) -> frozenset[Action]:
    return frozenset({Action.ALLOW, Action.DENY})


FORMAT = Format(id="anthropic-connector", write=_write, later=_later)
