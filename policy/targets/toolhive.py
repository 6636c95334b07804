"""ToolHive: Cedar policies in an authorisation file of type `cedarv1`.

Looked at: docs.stacklok.com/toolhive/reference/authz-policy-reference and
pkg/authz/authorizers/cedar of the project (24 November 2026). Cedar denies what no policy
permits, and a `forbid` goes before every `permit`. ToolHive filters tools/list by the same
policies without any arguments, so a policy that looks at arguments would hide its tool: none is
written.
"""

from policy.document import Action
from policy.targets.quoting import cedar_string, json_text
from policy.targets.target import Format, Plan

_CALL = 'principal, action == Action::"call_tool", resource'


def _write(plan: Plan) -> str:
    if plan.later is Action.ALLOW:
        policies = [f"permit({_CALL});", *_named("forbid", plan.named(Action.DENY))]
    else:
        # A file without any policy is refused.
        policies = _named("permit", plan.named(Action.ALLOW)) or [f"forbid({_CALL});"]
    cedar = {"policies": policies, "entities_json": "[]"}
    return json_text({"version": "1.0", "type": "cedarv1", "cedar": cedar})


def _named(effect: str, tools: list[str]) -> list[str]:
    return [f"{effect}({_CALL} == Tool::{cedar_string(tool)});" for tool in tools]


def _later(server: str, placed: frozenset[Action]) -> frozenset[Action]:
    return frozenset({Action.ALLOW, Action.DENY})


def _carries(server: str, tool: str) -> bool:
    return bool(tool)


FORMAT = Format(id="toolhive", write=_write, later=_later, carries=_carries)
