"""VS Code: the `tools` of a custom agent (`.agent.md`), which are all that it can call.

Looked at: code.visualstudio.com/docs/agent-customization/custom-agents, approved 29 July 2026
(looked at on 24 November 2026). A tool of a server is `server/tool`. Whether a call is confirmed
is up to the settings of the user and the server's own hints, so no call can be made to wait.
"""

import re

from policy.document import Action
from policy.targets.quoting import comments
from policy.targets.target import Format, Plan

_SURE = re.compile(r"[A-Za-z0-9_.-]+")
"""Names that are no path, pattern or list in any reading."""


def _write(plan: Plan) -> str:
    # Names of this kind need no escapes in YAML.
    tools = ", ".join(f"'{plan.server}/{tool}'" for tool in plan.named(Action.ALLOW))
    return (
        f"---\n{comments(plan.losses, '#')}"
        "description: Works with the tools of one server that its policy leaves.\n"
        f"tools: [{tools}]\n---\n\n"
        "Work with the tools that this agent has, and say so where one is missing.\n"
    )


def _later(server: str, placed: frozenset[Action]) -> frozenset[Action]:
    return frozenset({Action.DENY})


def _carries(server: str, tool: str) -> bool:
    return bool(_SURE.fullmatch(server)) and bool(_SURE.fullmatch(tool))


FORMAT = Format(id="vscode", write=_write, later=_later, carries=_carries)
