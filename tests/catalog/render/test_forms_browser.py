"""Formats are written for the name that a server has in one's own configuration."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from catalog.entry import Catalogue
from catalog.render import render_site

pytestmark = pytest.mark.browser
LABEL = "Name of the server in your configuration"


@pytest.fixture(scope="module")
def site(server, tool, tmp_path_factory: pytest.TempPathFactory, host, catalogue) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("forms-browser")
    made: Catalogue = catalogue(server(tools=tuple(tool(f"tool_{at}") for at in range(120))))
    render_site(made, folder)
    with host(folder) as address:
        yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield made
    made.close()


def copied(page: Page) -> str:
    page.get_by_text("Copied").first.wait_for()
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_a_name_is_written_into_every_format_and_kept(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    page.goto(f"{site}tools/notes/tool_0/")
    page.get_by_text("Claude Code", exact=True).first.click()
    page.get_by_label(LABEL).fill("mine-2")
    page.locator(".format:visible .code .copy").click()
    assert json.loads(copied(page))["permissions"]["deny"] == ["mcp__mine-2__tool_0"]
    page.goto(f"{site}servers/notes/")
    assert page.get_by_label(LABEL).input_value() == "mine-2"
    assert "mcp__mine-2__" in (page.locator(".format:visible .code").text_content() or "")


@pytest.mark.parametrize("name", ["a__b", "my server", "1st", "a_", '"x', "ä"])
def test_a_name_that_some_format_writes_otherwise_is_refused(
    context: BrowserContext, site: str, name: str
) -> None:
    page = context.new_page()
    page.goto(f"{site}tools/notes/tool_0/")
    page.get_by_label(LABEL).fill(name)
    assert page.get_by_label(LABEL).get_attribute("aria-invalid") == "true"
    assert "toolrisk policy compile" in (page.locator(".client-name").text_content() or "")
    assert page.locator("#control var").first.text_content() == "notes"


def test_a_long_policy_is_copied_whole_for_the_name(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    page.goto(f"{site}servers/notes/")
    page.get_by_label(LABEL).fill("mine")
    page.locator("#clients .format:visible .code .copy").click()
    rules = json.loads(copied(page))["permissions"]
    assert len(rules["deny"]) == 120 and rules["deny"][0] == "mcp__mine__tool_0"


def test_a_file_is_downloaded_for_the_name(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    page.goto(f"{site}servers/notes/")
    page.get_by_label(LABEL).fill("mine")
    with page.expect_download() as found:
        page.locator("#clients .format:visible").get_by_role("link", name="Read-only").click()
    text = Path(found.value.path()).read_text("utf-8")
    assert found.value.suggested_filename == "settings.json" and "mcp__mine__tool_119" in text


def test_every_format_can_be_reached_without_javascript(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}servers/notes/")
    page.get_by_text("Codex", exact=True).first.click()
    link = page.locator("#clients .format:visible").get_by_role("link", name="Recommended")
    answer = page.request.get(str(link.evaluate("each => each.href")))
    assert answer.ok and "[mcp_servers.notes]" in answer.text()
    context.close()
