"""A site with two servers whose tools make combinations, served and opened in Chromium."""

import functools
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from catalog.entry import Catalogue, ServerEntry, build_entry
from catalog.observation import Observation, Sandbox, ServerFacts, Status
from catalog.render import render_site
from catalog.server import Server, SourceKind
from classifier import classify, parse_definition

TEXT = {"type": "string"}
MAIL: list[dict[str, Any]] = [
    {"name": "read_inbox", "description": "Reads the emails in the inbox of the user."},
    {"name": "send_mail", "description": "Sends an email to any address."},
    {
        "name": "delete_mail",
        "description": "Permanently deletes an email.",
        "inputSchema": {"type": "object", "properties": {"id": TEXT}},
        "annotations": {"readOnlyHint": True},
    },
]
WEB: list[dict[str, Any]] = [
    {
        "name": "fetch_page",
        "description": "Fetches a web page and returns its content.",
        "inputSchema": {"type": "object", "properties": {"url": TEXT, "b": {"maximum": 1.5e3}}},
    },
    {"name": "run_shell", "description": "Runs a shell command.", "annotations": {}},
    {"name": "__proto__", "description": "Lists things \u2013 \U0001f33f, \u202eodd ones."},
]


def entry_of(server: Server, raws: Sequence[dict[str, Any]]) -> ServerEntry:
    definitions = tuple(parse_definition(raw) for raw in raws)
    observation = Observation(
        server=server.name,
        observed_at="2026-01-02T03:04:05Z",
        duration=0.4,
        status=Status.OK,
        reason="It listed its tools.",
        transport="stdio",
        sandbox=Sandbox.BUBBLEWRAP,
        facts=ServerFacts(name=server.name),
        launch=server.launch_facts(),
        tools=definitions,
    )
    return build_entry(server, observation, [classify(each) for each in definitions])


@pytest.fixture(scope="session")
def entries() -> tuple[ServerEntry, ...]:
    mail = Server("mail", SourceKind.NPM, package="@example/mail", version="2.0.0")
    web = Server("web", SourceKind.PYPI, package="Example_Web", version="1.0", vendor="Example")
    return entry_of(mail, MAIL), entry_of(web, WEB)


@pytest.fixture(scope="session")
def listed(entries: tuple[ServerEntry, ...], catalogue: Callable[..., Catalogue]) -> Catalogue:
    return catalogue(*entries)


@pytest.fixture(scope="session")
def site(listed: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reference")
    render_site(listed, folder)
    return folder


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
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


@pytest.fixture
def requests() -> list[str]:
    """Addresses that the page has asked for."""
    return []


@pytest.fixture
def page(chromium: Browser, address: str, requests: list[str]) -> Iterator[Page]:
    """The page that checks a stack, which may not write to the console."""
    wrong: list[str] = []
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    opened.on("pageerror", lambda error: wrong.append(f"an error: {error}"))
    opened.on("console", lambda line: wrong.append(f"on the console: {line.text}"))
    opened.on("request", lambda sent: requests.append(f"{sent.method} {sent.url}"))
    opened.goto(f"{address}check/")
    yield opened
    context.close()
    assert wrong == []
