"""Claude Code: `permissions` in settings.json, with rules `mcp__server__tool`.

Looked at: code.claude.com/docs/en/permissions and the program itself, version 2.1.331
(24 November 2026). Rules are read deny, then ask, then allow, and the first that matches
decides. Names are spelled with `_` for every UTF-16 unit that is no ASCII letter, digit, `_` or
`-`; in one that begins with `claude.ai ` runs of `_` are made one as well.
"""

import re

from policy.document import Action
from policy.targets.quoting import json_text
from policy.targets.target import Format, Plan

_ODD = re.compile(r"[^a-zA-Z0-9_-]")
_CONNECTOR = "claude.ai "
_BETWEEN = "__"


def spelled(name: str) -> str:
    """Return the name of a tool as rules of Claude Code spell it."""
    plain = _ODD.sub(lambda odd: "_" * (2 if ord(odd[0]) > 0xFFFF else 1), name)
    if name.startswith(_CONNECTOR):
        plain = re.sub(r"_+", "_", plain).removeprefix("_").removesuffix("_")
    return plain


def spelled_server(server: str) -> str:
    """Return the name of a server as rules of Claude Code spell it: like that of a tool."""
    return spelled(server)


def _write(plan: Plan) -> str:
    server = spelled_server(plan.server)
    whole = f"mcp__{server}"
    rules = {
        action: list(
            dict.fromkeys(f"{whole}{_BETWEEN}{spelled(tool)}" for tool in plan.named(action))
        )
        for action in Action
    }
    if plan.later is not Action.REQUIRE_APPROVAL:
        rules[plan.later] = [whole]
    return json_text(
        {
            "permissions": {
                "allow": rules[Action.ALLOW],
                "ask": rules[Action.REQUIRE_APPROVAL],
                "deny": rules[Action.DENY],
            }
        }
    )


def _later(server: str, placed: frozenset[Action]) -> frozenset[Action]:
    allowed = {Action.ALLOW} if _has_rule(server) else set()
    return frozenset({Action.REQUIRE_APPROVAL, *allowed})


def _has_rule(server: str) -> bool:
    """Tell whether one rule covers every tool of a server.

    The name of a tool is split at the first `__`: where that is not the end of the name of the
    server, no rule for the whole server covers it.
    """
    name = spelled_server(server)
    return f"{name}{_BETWEEN}".find(_BETWEEN) == len(name)


def _carries(server: str, tool: str) -> bool:
    return bool(server) and bool(tool)


FORMAT = Format(
    id="claude-code",
    write=_write,
    later=_later,
    asks=True,
    carries=_carries,
    closes=_has_rule,
    spells=spelled,
)
