"""What a schema rules out, no valid call has; hostile schemas are read in bounded time."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from policy.argument import Absent, parse_path, values_at
from policy.inputs import Presence, input_at, names_at, types_of_value

TEXT = {"type": "string"}


def of(path: str, schema: Any) -> tuple[str, bool, Any]:
    found = input_at(schema, parse_path(path))
    return found.presence, found.can_omit, found.types


NUMBER = frozenset({"number", "integer"})
CLOSED = {"additionalProperties": False}


@pytest.mark.parametrize(
    ("path", "schema", "expected"),
    [
        ("args.a", {"properties": {"a": TEXT}}, ("declared", True, {"string"})),
        ("args.a", {"properties": {"a": TEXT}, "required": ["a"]}, ("declared", False, {"string"})),
        ("args.b", {"properties": {"a": TEXT}}, ("open", True, None)),
        ("args.b", {"properties": {"a": TEXT}} | CLOSED, ("impossible", True, frozenset())),
        ("args.b", {"patternProperties": {"b": TEXT}} | CLOSED, ("open", True, None)),
        ("args.b", {"additionalProperties": TEXT}, ("declared", True, {"string"})),
        ("args.a.b", {"properties": {"a": TEXT}}, ("impossible", True, frozenset())),
        ("args.a.b", {"properties": {"a": {"type": ["string", "object"]}}}, ("open", True, None)),
        (
            "args.a",
            {"properties": {"a": {"$ref": "#/$defs/x"}}, "$defs": {"x": TEXT}},
            ("declared", True, {"string"}),
        ),
        ("args.a", {"properties": {"a": {"$ref": "other.json"}}}, ("declared", True, None)),
        (
            "args.a",
            {"properties": {"a": {"anyOf": [TEXT, {"type": "number"}]}}},
            ("declared", True, NUMBER | {"string"}),
        ),
        (
            "args.a",
            {"properties": {"a": {"allOf": [{"type": ["string", "null"]}, TEXT]}}},
            ("declared", True, {"string"}),
        ),
        (
            "args.a",
            {"anyOf": [{"properties": {"a": TEXT}} | CLOSED, CLOSED]},
            ("declared", True, {"string"}),
        ),
        (
            "args.a",
            {"properties": {"a": {"enum": ["x", 1]}}},
            ("declared", True, NUMBER | {"string"}),
        ),
        ("args.a", {"properties": {"a": False}}, ("impossible", True, frozenset())),
        (
            "args.a[0]",
            {"properties": {"a": {"type": "array", "items": TEXT}}},
            ("declared", True, {"string"}),
        ),
        (
            "args.a[*].b",
            {"properties": {"a": {"type": "array", "items": {"properties": {"b": TEXT}} | CLOSED}}},
            ("declared", True, {"string"}),
        ),
        (
            "args.a.c",
            {"properties": {"a": {"type": "array", "items": {"properties": {"b": TEXT}} | CLOSED}}},
            ("impossible", True, frozenset()),
        ),
        ("args.a", None, ("open", True, None)),
    ],
)
def test_schema_tells_of_the_path(path: str, schema: Any, expected: Any) -> None:
    assert of(path, schema) == expected


def test_names_are_those_that_are_declared() -> None:
    schema = {"properties": {"a": {"properties": {"b": TEXT, "c": TEXT}}}}
    assert names_at(schema, ()) == ("a",)
    assert names_at(schema, ("a",)) == ("b", "c")
    assert names_at(None, ()) == ()


def deep(levels: int) -> Any:
    schema: Any = TEXT
    for _ in range(levels):
        schema = {"anyOf": [schema, schema]}
    return schema


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": []},
        {"required": "a", "properties": {"a": 5}},
        {"$ref": "#"},
        {"anyOf": [{"$ref": "#"}] * 50},
        {"allOf": [{"$ref": "#"}, {"$ref": "#"}]},
        {"properties": {"a": {"anyOf": [TEXT] * 100_000}}},
        {"properties": {"a": deep(2000)}},
        {"properties": {"a": {"$ref": "#/properties/a"}}},
        {"type": [5, None], "properties": {"a": {"enum": [{}, []], "type": {}}}},
    ],
)
def test_hostile_schemas_are_read(schema: Any) -> None:
    assert of("args.a", schema)[0] in ("declared", "open")


LEAVES = st.sampled_from(
    [
        {},
        TEXT,
        {"type": "number"},
        {"type": "integer"},
        {"enum": ["a", 1]},
        {"const": None},
        False,
        True,
    ]
)


def holding(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    objects = st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["object", ["object", "null"], "array"]),
            "properties": st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
            "required": st.lists(st.sampled_from("ab"), max_size=1),
            "additionalProperties": st.booleans() | inner,
            "items": inner,
        },
    )
    joined = st.sampled_from(["anyOf", "allOf", "oneOf"])
    listed = st.lists(inner, min_size=1, max_size=2)
    return objects | st.builds(lambda key, of: {key: of}, joined, listed)


SCHEMAS = st.recursive(LEAVES, holding, max_leaves=6).filter(lambda each: isinstance(each, dict))
VALUES = st.recursive(
    st.sampled_from(["a", "b", 1, 1.5, None, True]),
    lambda inner: (
        st.dictionaries(st.sampled_from("ab"), inner, max_size=2) | st.lists(inner, max_size=2)
    ),
    max_leaves=4,
)
CALLS = st.lists(st.dictionaries(st.sampled_from("ab"), VALUES, max_size=2), max_size=5)
PATHS = st.sampled_from(["args.a", "args.b", "args.a.b", "args.a[0]", "args.a[*].b", "args.a.a.b"])


@settings(max_examples=400, deadline=None)
@given(SCHEMAS, PATHS, CALLS)
def test_no_valid_call_has_what_is_ruled_out(
    schema: dict[str, Any], path: str, calls: list[dict[str, Any]]
) -> None:
    found = input_at(schema, parse_path(path))
    validator = Draft202012Validator(schema)
    for arguments in calls:
        if not validator.is_valid(arguments):
            continue
        values = values_at(arguments, parse_path(path))
        given = [each for each in values if not isinstance(each, Absent)]
        if found.presence is Presence.IMPOSSIBLE:
            assert given == []
        for value in given:
            assert found.types is None or types_of_value(value) & found.types
        if not found.can_omit:
            assert len(given) == len(values) > 0
