"""Tools of several operations list them; free-form arguments get an envelope."""

from typing import Any

import pytest

from classifier import Category, classify, parse_definition, text_at

_SHELF: dict[str, Any] = {
    "name": "shelf",
    "description": "Works on shelves.",
    "inputSchema": {
        "type": "object",
        "properties": {"action": {"type": "string", "enum": ["list", "create", "delete"]}},
    },
}


def test_each_operation_has_its_category_and_the_worst_decides() -> None:
    definition = parse_definition(_SHELF)
    verdict = classify(definition)
    assert [(one.parameter, one.value, one.category.value) for one in verdict.operations] == [
        ("action", "list", "Read"),
        ("action", "create", "Write"),
        ("action", "delete", "Destructive"),
    ]
    assert all(text_at(definition, one.field) == one.value for one in verdict.operations)
    assert verdict.category is Category.DESTRUCTIVE


def test_envelope_of_operations_names_the_selector() -> None:
    envelope = classify(parse_definition(_SHELF)).envelope
    assert envelope is not None
    assert envelope.as_json() == {
        "least": "Read",
        "worst": "Destructive",
        "decided_by": ["action"],
    }


@pytest.mark.parametrize(
    ("name", "argument", "want"),
    [("run_sql", "sql", ["sql"]), ("run_shell_command", "command", ["command"])],
)
def test_envelope_of_free_form_input_reaches_from_read_to_destructive(
    name: str, argument: str, want: list[str]
) -> None:
    schema = {"type": "object", "properties": {argument: {"type": "string"}}}
    verdict = classify(parse_definition({"name": name, "inputSchema": schema}))
    assert verdict.category is Category.EXECUTE
    assert verdict.envelope is not None
    assert (verdict.envelope.least, verdict.envelope.worst) == (
        Category.READ,
        Category.DESTRUCTIVE,
    )
    assert list(verdict.envelope.decided_by) == want


def test_no_operation_is_worse_than_the_tool() -> None:
    schema = {"properties": {"method": {"enum": ["GET", "DELETE"]}, "url": {"type": "string"}}}
    raw = {"name": "watch_page", "description": "Creates a monitor.", "inputSchema": schema}
    verdict = classify(parse_definition(raw))
    assert all(one.category.precedence >= verdict.category.precedence for one in verdict.operations)


@pytest.mark.parametrize("raw", [{"name": "list_birds"}, {"name": "delete_bird"}])
def test_a_plain_tool_has_neither(raw: dict[str, Any]) -> None:
    verdict = classify(parse_definition(raw))
    assert (verdict.operations, verdict.envelope) == ((), None)


def test_some_operation_is_as_bad_as_the_tool() -> None:
    schema = {"properties": {"action": {"enum": ["balance", "send"]}, "amount": {"type": "number"}}}
    raw = {"name": "wallet", "description": "Sends money to a wallet.", "inputSchema": schema}
    verdict = classify(parse_definition(raw))
    assert min(one.category.precedence for one in verdict.operations) == verdict.category.precedence


def test_operations_are_read_in_other_languages() -> None:
    schema = {"properties": {"操作": {"type": "string", "enum": ["查询", "删除"]}}}
    raw = {"name": "货架管理", "description": "查询或删除货架。", "inputSchema": schema}
    assert [one.value for one in classify(parse_definition(raw)).operations] == ["查询", "删除"]


@pytest.mark.parametrize(
    ("name", "text", "argument"),
    [
        ("执行命令", "在主机上执行任意命令。", "命令"),
        ("consulta_sql", "Ejecuta una consulta SQL.", "consulta"),
        ("kubectl", "Runs kubectl.", "args"),
    ],
)
def test_free_form_input_is_found_under_other_names(name: str, text: str, argument: str) -> None:
    schema = {"type": "object", "properties": {argument: {"type": "string"}}}
    raw = {"name": name, "description": text, "inputSchema": schema}
    verdict = classify(parse_definition(raw))
    assert verdict.envelope is not None
    assert verdict.envelope.decided_by == (argument,)
