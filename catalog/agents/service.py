"""Serve the catalogue over MCP, in both eras of the protocol."""

import logging
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import anyio
import anyio.to_thread
import jsonschema
import mcp_types as types
import uvicorn
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from catalog.agents.answering import Answer, answer
from catalog.agents.declared import declared, instructions, say
from catalog.agents.errors import NotHeld
from catalog.agents.facts import Catalogue
from catalog.errors import CatalogError

logger = logging.getLogger(__name__)

PATH = "/mcp"
"""Where the HTTP endpoint lies."""
_VALIDATORS = {
    tool["name"]: jsonschema.Draft202012Validator(tool["inputSchema"]) for tool in declared()
}


def make_server(catalogue: Catalogue) -> Server[Any]:
    """Return a server that answers from `catalogue`."""
    tools = [types.Tool.model_validate(tool) for tool in declared()]

    async def list_tools(
        _: ServerRequestContext[Any], params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=tools)

    async def call_tool(
        _: ServerRequestContext[Any], params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        # A look-up reads files; the loop stays free for other callers meanwhile.
        return await anyio.to_thread.run_sync(
            called, catalogue, params.name, params.arguments or {}
        )

    return Server(
        "toolrisk",
        version=version("toolrisk"),
        title="toolrisk catalogue",
        instructions=instructions(),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def called(catalogue: Catalogue, name: str, arguments: Mapping[str, Any]) -> types.CallToolResult:
    """Answer one call; what goes wrong is an error result, as MCP wants it."""
    if name not in _VALIDATORS:
        return _failed(say("no_method"))
    wrong = next(_VALIDATORS[name].iter_errors(arguments), None)
    if wrong is not None:
        # The place only: values are the caller's, and may be long.
        place = "/".join(str(step) for step in wrong.absolute_path) or "the top"
        return _failed(say("bad_arguments", place=place))
    try:
        return _result(answer(catalogue, name, arguments))
    except NotHeld as error:
        return _failed(str(error))
    except CatalogError as error:
        # The message names places of this machine, which no caller needs to know.
        logger.warning("%s: %s", name, error)
        return _failed(say("unreadable"))


async def run_stdio(catalogue: Catalogue) -> None:
    """Answer on standard input and output until the client closes them."""
    server = make_server(catalogue)
    async with stdio_server() as (reads, writes):
        await server.run(reads, writes, server.create_initialization_options())


async def run_http(catalogue: Catalogue, host: str, port: int) -> None:
    """Answer at `http://host:port/mcp` until the process is told to end."""
    app = make_server(catalogue).streamable_http_app(streamable_http_path=PATH, host=host)
    config = uvicorn.Config(app, host=host, port=port, log_level="warning")
    await uvicorn.Server(config).serve()


def _result(given: Answer) -> types.CallToolResult:
    return types.CallToolResult(
        content=[types.TextContent(text=given.text)], structured_content=given.structured
    )


def _failed(reason: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=reason)], is_error=True)
