"""The project around a file is found by its mark, and no shared folder is taken for one."""

from pathlib import Path

import pytest

from catalog.crawl.sandbox.reach import projects_of

MARKS = ("package.json", "pyproject.toml", "setup.py", "Cargo.toml", "go.mod", ".git")


def _file(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_makes_a_project(tmp_path: Path, mark: str) -> None:
    script = _file(tmp_path / "project/build/deep/run")
    _file(tmp_path / "project" / mark)
    assert projects_of(script) == (tmp_path / "project",)


def test_the_nearest_of_nested_projects_is_shown(tmp_path: Path) -> None:
    script = _file(tmp_path / "outer/inner/src/run.js")
    _file(tmp_path / "outer/.git")
    _file(tmp_path / "outer/inner/package.json")
    assert projects_of(script) == (tmp_path / "outer/inner",)


def test_an_installed_package_is_shown_with_those_beside_it(tmp_path: Path) -> None:
    script = _file(tmp_path / "project/node_modules/acme/dist/run.js")
    _file(tmp_path / "project/node_modules/acme/package.json")
    assert projects_of(script) == (tmp_path / "project/node_modules",)


@pytest.mark.parametrize("shared", ["", ".local", ".local/share", ".config", ".cache"])
def test_a_mark_in_a_shared_folder_makes_no_project(home: Path, shared: str) -> None:
    script = _file(home / shared / "scripts/run.js")
    _file(home / shared / "package.json")
    assert projects_of(script) == (home / shared / "scripts",)


def test_a_mark_above_the_home_is_not_looked_for(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = _file(home / "me/scripts/run.js")
    _file(home / "package.json")
    monkeypatch.setenv("HOME", str(home / "me"))
    assert projects_of(script) == (home / "me/scripts",)


@pytest.mark.parametrize("folder", ["/tmp", "/home", "/etc", "/"])
def test_a_file_right_in_a_shared_folder_is_shown_alone(folder: str) -> None:
    script = Path(folder) / "no-such-file-of-a-test.js"
    assert projects_of(script) == (script,)


def test_a_file_right_in_the_home_is_shown_alone(home: Path) -> None:
    script = _file(home / "run.js")
    _file(home / ".git")
    assert projects_of(script) == (script,)


def test_without_a_mark_the_folder_around_is_shown(tmp_path: Path) -> None:
    script = _file(tmp_path / "loose/deep/run.js")
    assert projects_of(script) == (tmp_path / "loose/deep",)


def test_a_folder_is_its_own_project(tmp_path: Path) -> None:
    _file(tmp_path / "project/.git")
    _file(tmp_path / "project/documents/a.txt")
    assert projects_of(tmp_path / "project/documents") == (tmp_path / "project/documents",)


def test_a_link_shows_its_own_project_and_the_one_it_leads_to(tmp_path: Path) -> None:
    script = _file(tmp_path / "real/dist/run.js")
    _file(tmp_path / "real/package.json")
    link = tmp_path / "linked/bin/run.js"
    _file(tmp_path / "linked/pyproject.toml")
    link.parent.mkdir()
    link.symlink_to(script)
    assert projects_of(link) == (tmp_path / "linked", tmp_path / "real")


def test_links_in_a_circle_show_what_lies_around_them(tmp_path: Path) -> None:
    (tmp_path / "loop").mkdir()
    (tmp_path / "loop/a").symlink_to(tmp_path / "loop/b")
    (tmp_path / "loop/b").symlink_to(tmp_path / "loop/a")
    assert projects_of(tmp_path / "loop/a") == (tmp_path / "loop",)
