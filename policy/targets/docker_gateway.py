"""Docker MCP Gateway: the tools of a server in tools.yaml.

Looked at: docs/mcp-gateway.md and `isToolEnabled` in pkg/gateway/capabilitites.go of the project
(24 November 2026). A server that the file does not name has all its tools; one that it names
has those of its list. A list without any entry is lost where a policy client filters it, and
then every tool is enabled: where nothing is allowed the list has one name that no tool has.
"""

from policy.document import Action
from policy.targets.quoting import comments, yaml_text
from policy.targets.target import Format, Plan

_NO_TOOL = "no-tool-is-allowed"


def _write(plan: Plan) -> str:
    servers: dict[str, list[str]] = {}
    if plan.later is Action.DENY:
        servers[plan.server] = plan.named(Action.ALLOW) or [_unused(plan)]
    return comments(plan.losses, "#") + yaml_text(servers)


def _unused(plan: Plan) -> str:
    name = _NO_TOOL
    while any(place.tool == name for place in plan.places):
        name += "-"
    return name


def _later(server: str, placed: frozenset[Action]) -> frozenset[Action]:
    return frozenset({Action.ALLOW, Action.DENY} if placed <= {Action.ALLOW} else {Action.DENY})


FORMAT = Format(id="docker-mcp-gateway", write=_write, later=_later)
