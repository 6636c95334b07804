"""The catalogue for agents: an MCP server that looks things up and changes nothing."""

from catalog.agents.facts import Catalogue, Filter, ServerFacts, ToolFacts
from catalog.agents.folder import ApiFolder
from catalog.agents.record import RecordFile
from catalog.agents.service import make_server, run_http, run_stdio

__all__ = [
    "ApiFolder",
    "Catalogue",
    "Filter",
    "RecordFile",
    "ServerFacts",
    "ToolFacts",
    "make_server",
    "run_http",
    "run_stdio",
]
