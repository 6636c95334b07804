from typing import Any

import pytest

from catalog.entry.reading import read_definition, singular
from classifier import Definition, parse_definition


def definition(name: str = "get_order", **properties: Any) -> Definition:
    return parse_definition({"name": name, "inputSchema": {"properties": properties}})


OBJECTS = {
    "get_order": ("order",),
    "list_orders": ("order",),
    "listOrders": ("order",),
    "orders.list": ("order",),
    "get_order_by_id": ("order",),
    "delete_all_the_files": ("file",),
    "create_pull_request": ("pull", "request"),
    "get_companies_in_town": ("company",),
    "": (),
    "../../": (),
}


@pytest.mark.parametrize(("name", "words"), OBJECTS.items())
def test_the_object_is_what_the_name_acts_on(name: str, words: tuple[str, ...]) -> None:
    assert read_definition(definition(name)).object == words


@pytest.mark.parametrize(
    ("word", "expected"),
    [("companies", "company"), ("boxes", "box"), ("status", "status"), ("address", "address")],
)
def test_a_plural_is_read_as_its_singular(word: str, expected: str) -> None:
    assert singular(word) == expected


def test_arguments_keep_their_order_types_and_choices() -> None:
    reading = read_definition(
        parse_definition(
            {
                "name": "x",
                "inputSchema": {
                    "properties": {
                        "ids": {"type": "array", "items": {"type": "string"}},
                        "amount": {"type": ["number", "null"]},
                        "mode": {"enum": ["a", 1, None]},
                        "any": True,
                    },
                    "required": ["amount", 7],
                },
            }
        )
    )
    found = [(each.name, each.kind, each.is_required, each.choices) for each in reading.arguments]
    assert found == [
        ("ids", "array of string", False, ()),
        ("amount", "number or null", True, ()),
        ("mode", "", False, ("a",)),
        ("any", "", False, ()),
    ]


def test_an_operation_argument_is_one_that_chooses_between_operations() -> None:
    reading = read_definition(
        definition(
            operation={"enum": ["list", "delete"]},
            action={"enum": ["only"]},
            color={"enum": ["red", "blue"]},
        )
    )
    assert [each.name for each in reading.operations] == ["operation"]


@pytest.mark.parametrize(
    "schema", [None, {}, {"properties": []}, {"properties": {}, "required": "name"}]
)
def test_a_schema_without_properties_has_no_arguments(schema: Any) -> None:
    raw = {"name": "x"} if schema is None else {"name": "x", "inputSchema": schema}
    reading = read_definition(parse_definition(raw))
    assert reading.arguments == ()
    assert reading.has_schema is (schema is not None)


def test_only_so_many_arguments_are_read_but_all_are_counted() -> None:
    schema: dict[str, Any] = {"properties": {f"a{at}": {} for at in range(5_000)}}
    reading = read_definition(parse_definition({"name": "x", "inputSchema": schema}))
    assert reading.declared == 5_000
    assert len(reading.arguments) == 200


def test_every_hostile_definition_can_be_read(hostile_tools: tuple[Definition, ...]) -> None:
    for each in hostile_tools:
        assert len(read_definition(each).label) <= 80
