"""What clients and APIs make of a compiled policy, read back with their own schemas.

Every reader takes the output and the name of the server, and returns a function that decides
about a call: `allow`, `require_approval` or `deny`. They are written from the documentation of
the products, not from the compilers. Loaded by path, by the tests and by benchmarks/targets.py.
"""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

import yaml
from anthropic.types.beta.beta_mcp_toolset_param import BetaMCPToolsetParam
from openai.types.responses.tool_param import Mcp
from pydantic import TypeAdapter

ALLOW, ASK, DENY = "allow", "require_approval", "deny"
Decide = Callable[[str, Mapping[str, Any]], str]
OPENAI = TypeAdapter(Mcp)
ANTHROPIC = TypeAdapter(BetaMCPToolsetParam)


def spelled(name: str) -> str:
    """Return a name as Claude Code spells it: JavaScript works on UTF-16 units."""
    coded = name.encode("utf-16-le", "surrogatepass")
    pairs = (coded[at : at + 2] for at in range(0, len(coded), 2))
    kept = re.compile(rb"[a-zA-Z0-9_-]\x00")
    plain = "".join(chr(pair[0]) if kept.fullmatch(pair) else "_" for pair in pairs)
    if name.startswith("claude.ai "):
        plain = re.sub(r"^_|_$", "", re.sub(r"_+", "_", plain))
    return plain


def parted(name: str) -> tuple[str, str | None] | None:
    """Return server and tool of a name or rule: it is split at the first `__`."""
    rest = name.removeprefix("mcp__")
    if rest.startswith("__") or not rest:
        return None
    server, between, tool = rest.partition("__")
    return server, tool if between else None


def claude_code(text: str, server: str) -> Decide:
    rules = json.loads(text)["permissions"]
    assert set(rules) == {"allow", "ask", "deny"}

    def covers(rule: str, name: str) -> bool:
        ruled, called = parted(rule), parted(name)
        is_whole = ruled is not None and ruled[1] is None
        return rule == name or (is_whole and called is not None and called[0] == ruled[0])

    def decide(tool: str, arguments: Mapping[str, Any]) -> str:
        name = f"mcp__{spelled(server)}__{spelled(tool)}"
        for key, outcome in (("deny", DENY), ("ask", ASK), ("allow", ALLOW)):
            if any(covers(rule, name) for rule in rules[key]):
                return outcome
        return ASK

    return decide


def codex(text: str, server: str) -> Decide:
    (name, entry), *others = tomllib.loads(text)["mcp_servers"].items()
    assert name == server and not others
    known = {"enabled_tools", "disabled_tools", "default_tools_approval_mode", "tools"}
    assert set(entry) <= known

    def decide(tool: str, arguments: Mapping[str, Any]) -> str:
        if "enabled_tools" in entry and tool not in entry["enabled_tools"]:
            return DENY
        if tool in entry.get("disabled_tools", ()):
            return DENY
        own = entry.get("tools", {}).get(tool, {})
        mode = own.get("approval_mode", entry["default_tools_approval_mode"])
        return {"approve": ALLOW, "prompt": ASK}[mode]

    return decide


def gemini_cli(text: str, server: str) -> Decide:
    entry = json.loads(text)["mcpServers"][server]
    assert entry["trust"] is False

    def decide(tool: str, arguments: Mapping[str, Any]) -> str:
        if not tool or tool in entry.get("excludeTools", ()):
            return DENY
        listed = entry.get("includeTools")
        is_in = listed is None or any(
            each == tool or each.startswith(f"{tool}(") for each in listed
        )
        return ASK if is_in else DENY

    return decide


def vscode(text: str, server: str) -> Decide:
    _, header, body = re.split(r"^---\n", text, maxsplit=2, flags=re.MULTILINE)
    tools = yaml.safe_load(header)["tools"]
    assert body.strip() and all(tool.count("/") == 1 and "*" not in tool for tool in tools)
    return lambda tool, arguments: ALLOW if f"{server}/{tool}" in tools else DENY


def cursor(text: str, server: str) -> Decide:
    rules = json.loads(text)["permissions"]

    def covers(token: str, tool: str) -> bool:
        match = re.fullmatch(r"Mcp\(([^:()*]+):([^:()*]+|\*)\)", token)
        assert match, token
        return match[1] == server and match[2] in (tool, "*")

    def decide(tool: str, arguments: Mapping[str, Any]) -> str:
        if any(covers(token, tool) for token in rules["deny"]):
            return DENY
        return ALLOW if any(covers(token, tool) for token in rules["allow"]) else ASK

    return decide


def openai_responses(text: str, server: str) -> Decide:
    tools = json.loads(text)["tools"]
    for each in tools:
        OPENAI.validate_python(each)
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", each["server_label"])

    def decide(tool: str, arguments: Mapping[str, Any]) -> str:
        if not tools or tool not in tools[0].get("allowed_tools", [tool]):
            return DENY
        approval = tools[0]["require_approval"]
        if isinstance(approval, dict):
            never = approval.get("never", {}).get("tool_names", [])
            always = approval.get("always", {}).get("tool_names", [])
            assert not set(never) & set(always)
            return ALLOW if tool in never else ASK
        return {"never": ALLOW, "always": ASK}[approval]

    return decide


def anthropic_connector(text: str, server: str) -> Decide:
    (toolset,) = json.loads(text)["tools"]
    ANTHROPIC.validate_python(toolset, strict=True)
    assert toolset["mcp_server_name"] == server

    def decide(tool: str, arguments: Mapping[str, Any]) -> str:
        settings = toolset["default_config"] | toolset["configs"].get(tool, {})
        return ALLOW if settings["enabled"] else DENY

    return decide


READERS: dict[str, Callable[[str, str], Decide]] = {
    "claude-code": claude_code,
    "codex": codex,
    "gemini-cli": gemini_cli,
    "vscode": vscode,
    "cursor": cursor,
    "openai-responses": openai_responses,
    "anthropic-connector": anthropic_connector,
}
