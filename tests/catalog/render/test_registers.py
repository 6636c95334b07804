"""Lists by vendor and letter, for whoever browses without JavaScript."""

from pathlib import Path

import pytest

from catalog.entry import Catalogue
from catalog.errors import RenderError
from catalog.render import render_site


@pytest.fixture
def held(server, tool, catalogue) -> Catalogue:
    tools = [tool(f"t{number}", server="one") for number in range(5)]
    return catalogue(
        server("one", tools, vendor="page"),
        server("two", (tool("<b>", server="two"),), vendor="\u202eA/../B <i>"),
    )


@pytest.fixture
def site(held: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("catalog.render.listpage.PAGE", 2)
    (tmp_path / "site").mkdir()
    render_site(held, tmp_path / "site")
    return tmp_path / "site"


def test_lists_go_on_where_a_page_ends(site: Path) -> None:
    for folder in ("letters/t", "vendors/page"):
        third = (site / folder / "page/3/index.html").read_text()
        assert "Page 3 of 3" in third and ">t4<" in third and ">t3<" not in third


def test_every_list_is_linked_from_its_index(site: Path) -> None:
    letters = (site / "letters/index.html").read_text()
    assert 'href="../letters/t/"' in letters and 'href="../letters/other/"' in letters
    assert 'href="../vendors/page/"' in (site / "vendors/index.html").read_text()
    browse = (site / "browse/index.html").read_text()
    for target in ("letters/t/", "vendors/", "letters/", "risk/low/", "signals/bulk/", "servers/"):
        assert f'href="../{target}"' in browse


def test_the_name_of_a_vendor_is_only_text(site: Path) -> None:
    (page,) = [path for path in (site / "vendors").glob("*/index.html") if "~" in str(path)]
    text = page.read_text()
    assert "[U+202E]A/../B &lt;i&gt;" in text and "<i>" not in text and "\u202e" not in text


def test_counts_that_do_not_fit_the_rows_stop_the_build(
    held: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "letters", lambda: {"t": 6})
    with pytest.raises(RenderError, match="6 tools were counted, 5 found"):
        render_site(held, tmp_path)


def test_the_index_is_taken_over_while_the_record_stays(held: Catalogue, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder, previous in ((one, None), (two, one)):
        folder.mkdir()
        render_site(held, folder, previous=previous)
    shards = [path.relative_to(one) for path in (one / "search").rglob("*.bin")]
    assert shards and all((one / path).samefile(two / path) for path in shards)


def test_another_record_has_its_index_in_another_folder(
    held: Catalogue, server, tool, catalogue, tmp_path: Path
) -> None:
    names = []
    for number, each in enumerate((held, catalogue(server("one", (tool("other"),))))):
        (tmp_path / str(number)).mkdir()
        render_site(each, tmp_path / str(number))
        names.append({path.name for path in (tmp_path / str(number) / "search").iterdir()})
    assert names[0] & names[1] == {"root.bin"}
