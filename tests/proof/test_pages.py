"""Every policy on every page does what the sentence beside it says.

`TOOLRISK_PROOF_SITE` names a built site to be checked as well.
"""

import json
import os
from pathlib import Path

import pytest
from proof_builder import made_by, pages_of
from proof_report import Report, told
from proof_site import check_site

from catalog.store import Store


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
