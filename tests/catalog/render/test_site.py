import json
from pathlib import Path

import pytest

from catalog.entry import Catalogue
from catalog.errors import RenderError
from catalog.observation import Status
from catalog.render import render_site
from classifier import Category, Signal


@pytest.fixture
def former(small_catalogue: Catalogue, tmp_path: Path) -> Path:
    (tmp_path / "former").mkdir()
    render_site(small_catalogue, tmp_path / "former")
    return tmp_path / "former"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "target").mkdir()
    return tmp_path / "target"


def _pages(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_an_unchanged_catalogue_is_taken_over_by_links(
    small_catalogue: Catalogue, former: Path, target: Path
) -> None:
    report = render_site(small_catalogue, target, previous=former)
    assert (report.servers_rendered, report.servers_reused, report.files_written) == (0, 3, 1)
    page = "tools/notes/delete_note/index.html"
    assert (former / page).samefile(target / page)
    assert _pages(former) == _pages(target)


def test_one_changed_server_touches_its_own_pages_and_the_lists(
    server, tool, catalogue, tmp_path: Path, target: Path
) -> None:
    one, two = server("one", (tool("a", server="one"),)), server("two", (tool("b", server="two"),))
    former = tmp_path / "before"
    former.mkdir()
    render_site(catalogue(one, two), former)
    changed = server("two", (tool("c", server="two"),), fingerprint="two-2")
    report = render_site(catalogue(one, changed), target, previous=former)
    assert (report.servers_rendered, report.servers_reused) == (1, 1)
    page = "tools/one/a/index.html"
    assert (former / page).samefile(target / page)
    assert not (target / "tools/two/b").exists()
    assert "tools/two/c/" in (target / "risk/low/index.html").read_text()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"templates": 1}', '{"odd": 1}'])
def test_a_spoilt_manifest_means_that_all_is_made_anew(
    small_catalogue: Catalogue, former: Path, target: Path, content: str
) -> None:
    (former / ".render.json").unlink()
    (former / ".render.json").write_text(content)
    assert render_site(small_catalogue, target, previous=former).servers_reused == 0


def test_a_page_missing_from_the_former_site_is_made_anew(
    small_catalogue: Catalogue, former: Path, target: Path
) -> None:
    (former / "tools/notes/delete_note/index.html").unlink()
    assert render_site(small_catalogue, target, previous=former).servers_reused == 2
    assert (target / "tools/notes/delete_note/index.html").is_file()


def test_a_document_that_breaks_its_schema_stops_the_build(
    server, tool, catalogue, target: Path
) -> None:
    broken = server(tools=(tool("a"),), observed_at="yesterday")
    with pytest.raises(RenderError, match=r"servers/notes\.json: generated_at"):
        render_site(catalogue(broken), target)


def test_a_folder_that_is_not_empty_is_refused(small_catalogue: Catalogue, target: Path) -> None:
    (target / "mine.txt").touch()
    with pytest.raises(RenderError, match="empty folder"):
        render_site(small_catalogue, target)


def test_totals_that_do_not_fit_the_rows_stop_the_build(
    server, tool, catalogue, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = catalogue(server(tools=(tool("a"),)))
    summary = held.summary()
    monkeypatch.setattr(held, "summary", lambda: summary)
    monkeypatch.setattr(held, "rows", lambda **_: iter(()))
    with pytest.raises(RenderError, match="1 tools were counted, 0 found"):
        render_site(held, target)


def test_a_server_that_failed_is_never_called_low(server, catalogue, target: Path) -> None:
    render_site(catalogue(server("gone", status=Status.TIMED_OUT)), target)
    page = (target / "servers/gone/index.html").read_text()
    assert "Nothing is known about the risk of its tools" in page
    assert "It ended with code 1." in page
    assert "risk-low" not in page and "Least privilege" not in page


def test_long_lists_go_on_where_a_page_ends(
    server, tool, catalogue, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.render.listpage.PAGE", 2)
    tools = [tool(f"t{number}", signals=(Signal.BULK,)) for number in range(5)]
    render_site(catalogue(server(tools=tools), server("page"), server("2")), target)
    third = (target / "categories/read/page/3/index.html").read_text()
    assert "Page 3 of 3" in third and ">t4<" in third and ">t3<" not in third
    document = json.loads((target / "api/v1/signals/bulk.json").read_text())
    assert document["total"] == len(document["result"]) == 5
    # A server may be called what a part of the list could be.
    assert (target / "servers/page/index.html").is_file()
    assert (target / "servers/page/2/index.html").is_file()
    assert (target / "servers/2/index.html").is_file()


def test_nothing_of_a_catalogue_without_servers_fails(catalogue, target: Path) -> None:
    render_site(catalogue(), target)
    assert "No server yet" in (target / "servers/index.html").read_text()


def test_pages_name_no_address_of_their_own_without_a_site_url(
    small_catalogue: Catalogue, target: Path
) -> None:
    render_site(small_catalogue, target)
    assert "canonical" not in (target / "tools/notes/delete_note/index.html").read_text()
    assert "<loc>/sitemaps/1.xml</loc>" in (target / "sitemap.xml").read_text()
    assert "<loc>/tools/notes/get~note/</loc>" in (target / "sitemaps/1.xml").read_text()


def test_pages_name_their_address_where_the_site_has_one(
    small_catalogue: Catalogue, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.render.site.site_url", lambda: "https://example.org/mcp/")
    render_site(small_catalogue, target)
    page = (target / "tools/notes/delete_note/index.html").read_text()
    assert '<link rel="canonical" href="https://example.org/mcp/tools/notes/delete_note/">' in page
    assert 'href="/mcp/assets/site.css"' in (target / "404.html").read_text()
    assert "https://example.org/mcp/sitemap.xml" in (target / "robots.txt").read_text()


def test_the_sections_of_a_tool_come_in_their_order(
    small_catalogue: Catalogue, target: Path
) -> None:
    render_site(small_catalogue, target)
    page = (target / "tools/notes/delete_note/index.html").read_text()
    marks = ['class="badge', "<h1", 'class="said"', 'href="#control"']
    sections = "what why attacks control parameters annotations related questions provenance"
    marks += [f'<section id="{name}">' for name in sections.split()]
    places = [page.index(mark) for mark in marks]
    assert places == sorted(places)


def test_every_category_and_signal_has_a_page_and_a_document(
    small_catalogue: Catalogue, target: Path
) -> None:
    render_site(small_catalogue, target)
    for folder, labels in (("categories", Category), ("signals", Signal)):
        for label in labels:
            assert (target / folder / label.lower() / "index.html").is_file()
            assert (target / "api/v1" / folder / f"{label.lower()}.json").is_file()
