"""A small MCP server that lists one tool, once the file it is told to wait for exists."""

import json
import sys
import time
from pathlib import Path


def answer(request: dict) -> dict | None:
    if request["method"] == "initialize":
        return {
            "protocolVersion": request["params"]["protocolVersion"],
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "gated", "version": "1"},
        }
    if request["method"] == "tools/list":
        gate = Path(sys.argv[1])
        while str(gate) != "." and not gate.exists():
            time.sleep(0.05)
        return {"tools": [{"name": sys.argv[2], "inputSchema": {"type": "object"}}]}
    return None


for line in sys.stdin:
    request = json.loads(line)
    if "id" not in request:
        continue
    result = answer(request)
    reply = {"result": result} if result else {"error": {"code": -32601, "message": "unknown"}}
    sys.stdout.write(json.dumps({"jsonrpc": "2.0", "id": request["id"], **reply}) + "\n")
    sys.stdout.flush()
