"""A server made with the MCP SDK, which speaks both eras: sdk.py stdio, or sdk.py http PORT."""

import sys

from mcp.server.mcpserver import MCPServer

server = MCPServer("sdk-server", version="9.9", instructions="Add numbers.")


@server.tool()
def add(left: int, right: int) -> int:
    """Add two numbers."""
    return left + right


if __name__ == "__main__":
    if sys.argv[1] == "stdio":
        server.run("stdio")
    else:
        server.run("streamable-http", host="127.0.0.1", port=int(sys.argv[2]))
