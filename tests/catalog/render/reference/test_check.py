import json
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from catalog.entry import ServerEntry
from policy import load, standing
from policy.combinations import combinations

pytestmark = pytest.mark.browser
SECRET = "hunter2-of-the-stack"
CONFIGURATION = {
    "mcpServers": {
        "post": {
            "command": "npx",
            "args": ["-y", "@example/mail@2.0.0", "--token", SECRET],
            "env": {"TOKEN": SECRET},
        },
        "web": {"command": "uvx", "args": ["example-web"]},
        "own": {"command": "node", "args": [f"/home/{SECRET}/server.js"]},
        "far": {"url": f"https://example.org/mcp?key={SECRET}", "headers": {"X": SECRET}},
        "off": {"command": "npx", "args": ["off"], "disabled": True},
    }
}


def _check(page: Page, pasted: Any) -> None:
    text = pasted if isinstance(pasted, str) else json.dumps(pasted)
    page.get_by_label("Client configuration").fill(text)
    page.get_by_role("button", name="Check", exact=True).click()


def _answer(page: Page) -> str:
    page.wait_for_selector("#answer h2")
    return page.inner_text("#answer")


_SHOWN = """all => all.map((it) => [
  it.querySelector(".name").textContent, it.querySelector(".badge").textContent,
])"""
_POLICIES = """all => all.map((it) => [
  it.dataset.policy, it.querySelector("code").textContent,
])"""


def _policies(page: Page) -> dict[str, Any]:
    found = page.eval_on_selector_all("[data-policy]", _POLICIES)
    return {name: json.loads(text) for name, text in found}


def _definitions(entry: ServerEntry) -> list[dict[str, Any]]:
    return [tool.definition.as_json() for tool in entry.tools]


def test_a_list_of_tools_gets_the_published_verdicts(
    page: Page, entries: tuple[ServerEntry, ...]
) -> None:
    tools = [raw for entry in entries for raw in _definitions(entry)]
    _check(page, {"jsonrpc": "2.0", "id": 1, "result": {"tools": tools}})
    _answer(page)
    shown = page.eval_on_selector_all("#answer tbody tr", _SHOWN)
    wanted = {tool.name: tool.verdict.risk.value for entry in entries for tool in entry.tools}
    assert dict(shown) == wanted


def test_what_is_not_in_the_catalogue_is_judged_by_the_rules(page: Page) -> None:
    shell = {"name": "run_shell", "description": "Run any shell command"}
    _check(page, {"tools": [{"name": "read_inbox", "description": "Reads it."}, shell]})
    text = _answer(page)
    shown = dict(page.eval_on_selector_all("#answer tbody tr", _SHOWN))
    assert shown == {"read_inbox": "Low", "run_shell": "Critical"}
    assert "with another definition" in text
    assert "judged in this page by the rules alone" in text
    assert "Confidence" in text


def test_what_no_rule_decides_is_for_review_and_never_low(page: Page) -> None:
    _check(page, {"tools": [{"name": "frobnicate"}, {"name": "x", "description": 3}]})
    text = _answer(page)
    assert "2 tools: 2 unknown." in text
    assert "No rule decides what it does." in text
    assert "its description is of the wrong type" in text
    assert text.lower().count("needs review") == 2
    assert {each["action"] for each in _policies(page)[""]["tools"].values()} == {
        "require_approval"
    }


def test_tools_that_would_need_a_condition_are_asked_about(page: Page) -> None:
    path = {"type": "object", "properties": {"path": {"type": "string"}}}
    _check(page, {"tools": [{"name": "read_file", "inputSchema": path}, {"name": "list_names"}]})
    _answer(page)
    actions = {name: rule["action"] for name, rule in _policies(page)[""]["tools"].items()}
    assert actions == {"read_file": "require_approval", "list_names": "allow"}


def test_a_configuration_gets_verdicts_notes_and_policies(page: Page) -> None:
    _check(page, CONFIGURATION)
    text = _answer(page)
    assert "The catalogue knows version 1.0; the configuration names none." in text
    assert "2 servers not in the catalogue" in text
    assert "It is disabled in the configuration." in text
    assert set(_policies(page)) == {"post", "web"}


def test_what_is_pasted_is_neither_sent_shown_nor_kept(
    page: Page, address: str, requests: list[str]
) -> None:
    page.wait_for_load_state("networkidle")
    before = len(requests)
    _check(page, CONFIGURATION)
    text = _answer(page)
    page.wait_for_load_state("networkidle")
    asked = [each.removeprefix(f"GET {address}") for each in requests[before:]]
    part = re.compile(r"api/v1/check/(index|rules|(tools|servers)/(all|[0-9a-f]{1,4}))\.json\Z")
    assert asked and all(part.match(each) for each in asked)
    assert SECRET not in text
    assert SECRET not in page.url
    assert SECRET not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert page.evaluate("document.cookie") == ""


def test_the_policies_are_valid_and_place_every_tool(
    page: Page, entries: tuple[ServerEntry, ...]
) -> None:
    _check(page, CONFIGURATION)
    _answer(page)
    policies = {name: load(document) for name, document in _policies(page).items()}
    for name, entry in zip(("post", "web"), entries, strict=True):
        recommended = load(entry.policies[0].document)
        for tool in entry.tools:
            assert standing(policies[name], tool.name) == standing(recommended, tool.name)


def test_denying_the_fewest_tools_ends_every_combination(
    page: Page, entries: tuple[ServerEntry, ...], held: Any
) -> None:
    _check(page, CONFIGURATION)
    assert "Private data, untrusted content and a way out" in _answer(page)
    page.get_by_role("checkbox").check()
    policies = {name: load(document) for name, document in _policies(page).items()}
    kept = [
        held(name, tool.name, tool.verdict, standing(policies[name], tool.name))
        for name, entry in zip(("post", "web"), entries, strict=True)
        for tool in entry.tools
    ]
    assert combinations(kept) == ()
    assert "looks at one call at a time" not in page.inner_text("#answer")


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("", "nothing to check yet"),
        ("[mcp_servers.x", "line 1, column 15"),
        ("{}", "toolrisk scan"),
        ('{"tools": []}', "holds no tools"),
        ('{"tools": [1]}', "None of its entries"),
    ],
)
def test_what_cannot_be_read_is_said(page: Page, pasted: str, said: str) -> None:
    _check(page, pasted)
    expect(page.locator("#stack-status")).to_contain_text(said)


def test_comments_and_trailing_commas_are_read(page: Page) -> None:
    _check(page, '{ // mine\n "servers": {"m": {"command": "npx", "args": ["@example/mail",],},},}')
    assert "3 tools" in _answer(page)


@pytest.mark.parametrize(
    "pasted",
    [
        '[mcp_servers.w]\ncommand = "uvx"\nargs = ["example-web"]',
        "extensions:\n  w: {cmd: python, args: [-m, example_web]}",
        '{"mcp": {"w": {"type": "local", "command": ["uv", "run", "example-web"]}}}',
    ],
    ids=["toml", "yaml", "opencode"],
)
def test_other_configurations_are_answered_too(page: Page, pasted: str) -> None:
    _check(page, pasted)
    assert "3 tools" in _answer(page)
    assert set(_policies(page)) == {"w"}


def test_asking_twice_gives_one_answer(page: Page) -> None:
    page.get_by_label("Client configuration").fill(json.dumps(CONFIGURATION))
    page.evaluate(
        "document.querySelectorAll('#check .main').forEach(it => (it.click(), it.click()))"
    )
    _answer(page)
    page.wait_for_load_state("networkidle")
    assert page.locator("#answer h2").count() == 1


def test_the_keyboard_is_enough(page: Page) -> None:
    page.get_by_label("Client configuration").fill(json.dumps(CONFIGURATION))
    page.keyboard.press("Control+Enter")
    _answer(page)
    assert page.evaluate("document.activeElement.textContent") == "Answer"
    page.get_by_role("checkbox").press("Space")
    assert page.get_by_role("checkbox").is_checked()
    assert page.evaluate("document.activeElement.id") == "ending"


def test_a_policy_is_copied_as_it_stands(page: Page) -> None:
    _check(page, CONFIGURATION)
    _answer(page)
    page.get_by_role("button", name="Copy policy-web.json").click()
    page.get_by_text("Copied").wait_for()
    copied = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert copied == _policies(page)["web"]


def test_without_javascript_the_command_is_named(browser: Browser, address: str) -> None:
    opened = browser.new_page(java_script_enabled=False)
    opened.goto(f"{address}check/")
    assert "toolrisk scan" in opened.inner_text("#check")
    opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_answer_can_be_read_by_everybody(page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    _check(page, CONFIGURATION)
    _answer(page)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.response["violations"] == []


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_answer_fits(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    _check(page, CONFIGURATION)
    _answer(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_that_explain_fit(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for place in ("state/", "attacks/", "attacks/aml-t0086/", "signals/bulk/", "rules/"):
        page.goto(f"{address}{place}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
