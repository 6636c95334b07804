"""The page to browse by: facets, counts, order, pages, addresses."""

import re
from collections import Counter
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from catalog.entry import Catalogue, Row
from catalog.slug import server_slug
from classifier import RiskLevel, Signal

pytestmark = pytest.mark.browser


def _open(page: Page, address: str) -> None:
    page.goto(address)
    _settled(page)


def _settled(page: Page) -> None:
    page.locator(".results:not([aria-busy])").wait_for()
    page.locator(".total").filter(has_text="tool").wait_for()


def _box(page: Page, title: str) -> Locator:
    """The box with a title; its label tells the count as well."""
    return page.get_by_label(re.compile(rf"^{re.escape(title)}\s*\d"))


def _total(page: Page) -> int:
    return int(page.locator(".total").inner_text().split(" ")[0].replace(",", ""))


def _names(page: Page) -> list[str]:
    return page.locator(".results tbody a.name").all_inner_texts()


def _walk(page: Page) -> list[str]:
    found = _names(page)
    while page.locator("a[rel=next]").count():
        before = page.url
        page.locator("a[rel=next]").click()
        expect(page).not_to_have_url(before)
        _settled(page)
        found += _names(page)
    return found


def _counts(rows: list[Row]) -> dict[str, int]:
    """What the boxes should say, by kind and value."""
    found: Counter[str] = Counter()
    for row in rows:
        found[f"risk {row.risk.rank}"] += 1
        found[f"category {row.category.precedence}"] += 1
        found.update(f"signal {list(Signal).index(signal)}" for signal in row.signals)
        found.update("contradiction 0" for name in row.contradictions if name == "readOnlyHint")
        found["review 0"] += row.needs_review
        found[f"vendor {server_slug(row.vendor or '')}"] += 1
    return dict(found)


def test_every_box_tells_how_many_tools_it_leaves(
    page: Page, served: str, searched: Catalogue
) -> None:
    _open(page, f"{served}browse/")
    said = {}
    for label in page.locator(".facets label").all():
        box = label.locator("input")
        count = int(label.locator(".count").inner_text())
        said[f"{box.get_attribute('name')} {box.get_attribute('value')}"] = count
    assert {key: count for key, count in said.items() if count} == _counts(list(searched.rows()))


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("", lambda row: True),
        ("?risk=critical,high", lambda row: row.risk in (RiskLevel.CRITICAL, RiskLevel.HIGH)),
        ("?category=write&review=1", lambda row: row.category == "Write" and row.needs_review),
        ("?signal=path_input", lambda row: Signal.PATH_INPUT in row.signals),
        ("?signal=path_input,overwrites", lambda row: Signal.OVERWRITES in row.signals),
        ("?contradiction=readonlyhint", lambda row: True),  # no such value
        ("?contradiction=readOnlyHint", lambda row: bool(row.contradictions)),
        (f"?vendor={quote(server_slug('Acme & Sons'))}", lambda row: row.vendor == "Acme & Sons"),
        ("?vendor=nobody", lambda row: False),
        ("?risk=low&vendor=~babel", lambda row: row.risk == "Low" and row.vendor == "Babel"),
        ("?q=entry&category=financial", lambda row: row.category == "Financial"),
        ("?risk=odd&page=99&sort=odd", lambda row: True),
    ],
)  # fmt: skip
def test_an_address_says_what_is_chosen(
    page: Page, served: str, searched: Catalogue, query: str, fits: object
) -> None:
    _open(page, f"{served}browse/{query}")
    wanted = [row.name for row in searched.rows() if fits(row)]  # type: ignore[operator]
    assert _total(page) == len(wanted)
    if "page" not in query:
        assert Counter(_walk(page)) == Counter(wanted)


@pytest.mark.parametrize("query", ["", "&risk=critical", "&q=entry", "&vendor=~babel"])
def test_by_name_walks_all_tools_in_order(page: Page, served: str, query: str) -> None:
    _open(page, f"{served}browse/?sort=name{query}")
    names = _walk(page)
    assert len(names) == _total(page)
    assert names == sorted(names, key=lambda name: (name.lower(), name))


def test_the_gravest_come_first_and_the_mildest_on_demand(page: Page, served: str) -> None:
    _open(page, f"{served}browse/")
    first = _walk(page)
    _open(page, f"{served}browse/")
    page.get_by_label("Order").select_option("mild")
    expect(page).to_have_url(f"{served}browse/?sort=mild")
    _settled(page)
    assert _walk(page) == first[::-1]


def test_ticking_narrows_and_the_address_can_be_shared(
    browser: Browser, page: Page, served: str
) -> None:
    _open(page, f"{served}browse/")
    _box(page, "Destructive").check()
    _box(page, "Path as input").check()
    expect(page).to_have_url(f"{served}browse/?category=destructive&signal=path_input")
    expect(page.locator(".total")).to_have_text("1 tool")
    assert _names(page) == ["delete_file"]
    other = browser.new_page()
    _open(other, page.url)
    assert _names(other) == ["delete_file"]
    assert _box(other, "Destructive").is_checked()
    other.close()
    page.go_back()
    expect(page.locator(".total")).to_have_text("4 tools")
    assert not _box(page, "Path as input").is_checked()


def test_another_vendor_takes_the_place_of_the_first(page: Page, served: str) -> None:
    _open(page, f"{served}browse/")
    _box(page, "Acme & Sons").check()
    _box(page, "Babel").check()
    expect(page).to_have_url(f"{served}browse/?vendor=~babel")
    page.get_by_role("button", name="Drop vendor Babel").click()
    expect(page).to_have_url(f"{served}browse/")


def test_what_is_chosen_stands_above_the_results_and_goes_at_once(page: Page, served: str) -> None:
    _open(page, f"{served}browse/?q=zzzz&risk=low&category=write&review=1&vendor=~babel")
    chosen = page.get_by_role("list", name="Chosen")
    expect(chosen.get_by_role("button")).to_have_text(
        ["“zzzz” ×", "Low risk ×", "Write ×", "Needs review ×", "vendor Babel ×", "Clear all"]
    )
    expect(page.locator(".results")).to_contain_text("No tool has all of this.")
    chosen.get_by_role("button", name="Drop Write").click()
    expect(page).to_have_url(f"{served}browse/?q=zzzz&risk=low&vendor=~babel&review=1")
    page.locator(".nothing").get_by_role("button", name="Clear all").click()
    expect(page).to_have_url(f"{served}browse/")
    expect(chosen).to_be_hidden()


def test_facets_and_pages_work_by_keyboard(page: Page, served: str) -> None:
    _open(page, f"{served}browse/")
    _box(page, "Write").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(f"{served}browse/?category=write")
    expect(_box(page, "Write")).to_be_focused()
    page.get_by_role("link", name="Next →").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{served}browse/?category=write&page=2")


def test_words_that_no_tool_has_together_say_so(page: Page, served: str) -> None:
    _open(page, f"{served}browse/?q=volume+letters+inbox")
    assert "none with all" in page.locator(".total").inner_text()
    assert _names(page) == ["listMessages"]


def test_names_of_strangers_are_only_text(page: Page, served: str) -> None:
    _open(page, f"{served}browse/?q=%3Cimg+src%3Dx%3E&risk=low")
    assert _names(page) == ["<img src=x onerror=alert(1)>"]
    page.locator(".results a.name").click()
    expect(page.locator("h1")).to_have_text("<img src=x onerror=alert(1)>")


@pytest.mark.parametrize("width", [360, 800, 1400])
def test_browsing_fits_every_width(browser: Browser, served: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    _open(page, f"{served}browse/?q=delete")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.close()
