"""A page that says something else than its policies do is found."""

import html
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from proof_report import Report, told
from proof_site import check_server

PLACES = ("servers", "tools", "api/v1/servers", "api/v1/tools")


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
