"""Every kind of page in a real browser: accessible, silent, still, and fit to print."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_UNFOLD = "document.querySelectorAll('details').forEach(each => { each.open = true; })"
_AXE = """rules => axe.run(document, {runOnly: rules}).then(found =>
  found.violations.flatMap(rule => rule.nodes.map(node =>
    `${rule.id}: ${node.html.slice(0, 200)} ${node.failureSummary}`)))"""
_MOVING = """() => [...document.querySelectorAll('*')].flatMap(element => {
  const style = getComputedStyle(element);
  const moves = style.animationName !== 'none'
    || style.transitionDuration.split(',').some(each => parseFloat(each) > 0)
    || style.scrollBehavior === 'smooth';
  return moves ? [element.outerHTML.slice(0, 120)] : [];
})"""
_LUMINANCE = """() => {
  const shown = document.createElement('canvas').getContext('2d');
  shown.fillStyle = getComputedStyle(document.body).backgroundColor;
  shown.fillRect(0, 0, 1, 1);
  return Math.min(...shown.getImageData(0, 0, 1, 1).data.slice(0, 3));
}"""


def _silent(page: Page, wrong: list[str]) -> Page:
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    page.on("console", lambda line: wrong.append(f"{page.url}: {line.type} {line.text}"))
    return page


@pytest.mark.parametrize(("theme", "width"), [("light", 1200), ("dark", 360)])
def test_no_kind_of_page_breaks_wcag(
    browser: Browser, served: str, kinds: list[str], theme: str, width: int
) -> None:
    wrong: list[str] = []
    scheme = {"color_scheme": theme, "viewport": {"width": width, "height": 900}}
    page = _silent(browser.new_page(**scheme), wrong)  # type: ignore[arg-type]
    for kind in kinds:
        page.goto(served + kind)
        page.evaluate(_UNFOLD)
        page.evaluate(AXE_SCRIPT)
        wrong += [f"{kind}: {problem}" for problem in page.evaluate(_AXE, _RULES)]
    page.close()
    assert not wrong, "\n".join(wrong)


def test_every_format_of_a_policy_is_accessible(browser: Browser, served: str) -> None:
    page = browser.new_page()
    page.goto(f"{served}tools/notes/delete_note/")
    page.evaluate(AXE_SCRIPT)
    wrong = []
    for label in page.locator(".formats > label").all():
        label.click()
        wrong += page.evaluate(_AXE, _RULES)
    page.close()
    assert not wrong, "\n".join(wrong)


def test_nothing_moves_where_less_motion_is_asked_for(
    browser: Browser, served: str, kinds: list[str]
) -> None:
    page = browser.new_page(reduced_motion="reduce")
    moving = []
    for kind in kinds:
        page.goto(served + kind)
        moving += [f"{kind}: {element}" for element in page.evaluate(_MOVING)]
    page.close()
    assert moving == []


def test_paper_is_white_holds_every_answer_and_no_controls(
    browser: Browser, served: str, kinds: list[str]
) -> None:
    page = browser.new_page(color_scheme="dark", viewport={"width": 720, "height": 900})
    page.emulate_media(media="print", color_scheme="dark")
    for kind in kinds:
        page.goto(served + kind)
        assert page.evaluate(_LUMINANCE) > 240, kind
        assert page.locator("header.top").is_hidden(), kind
        assert page.locator(".copy:visible").count() == 0, kind
    page.goto(f"{served}tools/notes/delete_note/")
    assert page.locator("#questions .answer:visible").count() == 2
    assert page.locator(".format:visible").count() == 1
    page.close()
