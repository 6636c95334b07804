"""What stands first for what an engineer may type; the table is `queries.yaml`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from catalog.entry import Catalogue
from catalog.render import render_site
from classifier import Category, Signal

pytestmark = pytest.mark.browser

QUERIES = yaml.safe_load(Path(__file__).with_name("queries.yaml").read_text("utf-8"))
_FIN, _DES, _EXE, _WRI, _READ = Category
SERVERS = {
    ("stripe", "Stripe"): (
        ("create_refund", "Pays a charge back.", _FIN, ()),
        ("create_payment_link", "Makes a link to pay by.", _FIN, ()),
        ("list_charges", "Lists what was paid, by payment and refund.", _READ, ()),
    ),
    ("alpaca", "Alpaca"): (
        ("cancel_order", "Cancels one order.", _FIN, ()),
        ("cancel_all_orders", "Cancels everything that is open.", _FIN, (Signal.BULK,)),
    ),
    ("azure", "Microsoft"): (
        ("postgres_query", "Runs SQL.", _EXE, (Signal.FREEFORM_CODE,)),
        ("keyvault_get", "Returns what a vault holds.", _READ, (Signal.SECRETS,)),
    ),
    ("aws-iam", "Amazon Web Services"): (
        ("list_policies", "Lists what may be done.", _READ, (Signal.PRIVILEGE,)),
    ),
    ("kubernetes", None): (("pods_list", "Lists pods.", _READ, (Signal.PRODUCTION,)),),
    ("letters", None): (
        ("send_email", "Sends a letter.", _WRI, (Signal.EXTERNAL_SEND,)),
        ("forward", "Takes an email and will send it on.", _WRI, (Signal.EXTERNAL_SEND,)),
        ("inbox", "Shows the inbox.", _READ, (Signal.PRIVATE_DATA, Signal.UNTRUSTED_CONTENT)),
        ("fetch_page", "Gets a page.", _READ, (Signal.URL_INPUT,)),
        ("note", "Notes, whatever else is said.", _WRI, (Signal.HIDDEN_INSTRUCTIONS,)),
    ),
    ("forge", None): (
        ("createPullRequest", "Opens a request to merge.", _WRI, ()),
        ("delete_repository", "Removes all of it.", _DES, ()),
        ("delete_file", "Removes a file.", _DES, (Signal.PATH_INPUT,)),
        ("read_file", "Returns a file.", _READ, (Signal.PATH_INPUT,)),
        ("tidy", "Will delete a file that nobody wants; read it first.", _WRI, ()),
        ("削除する", "消します。", _DES, ()),
        ("<img src=x onerror=alert(1)>", "<script>alert(1)</script>", _READ, ()),
    ),
}
_FIRST = """() => {
  const option = document.querySelector("#found [role=option]");
  const kind = option?.querySelector(".chip")?.innerText;
  const group = option?.closest("[role=group]")?.getAttribute("aria-label");
  return option && !document.querySelector("#found").hidden
    ? [kind ?? group, option.querySelector(".name").innerText]
    : ["Nothing", ""];
}"""
_GROUPS = {"Servers": "Server", "Tools": "Tool", "Tools with some of the words": "Some"}


@pytest.fixture(scope="session")
def asked_site(
    tool: Callable[..., Any],
    server: Callable[..., Any],
    catalogue: Callable[..., Catalogue],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    def made(name: str, vendor: str | None, rows: tuple[Any, ...]) -> Any:
        tools = [
            tool(called, said, server=name, category=category, signals=signals)
            for called, said, category, signals in rows
        ]
        return server(name, tools, vendor=vendor)

    site = tmp_path_factory.mktemp("asked")
    render_site(catalogue(*(made(*owner, rows) for owner, rows in SERVERS.items())), site)
    return site


@pytest.fixture(scope="module")
def asked_page(
    browser: Browser, asked_site: Path, host: Callable[[Path], AbstractContextManager[str]]
) -> Iterator[Page]:
    """One page for all queries: nobody loads a page anew for each word."""
    with host(asked_site) as address:
        page = browser.new_page()
        page.goto(address)
        yield page
        page.close()


def _ask(page: Page, text: str) -> None:
    page.locator("#find").fill("")
    expect(page.locator(".panel")).to_be_hidden()
    page.locator("#find").fill(text)
    expect(page.locator(".panel")).to_be_visible()


@pytest.mark.parametrize(("text", "kind", "name"), QUERIES, ids=[row[0][:30] for row in QUERIES])
def test_the_first_result_is_what_was_meant(
    asked_page: Page, text: str, kind: str, name: str
) -> None:
    _ask(asked_page, text)
    found_kind, found_name = asked_page.evaluate(_FIRST)
    assert (_GROUPS.get(found_kind, found_kind), found_name) == (kind, name)


def test_what_was_mended_is_told_to_eye_and_ear(asked_page: Page) -> None:
    _ask(asked_page, "tefund")
    expect(asked_page.locator(".panel .note")).to_have_text("“tefund” read as “refund”.")
    expect(asked_page.get_by_role("status").first).to_contain_text("read as “refund”. 2 results")
    _ask(asked_page, "refund")
    expect(asked_page.locator(".panel .note")).to_be_hidden()


def test_a_slip_that_names_a_page_is_not_read_as_another_word(asked_page: Page) -> None:
    _ask(asked_page, "pii")
    expect(asked_page.locator(".panel .note")).to_be_hidden()


def test_counts_stand_beside_vendors_and_labels(asked_page: Page) -> None:
    _ask(asked_page, "microsoft")
    vendor = asked_page.get_by_role("group", name="Vendors").get_by_role("option")
    expect(vendor).to_contain_text("2 tools on 1 server")
    assert (vendor.get_attribute("href") or "").endswith("/vendors/~microsoft/")
    _ask(asked_page, "irreversible")
    expect(asked_page.get_by_role("option").first).to_contain_text("3 tools")


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("refund", ["refund"]),
        ("ref", ["ref"]),
        ("pull request", ["Pull", "Request"]),
        ("createpullrequest", ["createPullRequest"]),
        ("削除", ["削除する"]),
    ],
)
def test_words_that_were_found_are_marked(asked_page: Page, text: str, marks: list[str]) -> None:
    _ask(asked_page, text)
    name = asked_page.get_by_role("group", name="Tools").locator(".name").first
    assert "".join(name.locator("mark").all_inner_texts()) == "".join(marks)


def test_a_description_is_shown_where_it_is_the_reason(asked_page: Page) -> None:
    _ask(asked_page, "merge")
    option = asked_page.get_by_role("group", name="Tools").get_by_role("option").first
    expect(option.locator(".why mark")).to_have_text("merge")
    _ask(asked_page, "createPullRequest")
    expect(asked_page.locator(".why")).to_have_count(0)


def test_nothing_found_leads_on_by_keyboard(asked_page: Page) -> None:
    _ask(asked_page, "fichier supprimer")
    expect(asked_page.locator(".none")).to_contain_text("Nothing found for “fichier supprimer”.")
    asked_page.keyboard.press("Tab")
    expect(asked_page.get_by_role("link", name="vendors", exact=True)).to_be_focused()
    asked_page.keyboard.press("Enter")
    asked_page.wait_for_url("**/vendors/")
    asked_page.go_back()
