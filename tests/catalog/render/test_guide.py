import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from catalog.paths import MKDOCS, SITE
from catalog.render.address import API
from catalog.render.documents import SCHEMA_VERSION
from catalog.slug import slug
from classifier import Category, Signal


def test_mkdocs_never_builds_into_the_folder_of_the_sources() -> None:
    config = yaml.safe_load(MKDOCS.read_text("utf-8"))
    assert config["docs_dir"] == SITE.name
    assert config["site_dir"] == "build/site"


def test_mkdocs_on_its_own_leaves_the_sources_alone(tmp_path: Path) -> None:
    before = _sources()
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", str(tmp_path)]
    subprocess.run([*command, "-f", str(MKDOCS)], check=True, capture_output=True)
    assert (tmp_path / "guide/taxonomy/index.html").is_file()
    assert _sources() == before


@pytest.mark.parametrize("label", [*Category, *Signal])
def test_the_taxonomy_page_tells_of_every_label(label: Category | Signal) -> None:
    folder = "categories" if isinstance(label, Category) else "signals"
    assert f"../../{folder}/{label.lower()}/" in (SITE / "guide/taxonomy.md").read_text("utf-8")


def test_the_api_page_tells_the_version_and_the_addresses() -> None:
    page = (SITE / "guide/api.md").read_text("utf-8")
    assert f"`schema_version`: {SCHEMA_VERSION}" in page
    assert f"`{API}/`" in page
    for server, tool in (("My.Server", "getUser"), ("demo", "../../etc/passwd")):
        assert f"`tools/{slug(server)}/{slug(tool)}/`" in page


def _sources() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in SITE.rglob("*") if path.is_file()}
