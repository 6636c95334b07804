import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from catalog.paths import MKDOCS

PAGES = {
    "index.html": "<title>All tools</title>",
    "servers/index.html": "<title>Servers</title>",
    "tools/a/b/index.html": "<title>A tool</title>",
    "api/v1/index.json": "{}",
    "404.html": "<title>Missing</title>",
    "robots.txt": "Sitemap: /sitemap.xml",
    ".render.json": "{}",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A site of somebody else, with a catalogue built beside it."""
    for place, text in PAGES.items():
        (tmp_path / "build/site" / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "build/site" / place).write_text(text)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# Mine\n\n[The tools](catalogue/index.html)\n")
    _write_config(tmp_path)
    return tmp_path


def _write_config(project: Path, *, site_dir: str = "public", **settings: str) -> None:
    config = {
        "site_name": "Mine",
        "site_dir": site_dir,
        "theme": "mkdocs",
        "plugins": [{"toolrisk": settings}],
        "nav": ["index.md"] if settings else ["index.md", {"Tools": "catalogue/index.html"}],
    }
    (project / "mkdocs.yml").write_text(yaml.safe_dump(config))


def _build(project: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


def test_the_catalogue_lies_below_its_path_and_the_navigation_names_it(project: Path) -> None:
    done = _build(project)
    assert done.returncode == 0, done.stderr
    page = (project / "public/index.html").read_text()
    assert page.count('href="catalogue/index.html"') + page.count('href="catalogue/"') >= 2
    for place in ("index.html", "servers/index.html", "tools/a/b/index.html", "api/v1/index.json"):
        assert (project / "public/catalogue" / place).read_text() == PAGES[place]


def test_what_belongs_to_a_root_stays_behind(project: Path) -> None:
    assert _build(project).returncode == 0
    left = ("404.html", "robots.txt", ".render.json")
    assert [name for name in left if (project / "public/catalogue" / name).exists()] == []


def test_a_copy_is_no_link_into_the_catalogue(project: Path) -> None:
    assert _build(project).returncode == 0
    place = "tools/a/b/index.html"
    assert not (project / "public/catalogue" / place).samefile(project / "build/site" / place)


def test_mkdocs_is_kept_from_emptying_the_catalogue(project: Path) -> None:
    _write_config(project, site_dir="build/site", path="tools")
    done = _build(project)
    assert done.returncode != 0 and "toolrisk build" in done.stderr
    assert (project / "build/site/tools/a/b/index.html").is_file()


@pytest.mark.parametrize("path", ["../out", "/out"])
def test_a_path_out_of_the_site_is_refused(project: Path, path: str) -> None:
    _write_config(project, path=path)
    done = _build(project)
    assert done.returncode != 0 and "leads out of the site" in done.stderr


def test_a_site_without_a_catalogue_is_built_all_the_same(project: Path) -> None:
    _write_config(project, site="not/there")
    (project / "docs/index.md").write_text("# Mine\n")
    done = _build(project)
    assert done.returncode == 0 and "`toolrisk build` makes it" in done.stderr


def test_the_own_site_shows_the_catalogue_at_its_root() -> None:
    config = yaml.safe_load(MKDOCS.read_text("utf-8"))
    assert config["plugins"] == [{"toolrisk": {"site": config["site_dir"], "path": ""}}]
