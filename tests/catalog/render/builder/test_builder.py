import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from catalog.entry import ServerEntry
from policy import effect, load

pytestmark = pytest.mark.browser
Choose = Callable[[Page, str, str], None]
Read = Callable[[Page], Any]
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


def test_an_amount_beyond_double_precision_stays_as_it_was_written(
    page: Page, choose: Choose
) -> None:
    choose(page, "pay_invoice", "Custom")
    row = page.locator(".b-tools > li").filter(has_text="pay_invoice")
    _first_condition(page, row, "amount", "is at most", "9007199254740993.5")
    assert "9007199254740993.5" in page.locator(".b-out code").inner_text()
    for amount, word in (
        ("9007199254740993.5", "A person is asked"),
        ("9007199254740993.51", "Denied"),
    ):
        assert _tried(page, "pay_invoice", f'{{"amount": {amount}}}').startswith(word)


def _first_condition(page: Page, row: Any, argument: str, comparison: str, value: str) -> None:
    row.locator("details").evaluate("it => { it.open = true }")
    while row.get_by_role("button", name="Remove the condition").count():
        row.get_by_role("button", name="Remove the condition").first.click()
    row.get_by_role("button", name="Add a condition", exact=True).click()
    row.get_by_label("Argument").select_option(argument)
    row.get_by_label("Comparison").select_option(comparison)
    row.get_by_label("Value").fill(value)


def _tried(page: Page, tool: str, arguments: str) -> str:
    page.locator(".b-try").evaluate("it => { it.open = true }")
    page.locator(".b-try select").select_option(tool)
    page.locator(".b-try textarea").fill(arguments)
    page.get_by_role("button", name="Decide").click()
    return page.locator(".b-try [role=status]").inner_text()


def test_a_condition_is_built_from_the_input_schema(
    page: Page, choose: Choose, document_of: Read
) -> None:
    choose(page, "list_messages", "Custom")
    row = page.locator(".b-tools > li").filter(has_text="list_messages")
    arguments = row.get_by_label("Argument").locator("option").all_inner_texts()
    assert arguments == ["folder", "limit", "another path…"]
    _first_condition(page, row, "folder", "is one of", "inbox, sent")
    (rule,) = document_of(page)["tools"]["list_messages"]["require"]
    assert rule == {"conditions": [{"path": "args.folder", "op": "in", "value": ["inbox", "sent"]}]}
    assert _tried(page, "list_messages", '{"folder": "spam"}').startswith("Denied")
    assert _tried(page, "list_messages", '{"folder": "inbox"}').startswith("Allowed")


def test_a_condition_that_is_not_finished_denies(
    page: Page, choose: Choose, document_of: Read
) -> None:
    choose(page, "list_messages", "Custom")
    assert document_of(page)["tools"]["list_messages"]["action"] == "deny"
    row = page.locator(".b-tools > li").filter(has_text="list_messages")
    _first_condition(page, row, "limit", "is at most", "many")
    expect(row.get_by_role("alert")).to_contain_text("every call is denied")
    row.get_by_label("Value").fill("50")
    expect(row.locator(".b-lacks")).to_be_empty()
    assert document_of(page)["tools"]["list_messages"]["action"] == "allow"


def test_a_pattern_that_only_re2_reads_is_left_to_the_gateway(page: Page, choose: Choose) -> None:
    choose(page, "list_messages", "Custom")
    row = page.locator(".b-tools > li").filter(has_text="list_messages")
    _first_condition(page, row, "folder", "matches the pattern", r"\Ainbox\z")
    expect(row).to_contain_text("the gateway checks it")
    assert _tried(page, "list_messages", '{"folder": "spam"}').startswith("Checked by the gateway")


def _imported(page: Page, text: str) -> Any:
    page.locator(".b-import").evaluate("it => { it.open = true }")
    page.locator(".b-import textarea").fill(text)
    page.get_by_role("button", name="Compare").click()
    page.locator(".b-diff p").first.wait_for()
    return page.locator(".b-diff")


def test_an_import_shows_what_differs_before_it_is_used(
    page: Page, mail: ServerEntry, document_of: Read
) -> None:
    changed = json.loads(json.dumps(mail.policies[0].document))
    changed["default"] = "allow"
    changed["tools"]["get_quota"] = {"action": "deny"}
    changed["tools"]["elsewhere"] = {"limits": [{"counter": "c", "window": "day", "max": 1}]}
    diff = _imported(page, json.dumps(changed))
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
    page: Page, mail: ServerEntry
) -> None:
    told = "The link leads to a private network."
    block = {"conditions": [{"path": "args.url", "op": "regex", "value": "^x+$"}], "on_deny": told}
    document = {"version": "1", "default": "deny", "tools": {"fetch_url": {"deny_if": [block]}}}
    diff = _imported(page, json.dumps(document))
    rows = [it.locator("dt, dd").all_text_contents() for it in diff.locator("dl > div").all()]
    assert any(f"denied with “{told}”" in row[2] for row in rows)
    assert "^x+$" not in diff.inner_text()
    changed = int(diff.locator("p").first.inner_text().split()[0])
    pairs = [tuple(row[1:]) for row in rows]
    assert len(pairs) == len(set(pairs)) < changed <= len(mail.tools)


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


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "no JSON"),
        ('{"version":"1","default":"ask"}', "/default"),
        ('{"version":"1","default":"deny","tools":{"a":{},"a":{}}}', "written twice"),
    ],
)
def test_an_invalid_import_is_refused_with_its_place(page: Page, text: str, says: str) -> None:
    diff = _imported(page, text)
    expect(diff).to_contain_text("This is no valid policy.")
    expect(diff).to_contain_text(says)
    assert diff.get_by_role("button").count() == 0


def test_the_same_policy_shows_no_difference(page: Page, mail: ServerEntry) -> None:
    diff = _imported(page, json.dumps(mail.policies[0].document))
    expect(diff).to_contain_text("the same")


def test_the_address_holds_the_policy(
    page: Page, context: BrowserContext, choose: Choose, document_of: Read
) -> None:
    _preset(page, "Read-only")
    choose(page, "create_label", "Ask")
    choose(page, "list_messages", "Custom")
    row = page.locator(".b-tools > li").filter(has_text="list_messages")
    _first_condition(page, row, "limit", "is at most", "1.50")
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
    page: Page, choose: Choose, width: int, theme: Any
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=theme)
    choose(page, "send_message", "Custom")
    _imported(page, '{"version": "1", "default": "allow"}')
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
