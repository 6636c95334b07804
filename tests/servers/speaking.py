"""A small MCP server over stdio, standard library only, that behaves as it is told.

Usage: speaking.py BEHAVIOUR [VALUE]. Every behaviour is a function of this module that is called
before, or instead of, an answer.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TOOL = {"name": "look", "description": "Look at a thing.", "inputSchema": {"type": "object"}}
MODERN = "2026-07-28"


def main() -> None:
    behaviour, *values = sys.argv[1:]
    for line in sys.stdin:
        message = json.loads(line)
        record(message)
        BEHAVIOURS[behaviour](message, *values)


def record(message: dict[str, Any]) -> None:
    path = os.environ.get("RECORD")
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps(message) + "\n")


def say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def reply(message: dict[str, Any], result: object) -> None:
    say({"jsonrpc": "2.0", "id": message["id"], "result": result})


def refuse(message: dict[str, Any], code: int = -32601, **extra: object) -> None:
    error = {"code": code, "message": "Method not found"} | extra
    say({"jsonrpc": "2.0", "id": message["id"], "error": error})


def greet(message: dict[str, Any], version: str = "2025-11-25") -> None:
    server = {"name": "speaking", "title": "Speaking", "version": "1.2.3"}
    result = {"protocolVersion": version, "capabilities": {"tools": {}}, "serverInfo": server}
    reply(message, {**result, "instructions": "Look first."})


def discovered(message: dict[str, Any], *versions: str) -> None:
    meta = {"io.modelcontextprotocol/serverInfo": {"name": "modern", "version": "2"}}
    result = {"supportedVersions": list(versions), "capabilities": {"tools": {}}, "_meta": meta}
    reply(message, {**result, "resultType": "complete", "ttlMs": 0, "cacheScope": "private"})


def legacy(message: dict[str, Any], version: str = "2025-11-25", tools: object = (TOOL,)) -> None:
    match message["method"]:
        case "initialize":
            greet(message, version)
        case "tools/list":
            reply(message, {"tools": tools})
        case "notifications/initialized":
            pass
        case _:
            refuse(message)


def modern(message: dict[str, Any], *supported: str) -> None:
    match message["method"]:
        case "server/discover":
            discovered(message, *(supported or (MODERN,)))
        case "tools/list" if message["params"]["_meta"][f"{META}/protocolVersion"] == MODERN:
            cached = {"resultType": "complete", "ttlMs": 60000, "cacheScope": "public"}
            reply(message, {"tools": [TOOL], **cached})
        case "initialize":
            refuse(message, -32022, data={"supported": [MODERN], "requested": "?"})
        case _:
            refuse(message)


def modern_ends_at_initialize(message: dict[str, Any]) -> None:
    if message["method"] == "initialize":
        sys.exit(3)
    if message["method"] == "server/discover" and not Path("started").exists():
        Path("started").touch()
        time.sleep(1.3)
    modern(message)


def ends_at_discover(message: dict[str, Any]) -> None:
    if message["method"] == "server/discover":
        sys.exit("panicked: expected initialize")
    legacy(message)


def hangs_at_discover(message: dict[str, Any]) -> None:
    if message["method"] == "server/discover":
        time.sleep(60)
    legacy(message)


def ignores_discover(message: dict[str, Any]) -> None:
    if message["method"] != "server/discover":
        legacy(message)


def speaks_both(message: dict[str, Any]) -> None:
    (legacy if message["method"] == "initialize" else modern)(message)


def future(message: dict[str, Any]) -> None:
    refuse(message, -32022, data={"supported": ["2031-01-01"], "requested": "?"})


def when_listing(behaviour: Callable[..., None]) -> Callable[..., None]:
    """Let `behaviour` answer `tools/list`; the rest is answered as by a legacy server."""

    def answer(message: dict[str, Any], *values: str) -> None:
        if message["method"] == "tools/list":
            behaviour(message, *values)
        else:
            legacy(message)

    return answer


@when_listing
def paged(message: dict[str, Any], pages: str) -> None:
    at = int(message.get("params", {}).get("cursor", "0"))
    page: dict[str, Any] = {"tools": [{**TOOL, "name": f"look_{at}"}]}
    reply(message, page | ({"nextCursor": str(at + 1)} if at + 1 < int(pages) else {}))


@when_listing
def repeats_cursor(message: dict[str, Any]) -> None:
    reply(message, {"tools": [TOOL], "nextCursor": "again"})


@when_listing
def endless(message: dict[str, Any]) -> None:
    at = int(message.get("params", {}).get("cursor", "0"))
    tools = [{**TOOL, "name": f"look_{at}_{n}"} for n in range(500)]
    reply(message, {"tools": tools, "nextCursor": str(at + 1)})


def odd_tools(message: dict[str, Any]) -> None:
    untyped = {"name": "untyped", "inputSchema": {"properties": {}}}
    tools = [TOOL, untyped, {"description": "nameless"}, {"name": "x", "inputSchema": "text"}, 7]
    legacy(message, tools=tools)


def no_tools(message: dict[str, Any]) -> None:
    if message["method"] == "initialize":
        result = {"protocolVersion": "2025-06-18", "capabilities": {}, "serverInfo": {}}
        reply(message, result)
    elif "id" in message:
        refuse(message)


@when_listing
def refuses_list(message: dict[str, Any], text: str) -> None:
    say({"jsonrpc": "2.0", "id": message["id"], "error": {"code": -32001, "message": text}})


@when_listing
def batches(message: dict[str, Any]) -> None:
    notice = {"jsonrpc": "2.0", "method": "notifications/tools/list_changed"}
    say([notice, {"jsonrpc": "2.0", "id": message["id"], "result": {"tools": [TOOL]}}])


def chatty(message: dict[str, Any]) -> None:
    if message["method"] == "initialize":
        sys.stdout.write("Server \x1b[31mready\x1b[0m on stdio\u202e\n")
    legacy(message)


@when_listing
def asks_back(message: dict[str, Any]) -> None:
    """Ask the client for everything it could give, and list only when all of it is answered."""
    asked = ("ping", "roots/list", "sampling/createMessage", "elicitation/create")
    for number, method in enumerate(asked):
        say({"jsonrpc": "2.0", "id": f"q{number}", "method": method, "params": {}})
    for _ in asked:
        record(json.loads(sys.stdin.readline()))
    legacy(message)


def big(message: dict[str, Any]) -> None:
    legacy(message, tools=[{**TOOL, "description": "x" * 5_000_000}])


META = "io.modelcontextprotocol"
BEHAVIOURS = {name: value for name, value in list(globals().items()) if callable(value)}

if __name__ == "__main__":
    main()
