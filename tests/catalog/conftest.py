"""A Chromium and a static host, for tests that open built pages."""

import functools
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def _host(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def host() -> Callable[[Path], AbstractContextManager[str]]:
    """Serves a folder on localhost; the address ends with a slash."""
    return _host


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
