"""What gateways make of a compiled policy, read back with their own schemas.

Every reader takes the output and the name of the server, and returns a function that decides
about a call: `allow`, `require_approval` or `deny`. They are written from the documentation of
the products, not from the compilers. Loaded by path, by the tests and by benchmarks/targets.py.
"""

import json
import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import cedarpy
import cel
import re2
import yaml

from policy import evaluate, load

ALLOW, DENY = "allow", "deny"
NUMBERS = (int, float, Decimal)
MISSING = object()
Decide = Callable[[str, Mapping[str, Any]], str]


def heard(name: str) -> str:
    """Return a name as a JSON reader leaves it that knows no half surrogate pairs."""
    return name.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def toolhive(text: str, server: str) -> Decide:
    config = json.loads(text)
    assert (config["version"], config["type"]) == ("1.0", "cedarv1")
    policies = config["cedar"]["policies"]
    entities = json.loads(config["cedar"]["entities_json"])
    assert policies
    for each in policies:
        cedarpy.PolicySet.from_str(each)
    together = cedarpy.PolicySet.from_str("\n".join(policies))

    def decide(tool: str, arguments: Mapping[str, Any]) -> str:
        request = {
            "principal": {"type": "Client", "id": "someone"},
            "action": {"type": "Action", "id": "call_tool"},
            "resource": {"type": "Tool", "id": heard(tool)},
            "context": {},
        }
        result = cedarpy.is_authorized(request, together, entities)
        assert not result.diagnostics.errors, result.diagnostics.errors
        return ALLOW if result.allowed else DENY

    return decide


def agentgateway(text: str, server: str) -> Decide:
    rules = yaml.safe_load(text)["mcpAuthorization"]["rules"]
    allows = [cel.compile(rule["allow"]) for rule in rules if "allow" in rule]
    denies = [cel.compile(rule["deny"]) for rule in rules if "deny" in rule]
    assert len(allows) + len(denies) == len(rules)

    def decide(tool: str, arguments: Mapping[str, Any]) -> str:
        seen = {"mcp": {"tool": {"name": heard(tool), "target": server}}}
        if any(rule.execute(seen) for rule in denies):
            return DENY
        if any(rule.execute(seen) for rule in allows):
            return ALLOW
        return DENY if allows else ALLOW

    return decide


def docker_mcp_gateway(text: str, server: str) -> Decide:
    servers = yaml.safe_load(text)
    assert set(servers) <= {server} and all(servers.values())

    def decide(tool: str, arguments: Mapping[str, Any]) -> str:
        return ALLOW if server not in servers or tool in servers[server] else DENY

    return decide


def intercept(text: str, server: str) -> Decide:
    document = yaml.safe_load(text)
    assert document["version"] == "1" and document["default"] in ("allow", "deny")
    hidden = document.get("hide", [])
    assert all(name.strip() for name in hidden) and len(set(hidden)) == len(hidden)
    tools = document["tools"]
    for name, entry in tools.items():
        counters = [rule["state"]["counter"] for rule in entry["rules"] if "state" in rule]
        assert len(set(counters)) == len(counters)
        for rule in entry["rules"]:
            assert rule["name"]
            assert bool(rule.get("conditions")) == (rule.get("action", "evaluate") != "deny")
            for condition in rule.get("conditions", ()):
                check_condition(condition, "_global" if name == "*" else name, counters)

    def decide(tool: str, arguments: Mapping[str, Any]) -> str:
        if tool in hidden or "*" in hidden:
            return DENY
        if document["default"] == "deny" and tool not in tools:
            return DENY
        rules = [*tools.get(tool, {"rules": []})["rules"], *tools.get("*", {"rules": []})["rules"]]
        if any(rule.get("action") == "deny" for rule in rules):
            return DENY
        conditions = [each for rule in rules for each in rule["conditions"]]
        holds = all(intercept_holds(each, arguments) for each in conditions)
        amounts = [rule["state"].get("increment_from") for rule in rules if "state" in rule]
        is_counted = all(type(at(path, arguments)) in NUMBERS for path in amounts if path)
        return ALLOW if holds and is_counted else DENY

    return decide


def check_condition(condition: Mapping[str, Any], scope: str, counters: list[str]) -> None:
    op, value = condition["op"], condition["value"]
    root, _, rest = condition["path"].partition(".")
    assert root in ("args", "state")
    if root == "state":
        assert (
            rest.split(".") == [scope, rest.rpartition(".")[2]] and rest.split(".")[1] in counters
        )
    assert op in {"eq", "neq", "in", "not_in", "lt", "lte", "gt", "gte"} | {
        "regex",
        "contains",
        "exists",
    }
    assert isinstance(value, list) == (op in ("in", "not_in"))
    assert op not in ("lt", "lte", "gt", "gte") or type(value) in (int, float)
    assert isinstance(value, bool) == (op == "exists")
    assert op != "regex" or re2.compile(value)


def intercept_holds(condition: Mapping[str, Any], arguments: Mapping[str, Any]) -> bool:
    """Tell whether a condition holds, with no counter used: as internal/engine has it."""
    op, wanted = condition["op"], condition["value"]
    if condition["path"].startswith("state."):
        return bool(wanted >= 1)
    value = at(condition["path"], arguments)
    if op == "exists":
        return (value is not MISSING and value is not None) == wanted
    return value is not MISSING and INTERCEPT[op](value, wanted)


def at(path: str, arguments: Mapping[str, Any]) -> Any:
    value: Any = arguments
    for step in path.split(".")[1:]:
        if not isinstance(value, dict) or step not in value:
            return MISSING
        value = value[step]
    return value


def shown(value: Any) -> str:
    """Return a value as `%v` of Go prints it."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "<nil>"}[value]
    if isinstance(value, list):
        return f"[{' '.join(map(shown, value))}]"
    if isinstance(value, dict):
        return f"map[{' '.join(f'{key}:{shown(value[key])}' for key in sorted(value))}]"
    return f"{float(value):g}" if type(value) in NUMBERS else str(value)


def same(value: Any, wanted: Any) -> bool:
    if type(value) in NUMBERS and type(wanted) in NUMBERS:
        return float(value) == float(wanted)
    return shown(value) == shown(wanted)


def bound(compare: Callable[[float, float], bool]) -> Callable[[Any, Any], bool]:
    return lambda value, wanted: type(value) in NUMBERS and compare(float(value), float(wanted))


INTERCEPT: dict[str, Callable[[Any, Any], bool]] = {
    "eq": same,
    "neq": lambda value, wanted: not same(value, wanted),
    "in": lambda value, wanted: any(same(value, each) for each in wanted),
    "not_in": lambda value, wanted: not any(same(value, each) for each in wanted),
    "lt": bound(operator.lt),
    "lte": bound(operator.le),
    "gt": bound(operator.gt),
    "gte": bound(operator.ge),
    "regex": lambda value, wanted: isinstance(value, str) and bool(re2.search(wanted, value)),
}


def policylayer(text: str, server: str) -> Decide:
    document = json.loads(text)
    assert set(document) <= {"version", "default", "hide", "tools", "all_tools"}
    for rule in document["tools"].values():
        assert set(rule) <= {"require", "deny_if", "limits"}
    hosted = load(document)
    return lambda tool, arguments: evaluate(hosted, tool, arguments).outcome.value


READERS: dict[str, Callable[[str, str], Decide]] = {
    "toolhive": toolhive,
    "agentgateway": agentgateway,
    "intercept": intercept,
    "policylayer": policylayer,
    "docker-mcp-gateway": docker_mcp_gateway,
}
