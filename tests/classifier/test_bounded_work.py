"""Hostile definitions cost no more than ordinary ones."""

import time
from typing import Any

import pytest

from classifier import Definition, classify, parse_definition
from classifier.parameters import MOST_PARAMETERS, read_parameters


def _recursive() -> dict[str, Any]:
    node = {"type": "object", "properties": {"child": {"$ref": "#/$defs/node"}}}
    return {"$defs": {"node": node}, "$ref": "#/$defs/node", "properties": {"a": {"$ref": "#"}}}


def _deep(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(levels):
        schema = {"properties": {"a": schema}, "items": schema, "anyOf": [schema, schema]}
    return schema


_HOSTILE = {
    "recursive reference": {"name": "x", "inputSchema": _recursive()},
    "branches that double": {"name": "x", "inputSchema": _deep(20)},
    "many parameters": {
        "name": "x",
        "inputSchema": {
            "properties": {f"p{at}": {"description": "y" * 50} for at in range(50_000)}
        },
    },
    "long enum": {
        "name": "x",
        "inputSchema": {"properties": {"action": {"enum": ["a" * 99] * 50_000}}},
    },
    "long description": {"name": "x", "description": "delete and " * 500_000},
    "long word": {"name": "x", "description": "a" * 5_000_000},
    "long name": {"name": "deleteNote" * 100_000},
    "brackets": {"name": "x", "description": "[" * 200_000 + "(" * 200_000},
    "spaces": {"name": "x", "description": " \n" * 500_000 + "Deletes."},
    "near misses": {
        "name": "x",
        "description": "do not tell the creates, or select only " * 100_000,
    },
}


@pytest.mark.parametrize("raw", _HOSTILE.values(), ids=_HOSTILE.keys())
def test_hostile_definition_is_classified_in_a_moment(raw: dict[str, Any]) -> None:
    classify(Definition("warm-up", None, None, None, None, None))
    definition = Definition(
        name=raw["name"],
        title=None,
        description=raw.get("description"),
        input_schema=raw.get("inputSchema"),
        output_schema=None,
        annotations=None,
    )
    start = time.process_time()
    classify(definition)
    assert time.process_time() - start < 2


def test_parameters_are_capped() -> None:
    schema = {"properties": {f"p{at}": {} for at in range(10_000)}}
    assert len(read_parameters(schema)) == MOST_PARAMETERS


def test_nested_parameters_are_read_through_references() -> None:
    schema = {
        "properties": {"target": {"$ref": "#/$defs/target"}},
        "$defs": {"target": {"properties": {"webhook_url": {"type": "string"}}}},
    }
    paths = [parameter.path for parameter in read_parameters(schema)]
    assert paths == [
        "inputSchema.properties.target",
        "inputSchema.$defs.target.properties.webhook_url",
    ]


@pytest.mark.parametrize(
    "schema", [{"properties": [1]}, {"properties": {"a": True}}, {"items": 3}, {"anyOf": {}}]
)
def test_malformed_schema_has_no_parameters(schema: dict[str, Any]) -> None:
    assert read_parameters(schema) == ()
    assert classify(parse_definition({"name": "x", "inputSchema": schema})).needs_review
