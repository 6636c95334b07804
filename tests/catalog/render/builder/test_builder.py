import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from catalog.entry import ServerEntry
from policy import effect, load

pytestmark = pytest.mark.browser
Choose = Callable[[Page, str, str], None]
Read = Callable[[Page], Any]
Imported = Callable[[Page, str], Any]
FAINT = Path(__file__).parents[1].joinpath("faint_text.js").read_text("utf-8")


def _status(page: Page) -> str:
    return page.locator(".b-effect [role=status]").inner_text()


def _preset(page: Page, name: str) -> None:
    page.get_by_role("group", name="Start from").get_by_role("button", name=name).click()


def test_it_starts_from_the_recommended_policy(
    page: Page, mail: ServerEntry, document_of: Read
) -> None:
    assert document_of(page) == mail.policies[0].document
    assert (
        page.get_by_role("button", name="Recommended", exact=True).get_attribute("aria-pressed")
        == "true"
    )


@pytest.mark.parametrize("preset", ["Recommended", "Read-only", "Everything but critical"])
def test_each_preset_is_valid_and_its_effect_is_the_one_python_computes(
    page: Page, mail: ServerEntry, document_of: Read, preset: str
) -> None:
    _preset(page, preset)
    found = effect(load(document_of(page)), [tool.name for tool in mail.tools])
    callable_ = len(found.open) + len(found.limited) + len(found.checked)
    assert _status(page).startswith(f"{callable_} callable")
    for group, said in ((found.asked, "ask"), (found.denied, "denied"), (found.hidden, "hidden")):
        assert (f"{len(group)} {said}" in _status(page)) == bool(group)


def test_read_only_leaves_tools_that_read(page: Page, mail: ServerEntry, document_of: Read) -> None:
    _preset(page, "Read-only")
    made = document_of(page)
    reads = {
        t.name for t in mail.tools if t.verdict.category == "Read" and not t.verdict.needs_review
    }
    assert set(made["tools"]) == reads
    assert set(made["hide"]) == {tool.name for tool in mail.tools} - reads


def test_everything_but_critical_hides_what_is_critical(
    page: Page, mail: ServerEntry, document_of: Read
) -> None:
    _preset(page, "Everything but critical")
    critical = [tool.name for tool in mail.tools if tool.verdict.risk == "Critical"]
    assert critical and document_of(page)["hide"] == critical


@pytest.mark.parametrize(
    ("choice", "rule"),
    [
        ("Allow", {"action": "allow"}),
        ("Ask", {"action": "require_approval"}),
        ("Limit", {"action": "allow", "rate_limit": {"max": 30, "window": 60}}),
        ("Deny", {"action": "deny"}),
    ],
)
def test_a_choice_becomes_its_rule(
    page: Page, choose: Choose, document_of: Read, choice: str, rule: Any
) -> None:
    choose(page, "delete_message", choice)
    assert document_of(page)["tools"]["delete_message"] == rule
    choose(page, "delete_message", "Hide")
    assert document_of(page)["hide"] == ["delete_message"]


def test_everything_but_critical_says_that_conditions_are_dropped(page: Page) -> None:
    note = page.locator(".b-note")
    assert "are dropped" not in note.inner_text()
    _preset(page, "Everything but critical")
    expect(note).to_contain_text("The conditions and limits of the recommended policy are dropped")


def test_tools_stand_by_risk_with_what_the_policy_leaves_of_them(
    page: Page, choose: Choose, mail: ServerEntry
) -> None:
    levels = page.locator(".b-level > summary")
    risks = {tool.verdict.risk for tool in mail.tools}
    gravest_first = [level.value for level in sorted(risks, key=lambda it: -it.rank)]
    assert levels.locator(".badge").all_inner_texts() == gravest_first
    choose(page, "get_quota", "Deny")
    expect(levels.last).to_contain_text("1 denied")


def test_the_policy_is_copied_and_downloaded_as_it_stands(
    page: Page, choose: Choose, document_of: Read, tmp_path: Path
) -> None:
    choose(page, "get_quota", "Deny")
    page.locator(".b-out .copy").click()
    page.locator(".b-out").get_by_text("Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as started:
        page.get_by_role("link", name="Download").click()
    started.value.save_as(tmp_path / "policy.json")
    assert started.value.suggested_filename == "policy.json"
    assert (tmp_path / "policy.json").read_text() == copied
    assert load(json.loads(copied)) == load(document_of(page))


def test_everything_can_be_done_with_the_keyboard(page: Page, document_of: Read) -> None:
    page.get_by_role("button", name="Read-only", exact=True).focus()
    page.keyboard.press("Enter")
    page.locator(".b-tools [type=radio]:checked").first.focus()
    name = page.evaluate("document.activeElement.closest('li').querySelector('.name').textContent")
    page.keyboard.press("ArrowRight")  # from Hide to Custom
    for key in ["Tab"] * 5:  # its rules, kind, argument, comparison, value
        page.keyboard.press(key)
    page.keyboard.type("7")
    made = document_of(page)["tools"][name]
    assert made["require"][0]["conditions"][0]["value"] in (7, "7")


def test_what_is_risky_together_is_told_as_the_policy_changes(page: Page, choose: Choose) -> None:
    note = page.locator(".b-note")
    expect(note).to_contain_text("Risky combinations left: private data, untrusted content")
    choose(page, "get_quota", "Deny")
    expect(note).to_contain_text("Risky combinations left: private data, untrusted content")
    page.get_by_role("link", name="See that in the builder").click()
    expect(note).to_contain_text("No risky combination is left.")
    expect(page.locator(".b-effect [role=status]")).to_contain_text("denied")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 800, 1400])
def test_it_fits_every_width_in_both_themes(
    page: Page, choose: Choose, width: int, theme: Any, imported: Imported
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=theme)
    choose(page, "send_message", "Custom")
    imported(page, '{"version": "1", "default": "allow"}')
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate(FAINT) == []
    page.locator("details").evaluate_all("all => all.forEach(it => { it.open = true })")
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []


def test_without_javascript_the_recommended_policy_is_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#control pre")).to_be_visible()
    expect(page.locator("#builder")).to_be_hidden()
    assert page.locator("#tools tbody tr").count() == 9
    context.close()


def test_the_table_of_tools_sorts_and_filters(page: Page, mail: ServerEntry) -> None:
    names = page.locator("#tools tbody tr:visible .name")
    page.get_by_role("button", name="Tokens").click()
    tokens = page.locator("#tools td.tokens").all_inner_texts()
    counts = [int(text.split()[0]) for text in tokens]
    assert counts == sorted(counts, reverse=True)
    page.get_by_role("button", name="Tool", exact=True).click()
    assert names.all_inner_texts() == sorted(names.all_inner_texts())
    page.locator(".table-bar").get_by_label("Risk").select_option("Critical")
    critical = {tool.name for tool in mail.tools if tool.verdict.risk == "Critical"}
    assert set(names.all_inner_texts()) == critical
    page.locator(".table-bar").get_by_label("Find").fill("invoice")
    assert names.all_inner_texts() == ["pay_invoice"]
    expect(page.locator(".table-bar [role=status]")).to_have_text("1 of 9 tools")
