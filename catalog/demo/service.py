"""Serve the demo shop's tools over stdio."""

import json
from collections.abc import Mapping
from typing import Any

import anyio
import jsonschema
import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from catalog.demo import operations, sales
from catalog.demo.definitions import declared
from catalog.demo.shop import Shop, ShopError

VERSION = "1.0.0"
_HANDLERS = {**sales.HANDLERS, **operations.HANDLERS}
_SCHEMAS = {tool["name"]: tool["inputSchema"] for tool in declared()}


def run() -> None:
    """Answer on stdin and stdout until the client closes stdin."""
    anyio.run(_serve)


def answer(shop: Shop, name: str, arguments: Mapping[str, Any]) -> types.CallToolResult:
    """Call one tool; what goes wrong is an error result, as MCP wants it."""
    if name not in _HANDLERS:
        return _result(f"there is no tool {name}", is_error=True)
    try:
        jsonschema.validate(arguments, _SCHEMAS[name])
        result = _HANDLERS[name](shop, arguments)
    except (ShopError, jsonschema.ValidationError) as error:
        return _result(str(error), is_error=True)
    return _result(json.dumps(result), structured=result)


async def _serve() -> None:
    shop = Shop()
    tools = [types.Tool.model_validate(tool) for tool in declared()]

    async def list_tools(
        _: ServerRequestContext[Any], params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=tools)

    async def call_tool(
        _: ServerRequestContext[Any], params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        return answer(shop, params.name, params.arguments or {})

    server = Server(
        "demo-shop",
        version=VERSION,
        title="Demo shop",
        instructions="Back office of an invented lamp shop. State lives in memory only.",
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    async with stdio_server() as (reads, writes):
        await server.run(reads, writes, server.create_initialization_options())


def _result(
    text: str, *, structured: dict[str, Any] | None = None, is_error: bool = False
) -> types.CallToolResult:
    return types.CallToolResult(
        content=[types.TextContent(text=text)], structured_content=structured, is_error=is_error
    )
