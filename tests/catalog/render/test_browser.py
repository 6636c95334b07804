"""Built pages, opened in a real browser."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from catalog.entry import Catalogue
from catalog.paths import SITE
from catalog.render import render_site

pytestmark = pytest.mark.browser
Host = Callable[[Path], AbstractContextManager[str]]
SMALL = [
    "",
    "servers/",
    "servers/notes/",
    "servers/gone/",
    "tools/notes/delete_note/",
    "tools/~odd~020~server/x/",
    "risk/",
    "risk/critical/",
    "categories/read/",
    "signals/",
    "guide/taxonomy/",
    "guide/api/",
]
GUIDE = sorted(
    f"guide/{'' if path.stem == 'index' else f'{path.stem}/'}" for path in SITE.glob("guide/*.md")
)


def _served(catalogue: Catalogue, folder: Path, host: Host) -> Iterator[str]:
    """Serve a site below a path, as a project page of a static host is."""
    site = folder / "some" / "base"
    site.mkdir(parents=True)
    render_site(catalogue, site)
    with host(folder) as address:
        yield f"{address}some/base/"


@pytest.fixture(scope="module")
def hostile(
    hostile_catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory, host: Host
) -> Iterator[str]:
    yield from _served(hostile_catalogue, tmp_path_factory.mktemp("hostile"), host)


@pytest.fixture(scope="module")
def small(
    small_catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory, host: Host
) -> Iterator[str]:
    yield from _served(small_catalogue, tmp_path_factory.mktemp("small"), host)


def _watched(page: Page, base: str, wrong: list[str]) -> None:
    """Write down whatever a page must not do."""

    def dialog(shown: object) -> None:
        wrong.append("a dialog")

    page.on("dialog", dialog)
    page.on("pageerror", lambda error: wrong.append(f"an error: {error}"))
    page.on("console", lambda line: wrong.append(f"on the console: {line.text}"))
    page.on(
        "request",
        lambda sent: sent.url.startswith(base) or wrong.append(f"a request to {sent.url}"),
    )


def test_hostile_definitions_run_nothing_and_fit_a_phone(
    browser: Browser, hostile: str, hostile_catalogue: Catalogue
) -> None:
    (entry,) = hostile_catalogue.entries()
    page = browser.new_page(viewport={"width": 360, "height": 800})
    wrong: list[str] = []
    _watched(page, hostile, wrong)
    for address in (entry.page, "risk/critical/", *(tool.page for tool in entry.tools)):
        page.goto(hostile + address)
        wrong += [f"{address}: {problem}" for problem in _misshapen(page)]
        assert wrong == [], address
        assert page.title() != "ran"
    page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 800, 1400])
def test_pages_fit_every_width_in_both_themes(
    browser: Browser, small: str, width: int, theme: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=theme)  # type: ignore[arg-type]
    wrong: list[str] = []
    _watched(page, small, wrong)
    for address in SMALL:
        page.goto(small + address)
        wrong += [f"{address}: {problem}" for problem in _misshapen(page)]
        wrong += [f"{address}: {faint}" for faint in page.evaluate(_FAINT)]
    page.close()
    assert wrong == []


def test_every_page_of_the_guide_fits_a_phone_and_scrolls_its_wide_tables_by_key(
    browser: Browser, small: str
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    wrong: list[str] = []
    for address in GUIDE:
        page.goto(small + address)
        wrong += [f"{address}: {problem}" for problem in _misshapen(page)]
        wrong += [f"{address}: no keyboard for {table}" for table in page.evaluate(_UNREACHABLE)]
        assert page.locator(".guide-nav a:visible").count() == 0, address
    page.close()
    assert wrong == []


def test_the_pages_of_the_guide_are_listed_beside_the_text_where_there_is_room(
    browser: Browser, small: str
) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1280, "height": 800}
    )
    page = context.new_page()
    page.goto(small + GUIDE[0])
    assert page.locator(".guide-nav a:visible").count() >= len(GUIDE)
    context.close()


@pytest.mark.parametrize(("width", "rows"), [(800, 2), (1000, 2), (1100, 2), (1280, 1)])
def test_the_head_of_a_page_is_one_row_or_two(
    browser: Browser, small: str, width: int, rows: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(small)
    assert page.locator(".top").evaluate("it => it.offsetHeight") <= 20 + 40 * rows
    page.close()


def test_paper_holds_the_policy_whichever_format_is_chosen(browser: Browser, small: str) -> None:
    page = browser.new_page()
    page.goto(f"{small}tools/notes/delete_note/")
    page.get_by_text("Codex", exact=True).first.click()
    page.emulate_media(media="print")
    assert page.locator("#format-policy + label + .format .todo").is_visible()
    assert page.locator(".format:visible").count() == 1
    page.close()


def test_pages_tell_everything_without_javascript(browser: Browser, small: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{small}tools/notes/delete_note/")
    assert page.locator("#control pre").first.is_visible()
    assert page.locator("button").count() == 0
    page.locator("#questions summary").last.click()
    assert page.locator("#questions details").last.locator("pre").is_visible()
    context.close()


def test_the_theme_switch_is_remembered(browser: Browser, small: str) -> None:
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(small)
    light = page.evaluate(_BACKGROUND)
    for _ in range(2):  # auto, light, dark
        page.get_by_role("button", name="Colour theme").click()
    dark = page.evaluate(_BACKGROUND)
    page.goto(f"{small}servers/")
    assert light != dark == page.evaluate(_BACKGROUND)
    context.close()


def test_a_policy_is_copied_as_it_stands(browser: Browser, small: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{small}tools/notes/delete_note/")
    page.locator("#control .copy").first.click()
    page.get_by_text("Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText().then(text => JSON.parse(text))")
    assert copied == {"version": "1", "default": "allow", "hide": ["delete_note"]}
    context.close()


def test_the_format_of_a_policy_is_chosen_by_keyboard_and_remembered(
    browser: Browser, small: str
) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{small}tools/notes/delete_note/")
    page.get_by_role("radio", name="policy.json").focus()
    page.keyboard.press("ArrowRight")
    page.goto(f"{small}tools/notes/get~note/")
    assert page.get_by_role("radio", name="Claude Code").is_checked()
    page.locator(".format:visible .copy").click()
    page.get_by_text("Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText().then(text => JSON.parse(text))")
    assert copied["permissions"]["deny"] == ["mcp__notes__getNote"]
    context.close()


def test_a_format_is_chosen_without_javascript(browser: Browser, small: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{small}tools/notes/delete_note/")
    page.get_by_text("Codex", exact=True).first.click()
    assert page.locator(".format:visible").count() == 1
    assert page.get_by_text("disabled_tools").first.is_visible()
    context.close()


def _misshapen(page: Page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{wide} pixels wider than the window"] if wide > 0 else []


_UNREACHABLE = """() => [...document.querySelectorAll(".written table")]
  .filter(it => it.parentElement.tabIndex !== 0 || !it.parentElement.ariaLabel)
  .map(it => it.textContent.slice(0, 40))"""
_BACKGROUND = "getComputedStyle(document.body).backgroundColor"
_FAINT = Path(__file__).with_name("faint_text.js").read_text("utf-8")
