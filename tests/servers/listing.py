"""A small MCP server over stdio that lists the tools in a file: listing.py FILE.

`${NAME}` in the file stands for a variable of its environment: a server that repeats what it was
told. With `--fail` it repeats everything on standard error and ends.
"""

import json
import os
import re
import sys
from pathlib import Path


def main() -> None:
    if "--fail" in sys.argv:
        sys.exit(f"cannot log in with {dict(os.environ)} {sys.argv}")
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    tools = json.loads(re.sub(r"\$\{(\w+)\}", lambda match: os.environ.get(match[1], ""), text))
    for line in sys.stdin:
        message = json.loads(line)
        if message["method"] == "initialize":
            info = {"name": "listing", "version": "1", "title": os.environ.get("TITLE", "")}
            said = {"protocolVersion": "2025-11-25", "serverInfo": info, "capabilities": {}}
            reply(message, said)
        elif message["method"] == "tools/list":
            reply(message, {"tools": tools})
        elif "id" in message:
            error = {"code": -32601, "message": "Method not found"}
            say({"jsonrpc": "2.0", "id": message["id"], "error": error})


def reply(message: dict[str, object], result: object) -> None:
    say({"jsonrpc": "2.0", "id": message["id"], "result": result})


def say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
