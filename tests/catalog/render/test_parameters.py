import time
from typing import Any

import pytest

from catalog.render.parameters import ROWS, Parameter, flatten, governed
from classifier import Finding, parse_definition
from policy import load


def _rows(schema: Any, *findings: Finding) -> tuple[Parameter, ...]:
    return flatten(parse_definition({"name": "t", "inputSchema": schema}), findings).rows


def _of(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, **more}


DEFINED = {"$defs": {"node": _of({"next": {"$ref": "#/$defs/node"}, "id": {"type": "integer"}})}}


@pytest.mark.parametrize(
    ("schema", "labels"),
    [
        (_of({"a": {}, "b": {}}), ["a", "b"]),
        (_of({"a": _of({"b": {}})}), ["a", "a.b"]),
        (_of({"a": {"type": "array", "items": _of({"b": {}})}}), ["a", "a[].b"]),
        (_of({"a": {"anyOf": [_of({"b": {}}), {"type": "null"}]}}), ["a", "a.b"]),
        (_of({"a": {"$ref": "#/$defs/node"}}, **DEFINED), ["a", "a.next", "a.id"]),
        (_of({"a": {"$ref": "https://a.example/s"}}), ["a"]),
        (_of({"a": {"$ref": "file:///etc/passwd"}}), ["a"]),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}, []),
        ({"properties": []}, []),
        ({"properties": {"a": True, "b": 7}}, ["a", "b"]),
        ({}, []),
    ],
)
def test_arguments_are_flattened(schema: Any, labels: list[str]) -> None:
    assert [row.label for row in _rows(schema)] == labels


@pytest.mark.parametrize(
    ("schema", "written"),
    [
        ({"type": "string"}, "string"),
        ({"type": ["string", "null"]}, "string | null"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "integer | null"),
        ({"type": "array", "items": {"type": "string"}}, "array of string"),
        ({"type": "array"}, "array"),
        ({"type": 7}, ""),
        ({}, ""),
    ],
)
def test_types_are_written_as_people_say_them(schema: Any, written: str) -> None:
    assert _rows(_of({"a": schema}))[0].type == written


def test_values_are_short_whatever_they_are() -> None:
    values = ["a", 1, True, None, 1.5, {"x": 1}, [1, 2], "", "l" * 500, 2**200]
    (row,) = _rows(_of({"a": {"enum": values, "default": False}}))
    assert row.values[:8] == ("a", "1", "true", "null", "1.5", "{…}", "[2 values]", '""')
    assert max(map(len, row.values)) <= 81
    assert row.default == "false"


def test_a_finding_belongs_to_the_innermost_argument() -> None:
    field = "inputSchema.properties.a.properties.b.description"
    finding = Finding("rule", field, 0, 1, "x", "It says so.")
    outer, inner = _rows(_of({"a": _of({"b": {"description": "x"}})}), finding)
    assert (outer.found, inner.found) == ((), ("It says so.",))


def test_rows_end_where_the_page_would_not() -> None:
    schema = _of({f"a{number}": {} for number in range(5000)})
    table = flatten(parse_definition({"name": "t", "inputSchema": schema}), ())
    assert (len(table.rows), table.is_whole) == (ROWS, False)


def test_branches_of_branches_take_no_time() -> None:
    schema: Any = {"type": "string"}
    for _ in range(3):
        schema = {"allOf": [schema] * 8, "anyOf": [schema] * 8, "properties": {"p": schema}}
    start = time.perf_counter()
    _rows(schema)
    assert time.perf_counter() - start < 2


def test_the_arguments_that_the_policy_caps_or_checks_are_marked() -> None:
    numbers = {"type": "array", "items": _of({"sum": {"type": "number"}})}
    schema = _of({"amount": {"type": "number"}, "file": {"type": "string"}, "x": {}, "at": numbers})
    rule = {
        "require": [
            {"conditions": [{"path": "args.amount", "op": "lte", "value": 5}]},
            {"conditions": [{"path": "args.file", "op": "regex", "value": "a"}]},
            {"conditions": [{"path": "args.at.sum", "op": "lte", "value": 5}]},
        ]
    }
    policy = load({"version": "1", "default": "allow", "tools": {"t": rule}})
    definition = parse_definition({"name": "t", "inputSchema": schema})
    table = governed(flatten(definition, ()), definition, policy.tools["t"])
    assert {row.label: row.governed for row in table.rows if row.governed} == {
        "amount": "The policy caps this.",
        "file": "The policy checks this.",
        "at[].sum": "The policy caps this.",
    }
    assert governed(table, definition, None) is table
