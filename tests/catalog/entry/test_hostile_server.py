import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from classifier import Definition, parse_definition

SERVER = Path(__file__).resolve().parents[2] / "servers" / "hostile_definitions.py"


def ask(requests: list[dict[str, Any]], *groups: str) -> list[dict[str, Any]]:
    lines = "".join(json.dumps({"jsonrpc": "2.0", **each}) + "\n" for each in requests)
    done = subprocess.run(
        [sys.executable, str(SERVER), *groups],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_it_pages_through_everything_as_a_process(hostile_tools: tuple[Definition, ...]) -> None:
    tools: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        (page,) = ask([{"id": 1, "method": "tools/list", "params": cursor}])
        tools += page["result"]["tools"]
        if "nextCursor" not in page["result"]:
            break
        cursor = {"cursor": page["result"]["nextCursor"]}
    assert [parse_definition(each).digest for each in tools] == [
        each.digest for each in hostile_tools
    ]


def test_it_knows_the_initialize_era_only() -> None:
    discover, initialize = ask(
        [
            {"id": 1, "method": "server/discover"},
            {"id": 2, "method": "initialize", "params": {"protocolVersion": "2025-06-18"}},
            {"method": "notifications/initialized"},
        ]
    )
    assert discover["error"]["code"] == -32601
    assert initialize["result"]["protocolVersion"] == "2025-06-18"


def test_a_group_can_be_asked_for_alone() -> None:
    (page,) = ask([{"id": 1, "method": "tools/list"}], "large")
    assert [each["name"] for each in page["result"]["tools"]] == ["five_megabytes"]
