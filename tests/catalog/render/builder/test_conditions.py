"""Conditions are built from the input schema, and calls are tried against them."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
Choose = Callable[[Page, str, str], None]
Read = Callable[[Page], Any]
Tried = Callable[[Page, str, str], str]
Imported = Callable[[Page, str], Any]


def test_an_amount_beyond_double_precision_stays_as_it_was_written(
    page: Page, choose: Choose, first_condition: Callable[..., None], tried: Tried
) -> None:
    choose(page, "pay_invoice", "Custom")
    row = page.locator(".b-tools > li").filter(has_text="pay_invoice")
    first_condition(page, row, "amount", "is at most", "9007199254740993.5")
    assert "9007199254740993.5" in page.locator(".b-out code").inner_text()
    for amount, word in (
        ("9007199254740993.5", "A person is asked"),
        ("9007199254740993.51", "Denied"),
    ):
        assert tried(page, "pay_invoice", f'{{"amount": {amount}}}').startswith(word)


def test_a_condition_is_built_from_the_input_schema(
    page: Page,
    choose: Choose,
    document_of: Read,
    first_condition: Callable[..., None],
    tried: Tried,
) -> None:
    choose(page, "list_messages", "Custom")
    row = page.locator(".b-tools > li").filter(has_text="list_messages")
    arguments = row.get_by_label("Argument").locator("option").all_inner_texts()
    assert arguments == ["folder", "limit", "another path…"]
    first_condition(page, row, "folder", "is one of", "inbox, sent")
    (rule,) = document_of(page)["tools"]["list_messages"]["require"]
    assert rule == {"conditions": [{"path": "args.folder", "op": "in", "value": ["inbox", "sent"]}]}
    assert tried(page, "list_messages", '{"folder": "spam"}').startswith("Denied")
    assert tried(page, "list_messages", '{"folder": "inbox"}').startswith("Allowed")


def test_a_condition_that_is_not_finished_denies(
    page: Page, choose: Choose, document_of: Read, first_condition: Callable[..., None]
) -> None:
    choose(page, "list_messages", "Custom")
    assert document_of(page)["tools"]["list_messages"]["action"] == "deny"
    row = page.locator(".b-tools > li").filter(has_text="list_messages")
    first_condition(page, row, "limit", "is at most", "many")
    expect(row.get_by_role("alert")).to_contain_text("every call is denied")
    row.get_by_label("Value").fill("50")
    expect(row.locator(".b-lacks")).to_be_empty()
    assert document_of(page)["tools"]["list_messages"]["action"] == "allow"


def test_a_pattern_that_only_re2_reads_is_left_to_the_gateway(
    page: Page, choose: Choose, first_condition: Callable[..., None], tried: Tried
) -> None:
    choose(page, "list_messages", "Custom")
    row = page.locator(".b-tools > li").filter(has_text="list_messages")
    first_condition(page, row, "folder", "matches the pattern", r"\Ainbox\z")
    expect(row).to_contain_text("the gateway checks it")
    assert tried(page, "list_messages", '{"folder": "spam"}').startswith("Checked by the gateway")
