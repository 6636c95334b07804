"""Codex: `enabled_tools`, `disabled_tools` and approval modes in config.toml.

Looked at: developers.openai.com/codex/config-reference, the source of the configuration
(codex-rs/config/src/mcp_types.rs) and the program itself, version 0.169.0 (24 November 2026).
`disabled_tools` is applied after `enabled_tools`; the mode of a tool goes before that of the
server, `approve` lets every call through and `prompt` asks before each.
"""

import re

from policy.document import Action
from policy.targets.quoting import comments, toml_string
from policy.targets.target import Format, Plan

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def _write(plan: Plan) -> str:
    table = f"mcp_servers.{_key(plan.server)}"
    is_open = plan.later is Action.ALLOW
    lines = [f"[{table}]"]
    if plan.later is Action.DENY:
        kept = plan.named(Action.ALLOW, Action.REQUIRE_APPROVAL)
        lines += _array("enabled_tools", kept)
    else:
        lines += _array("disabled_tools", plan.named(Action.DENY))
    lines.append(f'default_tools_approval_mode = "{"approve" if is_open else "prompt"}"')
    mode, others = ("prompt", Action.REQUIRE_APPROVAL) if is_open else ("approve", Action.ALLOW)
    for tool in plan.named(others):
        lines += ["", f"[{table}.tools.{_key(tool)}]", f'approval_mode = "{mode}"']
    return comments(plan.losses, "#") + "\n".join(lines) + "\n"


def _array(key: str, tools: list[str]) -> list[str]:
    if not tools:
        return [f"{key} = []"]
    return [f"{key} = [", *(f"  {toml_string(tool)}," for tool in tools), "]"]


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else toml_string(name)


def _later(server: str, placed: frozenset[Action]) -> frozenset[Action]:
    return frozenset(Action)


FORMAT = Format(id="codex", write=_write, later=_later, asks=True)
