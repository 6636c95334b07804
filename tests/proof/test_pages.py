"""Every policy on every page does what the sentence beside it says.

`TOOLRISK_PROOF_SITE` names a built site to be checked as well.
"""

import html
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from proof_builder import made_by, pages_of
from proof_report import Report, lines
from proof_site import check_server, check_site

from catalog.store import Store

PLACES = ("servers", "tools", "api/v1/servers", "api/v1/tools")


def told(report: Report) -> str:
    return "\n".join(lines(report))


@pytest.fixture(scope="module")
def report(crawled: Path) -> Report:
    return check_site(crawled / "site")


def test_no_page_differs_from_what_its_policies_do(report: Report) -> None:
    assert report.differences == [], told(report)


def test_every_tool_that_the_servers_list_was_checked(report: Report, crawled: Path) -> None:
    with Store(crawled / "catalog.db") as store:
        listed = {name: store.latest(name) for name in ("shop", "hostile")}
    for name, observation in listed.items():
        assert observation is not None
        document = json.loads((crawled / f"site/api/v1/servers/{name}.json").read_bytes())
        assert [tool["name"] for tool in document["tools"]] == [
            tool.name for tool in observation.tools
        ]
    tools = sum(len(each.tools) for each in listed.values() if each)
    assert (report.servers, report.tools) == (2, tools)
    # A tool shows a policy in its control and in some answers, a server one and two presets.
    assert report.snippets == tools + _shown_in_answers(crawled) + 3 * 2
    assert report.answers == 7 * tools
    assert report.calls > 20 * report.snippets
    assert report.forms == 12 * (tools + 2) and report.files == 2 * 2 * 12
    assert report.tried.texts > report.files + 8 * tools and report.tried.sentences > 100
    assert report.combinations and report.instead
    assert report.unfit <= 4, "nearly every input schema is met by a call"


def _shown_in_answers(crawled: Path) -> int:
    paths = (crawled / "site/api/v1/tools").rglob("*.json")
    documents = (json.loads(path.read_bytes()) for path in paths)
    return sum(1 for each in documents for answer in each["faq"] if answer["document"])


@pytest.mark.skipif("TOOLRISK_PROOF_SITE" not in os.environ, reason="no site is named")
def test_no_page_of_the_site_that_is_named_differs() -> None:
    report = check_site(Path(os.environ["TOOLRISK_PROOF_SITE"]))
    assert report.tools
    assert report.differences == [], told(report)


@pytest.fixture
def shop(crawled: Path, tmp_path: Path) -> Path:
    """A copy of the pages of one server, to be falsified."""
    for place in PLACES:
        source = crawled / "site" / place
        target = tmp_path / place
        target.mkdir(parents=True, exist_ok=True)
        for path in source.glob("shop*"):
            if path.is_dir():
                shutil.copytree(path, target / path.name)
            else:
                shutil.copy(path, target / path.name)
    return tmp_path


def check_shop(site: Path, only: str | None = None) -> Report:
    report = Report()
    document = json.loads((site / "api/v1/servers/shop.json").read_bytes())
    check_server(site, document, report, only)
    return report


def test_the_copy_has_no_difference(shop: Path) -> None:
    assert check_shop(shop).differences == []


def swap(old: str, new: str) -> Callable[[str], str]:
    def falsify(text: str) -> str:
        assert old in text, f"{old!r} is not on the page"
        return text.replace(old, new)

    return falsify


def rewritten(change: Callable[[Any], None]) -> Callable[[str], str]:
    """Change the first policy of a page."""

    def falsify(text: str) -> str:
        code = re.search(r'(?s)data-copy="policy.json"><pre><code>(.*?)</code>', text)
        assert code is not None
        document = json.loads(html.unescape(re.sub(r"<[^>]*>", "", code[1])))
        change(document)
        return text[: code.start(1)] + html.escape(json.dumps(document)) + text[code.end(1) :]

    return falsify


def patterns(tool: str, pattern: str) -> Callable[[str], str]:
    """Put another pattern in the place of each."""

    def change(document: Any) -> None:
        for rule in document["tools"][tool]["deny_if"] + document["tools"][tool].get("require", []):
            for condition in rule["conditions"]:
                if "value" in condition:
                    condition["value"] = pattern

    return rewritten(change)


HIDDEN, LIMITED, ASKED, CHECKED = (
    "delete_customer",
    "update_customer",
    "restart_web_server",
    "read_file",
)
STRONGER = "<p><a class='name' href='../../../tools/shop/run_sql/'>run_sql</a></p>"
FALSE: dict[str, tuple[str, Callable[[str], str], str]] = {
    "a form that lets a hidden tool through": (
        HIDDEN,
        swap("__delete_customer", "__delete_customers"),
        "claude-code · more permissive",
    ),
    "a form that denies what the policy allows": (
        LIMITED,
        swap('"enabled": true', '"enabled": false'),
        "tells nothing of",
    ),
    "a weaker tool that is none": (
        HIDDEN,
        swap("Least privilege instead</h3>", f"Least privilege instead</h3>{STRONGER}"),
        "does more than read",
    ),
    "a number in the claim": (HIDDEN, swap("the other 26 stay", "the other 25 stay"), "says"),
    "a part left out of the claim": (
        LIMITED,
        swap("Limits how often 1 tool can be called; the other", "All"),
        "cannot be read",
    ),
    "a claim of denying where the tool is hidden": (
        HIDDEN,
        swap("Hides 1 tool;", "Denies every call of 1 tool;"),
        "says 1 denied, 26 open, does 1 hidden, 26 open",
    ),
    "a claim that is no sentence of ours": (HIDDEN, swap("Hides 1 tool;", "Blocks it;"), "read"),
    "one tool in the plural": (HIDDEN, swap("Hides 1 tool;", "Hides 1 tools;"), "read"),
    "a default that denies the other tools": (
        HIDDEN,
        rewritten(lambda policy: policy.update(default="deny")),
        "does 1 hidden, 26 denied",
    ),
    "an action that lets every call through": (
        ASKED,
        rewritten(lambda policy: policy["tools"][ASKED].update(action="allow")),
        "says 1 asked, 26 open, does 1 limited, 26 open",
    ),
    "a field that the schema lacks": (
        HIDDEN,
        rewritten(lambda policy: policy.update(hidden=policy.pop("hide"))),
        "is not valid",
    ),
    "a tool that the server lacks": (
        HIDDEN,
        rewritten(lambda policy: policy.update(hide=["delete_customers"])),
        "does 27 open",
    ),
    "conditions that nothing breaks": (
        CHECKED,
        rewritten(lambda policy: policy["tools"][CHECKED].update(require=[], deny_if=[])),
        "says 1 checked, 26 open, does 27 open",
    ),
    "conditions that nothing meets": (
        CHECKED,
        patterns(CHECKED, "^never$"),
        "says 1 checked, 26 open, does 1 denied, 26 open",
    ),
    "a document that the API does not hold": (
        LIMITED,
        rewritten(lambda policy: policy["tools"][LIMITED].update(reason="Because.")),
        "shows other documents",
    ),
    "a limit in an answer": (
        LIMITED,
        swap("The limit is 30 calls", "The limit is 31 calls"),
        "says",
    ),
    "a window in an answer": (LIMITED, swap("within 60 seconds", "within 61 seconds"), "says"),
    "approval that an answer does not tell": (
        ASKED,
        swap(
            "holds back a call of restart_web_server until a person approves it",
            "lets a call of restart_web_server through",
        ),
        "says ('allowed'",
    ),
    "an answer that promises too much": (
        HIDDEN,
        swap("takes delete_customer out of", "removes delete_customer for good from"),
        "is not understood",
    ),
    "an answer about another tool": (
        HIDDEN,
        swap("takes delete_customer out of", "takes archive_order out of"),
        "names 'archive_order'",
    ),
    "a number of tools in an answer": (
        HIDDEN,
        swap("The server listed 27 tools", "The server listed 28 tools"),
        "says 28, is 27",
    ),
    "a stricter policy that is not": (
        ASKED,
        swap("a person approves each call.", "it hides the tool."),
        "says hidden, is asked",
    ),
}


@pytest.mark.parametrize("case", FALSE)
def test_a_falsified_page_is_found(shop: Path, case: str) -> None:
    tool, falsify, found = FALSE[case]
    page = shop / "tools/shop" / tool / "index.html"
    page.write_text(falsify(page.read_text(encoding="utf-8")), encoding="utf-8")
    assert found in told(check_shop(shop, f"tools/shop/{tool}/"))


def shared(place: str, old: str, new: str) -> tuple[str, Callable[[str], str]]:
    return place, swap(old, new)


PAGE, FOLDER = "servers/shop/index.html", "servers/shop/policies/recommended"
API = "api/v1/servers/shop"
FALSE_FILES = {
    "a file that lets a hidden tool through": (
        *shared(
            f"{FOLDER}/gemini-cli.json", '"includeTools": [', '"includeTools": ["delete_customer",'
        ),
        "another text than the file",
    ),
    "parts that let a hidden tool through": (
        *shared(f"{API}/policies/recommended.json", "__delete_customer", "__delete_customers"),
        "claude-code",
    ),
    "a loss that the page does not tell": (
        *shared(PAGE, "Approval is lost: ", "Nothing is lost: "),
        "tells other losses",
    ),
    "a format that the page leaves out": (*shared(PAGE, 'data-form="codex"', 'data-form="x"'), "x"),
    "a number of denials": (*shared(PAGE, "Denying ", "Denying 9"), "number of denials"),
    "a combination that is none": (
        *shared(f"{API}.json", '"fewest_denials":["', '"fewest_denials":["list_tools","'),
        "denials, and",
    ),
    "a preset that does something else": (
        *shared(f"{API}/policies/read-only.json", '"claim":"Hides ', '"claim":"Hides 1'),
        "read-only",
    ),
}


@pytest.mark.parametrize("case", FALSE_FILES)
def test_a_falsified_server_is_found(shop: Path, case: str) -> None:
    place, falsify, found = FALSE_FILES[case]
    path = shop / place
    path.write_text(falsify(path.read_text(encoding="utf-8")), encoding="utf-8")
    report = check_shop(shop)
    assert report.differences and found in told(report)


@pytest.mark.browser
def test_the_builder_makes_what_it_says(crawled: Path) -> None:
    try:
        with pages_of(crawled / "site") as (page, address):
            report = check_site(crawled / "site", lambda place: made_by(page, f"{address}{place}"))
    except LookupError as error:
        assert not os.environ.get("CI"), error
        pytest.skip(str(error))
    assert report.builds == 2 * 3
    assert report.differences == [], told(report)


def test_a_page_that_belongs_to_no_tool_is_found(tmp_path: Path) -> None:
    site = tmp_path / "site"
    for folder in ("servers", "tools"):
        (site / folder).mkdir(parents=True)
    (site / "api/v1").mkdir(parents=True)
    (site / "api/v1/servers.json").write_text('{"result": []}')
    (site / "tools/shop/ghost").mkdir(parents=True)
    (site / "tools/shop/ghost/index.html").write_text("<h1>Ghost</h1>")
    assert "belongs to no tool" in told(check_site(site))
