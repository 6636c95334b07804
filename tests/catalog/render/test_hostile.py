import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from catalog.entry import Catalogue
from catalog.render import render_site

UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"
)


class _Page(HTMLParser):
    """Collects what a page links to and what could run in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.loose: list[str] = []
        self.tags: set[str] = set()
        self.data_blocks: list[str] = []
        self._in_data = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.add(tag)
        self.ids.add(values.get("id") or "")
        self.loose += [name for name in values if name.startswith("on") or name == "style"]
        self.links += [value for name in ("href", "src") if (value := values.get(name))]
        self._in_data = tag == "script" and str(values.get("type")).startswith("application/")
        if tag == "script" and not self._in_data and "src" not in values:
            self.loose.append("inline script")

    def handle_endtag(self, tag: str) -> None:
        self._in_data = False

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data_blocks.append(data)


@pytest.fixture(scope="module")
def site(hostile_catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    render_site(hostile_catalogue, folder)
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, str]:
    return {
        path.relative_to(site).as_posix(): path.read_text("utf-8") for path in site.rglob("*.html")
    }


def test_every_tool_has_a_page_of_its_own(site: Path, hostile_catalogue: Catalogue) -> None:
    (entry,) = hostile_catalogue.entries()
    names = []
    for tool in entry.tools:
        document = json.loads((site / f"api/v1/{tool.page.rstrip('/')}.json").read_text("utf-8"))
        assert (site / tool.page / "index.html").is_file()
        names.append(document["name"])
    assert names == [tool.name for tool in entry.tools]
    assert len({tool.page.lower() for tool in entry.tools}) == len(entry.tools)


def test_a_definition_comes_back_whole_from_its_document(
    site: Path, hostile_catalogue: Catalogue
) -> None:
    (entry,) = hostile_catalogue.entries()
    for tool in entry.tools:
        document = json.loads((site / f"api/v1/{tool.page.rstrip('/')}.json").read_text("utf-8"))
        assert document["digest"] == tool.definition.digest
        if tool.name != "nested":  # deeper than JSON is published
            assert document["definition"] == tool.definition.as_json()


def test_nothing_on_a_page_can_run(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        page = _Page(text)
        assert page.loose == [], path
        # No text of a server reaches the guide, whose charts are pictures of our own.
        own = {"img"} if path.startswith("guide/") else set()
        forbidden = {"iframe", "object", "embed", "img", "form", "base"} - own
        assert not page.tags & forbidden, path
        assert "default-src 'none'" in text, path


def test_links_lead_to_the_site_or_to_the_web(pages: dict[str, str]) -> None:
    schemes = {urlsplit(link).scheme for text in pages.values() for link in _Page(text).links}
    assert schemes <= {"", "http", "https", "mailto"}


def test_internal_links_resolve(site: Path, pages: dict[str, str]) -> None:
    ids = {path: _Page(text).ids for path, text in pages.items()}
    broken = []
    for path, text in pages.items():
        for link in _Page(text).links:
            parts = urlsplit(urljoin(f"http://site/{path}", link))
            target = unquote(parts.path).lstrip("/")
            target += "index.html" if target.endswith("/") or not target else ""
            is_there = (site / target).is_file()
            if parts.netloc == "site" and not (
                is_there and (not parts.fragment or parts.fragment in ids.get(target, set()))
            ):
                broken.append((path, link))
    assert broken == []


def test_what_cannot_be_seen_never_reaches_a_page_or_a_document(site: Path) -> None:
    for path in (*site.rglob("*.html"), *site.rglob("*.json"), *site.rglob("*.xml")):
        assert UNSEEN.search(path.read_text("utf-8")) is None, path


def test_data_blocks_are_json_with_every_question(pages: dict[str, str]) -> None:
    blocks = [_Page(text).data_blocks for path, text in pages.items() if path.startswith("tools/")]
    for (block,) in blocks:
        data = json.loads(block)
        assert data["@type"] == "FAQPage" and data["mainEntity"]


def test_a_huge_definition_stays_a_small_page(site: Path, hostile_catalogue: Catalogue) -> None:
    (entry,) = hostile_catalogue.entries()
    (tool,) = (tool for tool in entry.tools if tool.name == "five_megabytes")
    page = site / tool.page / "index.html"
    assert page.stat().st_size < 200_000
    assert "The whole schema is in the JSON." in page.read_text("utf-8")
    assert (site / f"api/v1/{tool.page.rstrip('/')}.json").stat().st_size > 4_500_000
