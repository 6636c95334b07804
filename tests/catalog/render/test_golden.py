import os
from pathlib import Path

import pytest

from catalog.entry import Catalogue
from catalog.render import render_site

GOLDEN = Path(__file__).with_name("golden")
REFRESH = "UPDATE_GOLDEN=1 .venv/bin/python -m pytest tests/catalog/render/test_golden.py"
NOT_OURS = (
    *("guide/", "assets/", "search/", "rules/", ".render.json", "api/v1/schema/"),
    "api/v1/check/rules.json",
)


def test_a_small_site_comes_out_byte_for_byte(small_catalogue: Catalogue, tmp_path: Path) -> None:
    render_site(small_catalogue, tmp_path)
    made = _files(tmp_path)
    if os.environ.get("UPDATE_GOLDEN"):
        _refresh(made)
    kept = _files(GOLDEN)
    differing = sorted(path for path in made | kept if made.get(path) != kept.get(path))
    assert differing == [], f"see `git diff` after: {REFRESH}"


def test_the_same_catalogue_gives_the_same_bytes(
    small_catalogue: Catalogue, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        render_site(small_catalogue, tmp_path / name)
    assert _files(tmp_path / "one", without=()) == _files(tmp_path / "two", without=())


@pytest.mark.parametrize("secret", ["never-published", "javascript:alert"])
def test_no_page_shows_what_is_not_to_be_published(
    small_catalogue: Catalogue, tmp_path: Path, secret: str
) -> None:
    render_site(small_catalogue, tmp_path)
    pages = {path: text for path, text in _files(tmp_path).items() if path.endswith(".html")}
    assert [path for path, text in pages.items() if secret.encode() in text] == []


def _files(folder: Path, without: tuple[str, ...] = NOT_OURS) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in paths}
    return {
        name: path.read_bytes()
        for name, path in sorted(named.items())
        if not name.startswith(without or ("\0",))
    }


def _refresh(made: dict[str, bytes]) -> None:
    for path in GOLDEN.rglob("*"):
        if path.is_file():
            path.unlink()
    for name, content in made.items():
        (GOLDEN / name).parent.mkdir(parents=True, exist_ok=True)
        (GOLDEN / name).write_bytes(content)
