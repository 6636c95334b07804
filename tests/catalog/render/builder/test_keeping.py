"""A policy is imported, compared, and kept in the address."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from catalog.entry import ServerEntry

pytestmark = pytest.mark.browser
Choose = Callable[[Page, str, str], None]
Read = Callable[[Page], Any]
Tried = Callable[[Page, str, str], str]
Imported = Callable[[Page, str], Any]


def _preset(page: Page, name: str) -> None:
    page.get_by_role("group", name="Start from").get_by_role("button", name=name).click()


def test_an_import_shows_what_differs_before_it_is_used(
    page: Page, mail: ServerEntry, document_of: Read, imported: Imported
) -> None:
    changed = json.loads(json.dumps(mail.policies[0].document))
    changed["default"] = "allow"
    changed["tools"]["get_quota"] = {"action": "deny"}
    changed["tools"]["elsewhere"] = {"limits": [{"counter": "c", "window": "day", "max": 1}]}
    diff = imported(page, json.dumps(changed))
    rows = [it.locator("dt, dd").all_text_contents() for it in diff.locator("dl > div").all()]
    assert rows == [
        ["Tools of later versions", "deny", "allow"],
        ["get_quota", "Allow", "Deny"],
        ["elsewhere (not on this server)", "not listed", "Allow, 1 limit"],
    ]
    assert document_of(page) == mail.policies[0].document
    diff.get_by_role("button", name="Use the imported policy").click()
    assert document_of(page) == changed


def test_an_import_groups_equal_changes_and_names_conditions_by_what_callers_are_told(
    page: Page, mail: ServerEntry, imported: Imported
) -> None:
    told = "The link leads to a private network."
    block = {"conditions": [{"path": "args.url", "op": "regex", "value": "^x+$"}], "on_deny": told}
    document = {"version": "1", "default": "deny", "tools": {"fetch_url": {"deny_if": [block]}}}
    diff = imported(page, json.dumps(document))
    rows = [it.locator("dt, dd").all_text_contents() for it in diff.locator("dl > div").all()]
    assert any(f"denied with “{told}”" in row[2] for row in rows)
    assert "^x+$" not in diff.inner_text()
    changed = int(diff.locator("p").first.inner_text().split()[0])
    pairs = [tuple(row[1:]) for row in rows]
    assert len(pairs) == len(set(pairs)) < changed <= len(mail.tools)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "no JSON"),
        ('{"version":"1","default":"ask"}', "/default"),
        ('{"version":"1","default":"deny","tools":{"a":{},"a":{}}}', "written twice"),
    ],
)
def test_an_invalid_import_is_refused_with_its_place(
    page: Page, text: str, says: str, imported: Imported
) -> None:
    diff = imported(page, text)
    expect(diff).to_contain_text("This is no valid policy.")
    expect(diff).to_contain_text(says)
    assert diff.get_by_role("button").count() == 0


def test_the_same_policy_shows_no_difference(
    page: Page, mail: ServerEntry, imported: Imported
) -> None:
    diff = imported(page, json.dumps(mail.policies[0].document))
    expect(diff).to_contain_text("the same")


def test_the_address_holds_the_policy(
    page: Page,
    context: BrowserContext,
    choose: Choose,
    document_of: Read,
    first_condition: Callable[..., None],
) -> None:
    _preset(page, "Read-only")
    choose(page, "create_label", "Ask")
    choose(page, "list_messages", "Custom")
    row = page.locator(".b-tools > li").filter(has_text="list_messages")
    first_condition(page, row, "limit", "is at most", "1.50")
    page.get_by_label("Tools of later versions").select_option("are allowed")
    expect(page).to_have_url(re.compile("default=allow"))
    kept = parse_qs(urlsplit(page.url).fragment)
    assert (kept["policy"], kept["ask"]) == (["read-only"], ["create_label"])
    other = context.new_page()
    other.goto(page.url)
    assert other.locator(".b-out code").inner_text() == page.locator(".b-out code").inner_text()
    assert document_of(other)["default"] == "allow"


@pytest.mark.parametrize(
    "fragment", ["policy=none", "policy=recommended&rule=[1", "policy=read-only&default=x"]
)
def test_a_spoilt_address_leaves_a_valid_policy(
    context: BrowserContext, address: str, mail: ServerEntry, document_of: Read, fragment: str
) -> None:
    page = context.new_page()
    page.goto(f"{address}#{fragment}")
    assert document_of(page) == mail.policies[0].document
