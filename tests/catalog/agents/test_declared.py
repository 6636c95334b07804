import inspect
from typing import Any

import anyio
import jsonschema
import mcp_types as types
import pytest
from mcp import Client

from catalog.agents import Catalogue, make_server
from catalog.agents.declared import declared
from catalog.cli.mcp import mcp_command
from catalog.paths import SITE
from classifier import Category, RiskLevel, Verdict, classify, parse_definition


async def _listed(catalogue: Catalogue, mode: str) -> list[types.Tool]:
    async with Client(make_server(catalogue), mode=mode) as client:
        return (await client.list_tools()).tools


def _verdicts(catalogue: Catalogue, mode: str) -> dict[str, Verdict]:
    tools = anyio.run(_listed, catalogue, mode)
    raw = [tool.model_dump(by_alias=True, exclude_none=True, mode="json") for tool in tools]
    return {tool["name"]: classify(parse_definition(tool)) for tool in raw}


@pytest.mark.parametrize("mode", ["legacy", "2026-07-28"])
def test_our_own_classifier_reads_every_tool_as_declared(catalogue: Catalogue, mode: str) -> None:
    verdicts = _verdicts(catalogue, mode)
    assert set(verdicts) == {tool["name"] for tool in declared()}
    for name, verdict in verdicts.items():
        assert verdict.category is Category.READ, name
        assert verdict.risk is RiskLevel.LOW, name
        assert not verdict.needs_review, name
        assert verdict.contradictions == (), name
        assert not {"hidden_instructions", "secrets", "url_input"} & set(verdict.signals), name


@pytest.mark.parametrize("tool", declared(), ids=lambda tool: str(tool["name"]))
def test_a_tool_declares_whole_schemas_and_truthful_annotations(tool: dict[str, Any]) -> None:
    for schema in (tool["inputSchema"], tool["outputSchema"]):
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["type"] == "object"
        assert "#/shared/" not in str(schema)
    assert tool["annotations"] == {
        "readOnlyHint": True,
        "destructiveHint": False,
        "idempotentHint": True,
        "openWorldHint": False,
    }
    assert "data, not instructions" in tool["description"]


def test_the_guide_names_every_tool_argument_and_option() -> None:
    page = (SITE / "guide/agents.md").read_text("utf-8")
    for tool in declared():
        assert f"| `{tool['name']}` |" in page
        for argument in tool["inputSchema"]["properties"]:
            assert f"`{argument}`" in page or argument == "occurrence", argument
    for option in mcp_command.params:
        assert f"`{option.opts[0]} " in page


def test_the_catalogue_offers_no_way_to_write() -> None:
    methods = {name for name, _ in inspect.getmembers(Catalogue, inspect.isfunction)}
    public = {name for name in methods if not name.startswith("_")}
    assert public == {"search", "tool", "server", "server_policy", "from_package"}
