"""The search box of every page, used as people use it."""

import gzip
import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

CASES = json.loads(Path(__file__).with_name("terms.json").read_text("utf-8"))
ENDS = ("All results", "Nothing found")
_TERMS = """async ([module, texts]) => {
  const { terms, parts, joined } = await import(module);
  return texts.map((text) => [terms(text), joined(parts(text))]);
}"""
_DISTANCES = """async ([module, pairs]) => {
  const { distance } = await import(module);
  return pairs.map(([typed, word, open]) => distance(typed, word, 2, open));
}"""
_AXE = """() => axe.run(document).then((found) =>
  found.violations.map((it) => `${it.id} ${it.nodes[0].failureSummary}`))"""


def _typed(page: Page, text: str) -> list[str]:
    """Type into the box; returns the results, each as its words."""
    page.locator("#find").fill("")
    page.locator("#find").press_sequentially(text)
    # Both ends of an answer name the words, so that no older answer is read.
    found, none = (page.get_by_text(f"{it} for “{text.strip()}”") for it in ENDS)
    found.or_(none.and_(page.locator(".none"))).wait_for()
    options = page.locator("#found [role=option]").all_inner_texts()
    return [re.sub(r"\s+", " ", option).strip() for option in options]


def test_terms_are_the_same_in_the_browser(page: Page, served: str) -> None:
    page.goto(served)
    module = f"{served}assets/search/terms.js"
    found = page.evaluate(_TERMS, [module, [case[0] for case in CASES]])
    assert found == [case[1:] for case in CASES]


def test_distances_count_slips(page: Page, served: str) -> None:
    page.goto(served)
    pairs = {
        ("delte", "delete", False): 1,
        ("edlete", "delete", False): 1,
        ("delete", "delete", False): 0,
        ("fiel", "file", False): 1,
        ("del", "delete", False): 3,
        ("delt", "delete", True): 1,
        ("scrensho", "screenshot", True): 1,
        ("a", "bcdefg", False): 3,
    }
    module = f"{served}assets/search/mending.js"
    found = page.evaluate(_DISTANCES, [module, [list(pair) for pair in pairs]])
    for (pair, expected), got in zip(pairs.items(), found, strict=True):
        assert min(got, 3) == expected, pair


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("delete_file", "Critical delete_file Destructive · disk"),
        ("deletefile", "Critical delete_file Destructive · disk"),
        ("delete file ver", "Critical delete_file_version Destructive · disk"),
        ("delte_fil", "Critical delete_file Destructive · disk"),
        ("DELETE-FILES", "Critical delete_file Destructive · disk"),
        ("edlete flie", "Critical delete_file Destructive · disk"),
        ("snedmessage", "Medium sendMessage Write · post-office"),
        ("list message", "Low listMessages Read · post-office"),
        ("lettrs inbox", "Low listMessages Read · post-office Lists the letters of the inbox."),
        ("forevr", "Critical format_volume Destructive · disk Wipes everything, forever."),
        ("disk format", "Critical format_volume Destructive · disk"),
        ("babel send", "Medium sendMessage Write · post-office"),
        ("overwrites", "Signal Overwrites 1 tool"),
        ("overwrites file", "Medium write_file Write · disk"),
        ("critical volume", "Critical format_volume Destructive · disk"),
        ("削除", "Critical 削除する Destructive · post-office"),
        ("onerror", "Low <img src=x onerror=alert(1)> Read · post-office"),
        ("post office", "Critical post-office 4 tools"),
        ("sleeper", "Unknown sleeper not listed"),
        ("volume nowhereatall", "Critical format_volume Destructive · disk"),
    ],
)
def test_typing_finds(page: Page, served: str, text: str, first: str) -> None:
    page.goto(f"{served}servers/disk/")
    assert _typed(page, text)[0] == first


@pytest.mark.parametrize("text", ["zzzzzz", "\u202e", "'\"><b>", "%_%"])
def test_typing_nonsense_says_so(page: Page, served: str, text: str) -> None:
    page.goto(served)
    assert _typed(page, text) == []


def test_the_keyboard_is_enough(page: Page, served: str) -> None:
    page.goto(f"{served}tools/disk/read_file/")
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Search tools and servers")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    _typed(page, "delete")
    expect(box).to_have_attribute("aria-expanded", "true")
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowUp")
    expect(page.locator("[aria-selected=true]")).to_have_text("All results for “delete”")
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    expect(chosen).to_have_attribute("aria-selected", "true")
    target = chosen.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(target)


def test_escape_closes_then_clears_then_leaves(page: Page, served: str) -> None:
    page.goto(served)
    page.keyboard.press("/")
    _typed(page, "delete")
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()
    expect(page.locator("#find")).to_have_value("delete")
    page.keyboard.press("Escape")
    expect(page.locator("#find")).to_have_value("")
    expect(page.locator("#find")).not_to_be_focused()


def test_a_slash_in_a_field_is_a_slash(page: Page, served: str) -> None:
    page.goto(served)
    page.keyboard.press("/")
    page.keyboard.type("a/b")
    expect(page.locator("#find")).to_have_value("a/b")


def test_enter_without_a_choice_shows_all_results(page: Page, served: str) -> None:
    page.goto(f"{served}tools/disk/read_file/")
    page.keyboard.press("/")
    page.keyboard.type("delete file")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served}browse/?q=delete+file")
    expect(page.locator(".results tbody tr")).to_have_count(2)


def test_results_close_when_the_focus_leaves(page: Page, served: str) -> None:
    page.goto(served)
    page.keyboard.press("/")
    _typed(page, "delete")
    page.keyboard.press("Tab")
    expect(page.locator(".panel")).to_be_hidden()


def test_a_page_that_is_only_read_loads_no_index(page: Page, served: str) -> None:
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url.removeprefix(served)))
    page.goto(f"{served}tools/disk/read_file/", wait_until="networkidle")
    assert [path for path in asked if path.startswith("search/")] == []
    assert "assets/search/query.js" not in asked


def test_an_index_that_cannot_be_read_leaves_the_lists(browser: Browser, served: str) -> None:
    page = browser.new_page()
    page.route("**/search/root.bin", lambda route: route.abort())
    page.goto(served)
    page.locator("#find").press_sequentially("delete")
    page.get_by_role("link", name="Browse the lists").click()
    page.wait_for_url(f"{served}browse/")
    page.get_by_text("the lists below remain").wait_for()
    page.close()


@pytest.mark.parametrize("text", ["delete", "zzzzzz"])
@pytest.mark.parametrize(("theme", "width"), [("light", 360), ("dark", 360), ("dark", 1200)])
def test_open_results_fit_and_break_no_rule(
    browser: Browser, served: str, theme: str, width: int, text: str
) -> None:
    size = {"width": width, "height": 800}
    page = browser.new_page(viewport=size, color_scheme=theme)  # type: ignore[arg-type]
    page.goto(served)
    _typed(page, text)
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.locator(".panel").bounding_box()["x"] >= 0  # type: ignore[index]
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(_AXE) == []
    page.close()


def test_without_javascript_the_box_is_a_link_to_the_lists(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}tools/disk/read_file/")
    page.get_by_role("link", name="Search and browse").click()
    for name in ("Vendors", "Acme & Sons", "write_file"):
        page.get_by_role("link", name=name, exact=True).first.click()
    assert page.url == f"{served}tools/disk/write_file/"
    page.goto(f"{served}browse/")
    page.get_by_role("link", name="D", exact=True).click()
    assert page.locator("tbody a.name").all_inner_texts() == ["delete_file", "delete_file_version"]
    context.close()


def test_all_scripts_of_searching_and_browsing_keep_to_the_budget(built: Path) -> None:
    scripts = [built / "assets/site.js", *(built / "assets/search").glob("*.js")]
    assert sum(len(gzip.compress(path.read_bytes(), 6)) for path in scripts) <= 25 * 1024
