"""One small site with every kind of page, served to a browser."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from catalog.entry import Catalogue
from catalog.render import render_site


@pytest.fixture(scope="session")
def built(small_catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quality")
    render_site(small_catalogue, folder)
    return folder


@pytest.fixture(scope="session")
def pages(built: Path) -> dict[str, str]:
    """Every page of the site: its file and its HTML."""
    paths = sorted(built.rglob("*.html"))
    return {path.relative_to(built).as_posix(): path.read_text("utf-8") for path in paths}


@pytest.fixture(scope="session")
def kinds(pages: dict[str, str]) -> list[str]:
    """One page of every kind: of each folder and depth, and each tool and server."""
    found: dict[object, str] = {}
    for page in pages:
        parts = page.split("/")
        is_own = parts[0] in ("tools", "servers") or page == "guide/glossary/index.html"
        found.setdefault(page if is_own else (parts[0], len(parts)), page)
    return list(found.values())


@pytest.fixture(scope="module")
def served(built: Path, host: Callable[[Path], AbstractContextManager[str]]) -> Iterator[str]:
    with host(built) as address:
        yield address
