"""A site with two servers whose tools make combinations, served and opened in Chromium."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from catalog.entry import Catalogue, ServerEntry, build_entry
from catalog.observation import Observation, Sandbox, ServerFacts, Status
from catalog.render import render_site
from catalog.server import Server, SourceKind
from classifier import Verdict, classify, parse_definition
from policy import Standing

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


class HeldTool:
    """A tool as combinations look at it."""

    def __init__(self, server: str, name: str, verdict: Verdict, stands: Standing) -> None:
        self.server, self.name, self.verdict = server, name, verdict
        self.is_callable = stands not in (Standing.HIDDEN, Standing.DENIED)


@pytest.fixture(scope="session")
def held() -> type[HeldTool]:
    return HeldTool


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


@pytest.fixture(scope="session")
def address(site: Path, host: Callable[[Path], AbstractContextManager[str]]) -> Iterator[str]:
    with host(site) as served:
        yield served


@pytest.fixture
def requests() -> list[str]:
    """Addresses that the page has asked for."""
    return []


@pytest.fixture
def page(browser: Browser, address: str, requests: list[str]) -> Iterator[Page]:
    """The page that checks a stack, which may not write to the console."""
    wrong: list[str] = []
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    opened.on("pageerror", lambda error: wrong.append(f"an error: {error}"))
    opened.on("console", lambda line: wrong.append(f"on the console: {line.text}"))
    opened.on("request", lambda sent: requests.append(f"{sent.method} {sent.url}"))
    opened.goto(f"{address}check/")
    yield opened
    context.close()
    assert wrong == []
