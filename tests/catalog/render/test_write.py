from pathlib import Path

import pytest

from catalog.errors import RenderError
from catalog.render.write import Tree


@pytest.mark.parametrize(
    "path",
    ["", "/etc/x", "../x", "a/../x", "a//b", "./x", "a/.", "a\\b", "a\nb", "a\0b", "é", "a b"],
    ids=lambda path: ascii(path[:12]),
)
def test_a_path_that_leads_elsewhere_is_refused(path: str, tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="no path below the site"):
        Tree(tmp_path).write(path, "x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["a" * 256, "/".join(["a" * 200] * 20)], ids=len)
def test_a_path_longer_than_systems_take_is_refused(path: str, tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="no path below the site"):
        Tree(tmp_path).write(path, "x")


def test_two_pages_for_one_place_are_refused(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    tree.write("a/b", "one")
    with pytest.raises(RenderError, match="two pages"):
        tree.write("a/b", "two")
    assert (tmp_path / "a/b").read_text() == "one"


def test_a_lone_surrogate_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="lone surrogate"):
        Tree(tmp_path).write("a", "\ud800")


def test_the_former_site_is_never_written_through(tmp_path: Path) -> None:
    former, fresh = tmp_path / "former", tmp_path / "fresh"
    for folder in (former, fresh):
        folder.mkdir()
    (former / "a").write_text("old")
    tree = Tree(fresh)
    tree.link(former, "a")
    with pytest.raises(RenderError):
        tree.write("a", "new")
    assert (former / "a").read_text() == "old"


def test_a_link_is_no_folder_to_fill(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(RenderError):
        Tree(tmp_path / "link")
