"""agentgateway: `mcpAuthorization` rules in CEL.

Looked at: examples/mcp-authorization and crates/agentgateway/src/mcp/rbac.rs and
http/authorization.rs of the project (24 November 2026). The documentation names
`mcp.tool.arguments`; in these sources a rule gets the target and the name of the tool only, and a
deny rule that fails to evaluate does not deny, so no rule looks at arguments. Any deny rule
denies; where there are allow rules, one has to allow; without any rule everything passes, so a
policy that allows nothing is written as a deny rule.
"""

from typing import Any

from policy.document import Action
from policy.targets.quoting import cel_string, comments, yaml_text
from policy.targets.target import Format, Plan


def _write(plan: Plan) -> str:
    rules: list[Any] = []
    if plan.later is Action.ALLOW:
        denied = plan.named(Action.DENY)
        rules = [{"deny": _among(plan.server, denied)}] if denied else []
    else:
        allowed = plan.named(Action.ALLOW)
        rules = [{"allow": _among(plan.server, allowed)}] if allowed else [{"deny": "true"}]
    return comments(plan.losses, "#") + yaml_text({"mcpAuthorization": {"rules": rules}})


def _among(server: str, tools: list[str]) -> str:
    names = ", ".join(cel_string(tool) for tool in tools)
    return f"mcp.tool.target == {cel_string(server)} && mcp.tool.name in [{names}]"


def _later(server: str, placed: frozenset[Action]) -> frozenset[Action]:
    return frozenset({Action.ALLOW, Action.DENY})


FORMAT = Format(id="agentgateway", write=_write, later=_later)
