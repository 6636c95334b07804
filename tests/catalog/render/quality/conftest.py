"""One small site with every kind of page, served to a browser."""

import functools
import os
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from catalog.entry import Catalogue
from catalog.render import render_site


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


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
def served(built: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(built))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    names = (os.environ.get("TOOLRISK_CHROMIUM"), "chromium", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None and os.environ.get("CI"):
        pytest.fail("no Chromium: install one or set TOOLRISK_CHROMIUM")
    if found is None:
        pytest.skip("no Chromium on PATH; TOOLRISK_CHROMIUM can name one")
    with sync_playwright() as playwright:
        # Chromium does not start its sandbox for root, as whom containers run.
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()
