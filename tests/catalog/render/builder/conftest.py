"""A site with one server that has a tool of every kind, served and opened in Chromium."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from catalog.entry import Listing, ServerEntry, build_entry
from catalog.observation import Observation, Sandbox, ServerFacts, Status
from catalog.render import render_site
from catalog.server import Server, SourceKind
from classifier import classify, parse_definition

TEXT = {"type": "string"}
FOLDER = {"type": "string", "enum": ["inbox", "sent", "spam"]}
MAIL: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "list_messages",
        "List the messages of a mailbox, which anyone may have written.",
        {"folder": FOLDER, "limit": {"type": "integer"}},
    ),
    ("read_message", "Return the body of one email message of the user.", {"id": TEXT}),
    (
        "send_message",
        "Send an email to any address.",
        {"to": {"type": "array", "items": TEXT}, "body": TEXT},
    ),
    ("fetch_url", "Fetch a web page and return its text.", {"url": {**TEXT, "format": "uri"}}),
    (
        "delete_message",
        "Permanently delete a message. This cannot be undone.",
        {"id": TEXT, "confirm": {"type": "boolean"}},
    ),
    (
        "pay_invoice",
        "Pay an invoice by bank transfer.",
        {"invoice_id": TEXT, "amount": {"type": "number"}},
    ),
    ("run_script", "Run a shell command on the mail host.", {"command": TEXT}),
    ("create_label", "Create a label.", {"name": TEXT, "colour": TEXT}),
    ("get_quota", "Get the storage quota.", {}),
)


def _entry() -> ServerEntry:
    raws = [
        {"name": name, "description": text, "inputSchema": {"type": "object", "properties": fields}}
        for name, text, fields in MAIL
    ]
    definitions = tuple(parse_definition(raw) for raw in raws)
    server = Server("mail", SourceKind.NPM, package="@example/mail", version="2.0.0", command="npx")
    observation = Observation(
        server="mail",
        observed_at="2026-01-02T03:04:05Z",
        duration=0.4,
        status=Status.OK,
        reason="It listed its tools.",
        transport="stdio",
        sandbox=Sandbox.BUBBLEWRAP,
        facts=ServerFacts(name="mail"),
        launch=server.launch_facts(),
        tools=definitions,
    )
    now = tuple(((each.name, 1), each.digest) for each in definitions)
    former = Listing("1.0.0", "2025-06-01T00:00:00Z", (*now[1:], (("old", 1), "x")))
    latest = Listing("2.0.0", observation.observed_at, now)
    return build_entry(server, observation, [classify(it) for it in definitions], (former, latest))


@pytest.fixture(scope="session")
def mail() -> ServerEntry:
    """A server whose tools make risky combinations and get every kind of recommended rule."""
    return _entry()


@pytest.fixture(scope="session")
def address(
    mail: ServerEntry,
    catalogue: Callable[..., Any],
    host: Callable[[Path], AbstractContextManager[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The address of the page of the server."""
    folder = tmp_path_factory.mktemp("built")
    render_site(catalogue(mail), folder)
    with host(folder) as address:
        yield f"{address}{mail.page}"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """The page of the server, which may not write to the console or ask other hosts."""
    wrong: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: wrong.append(f"an error: {error}"))
    opened.on("console", lambda line: wrong.append(f"on the console: {line.text}"))
    host = "/".join(address.split("/")[:3])
    opened.on(
        "request",
        lambda sent: sent.url.startswith((host, "blob:")) or wrong.append(f"asks {sent.url}"),
    )
    opened.goto(address)
    yield opened
    assert wrong == []


@pytest.fixture
def document_of() -> Callable[[Page], Any]:
    """Reads the policy that the builder shows."""

    def read(page: Page) -> Any:
        return page.evaluate("JSON.parse(document.querySelector('.b-out code').textContent)")

    return read


@pytest.fixture
def choose() -> Callable[[Page, str, str], None]:
    """Chooses for one tool as a person does, by the label."""

    def chosen(page: Page, tool: str, choice: str) -> None:
        row = page.get_by_role("group", name=f"What becomes of calls of {tool}")
        row.get_by_role("radio", name=choice, exact=True).check()

    return chosen


@pytest.fixture
def first_condition() -> Callable[..., None]:
    """Fills in the first condition of a tool."""

    def fill(page: Page, row: Any, argument: str, comparison: str, value: str) -> None:
        row.locator("details").evaluate("it => { it.open = true }")
        while row.get_by_role("button", name="Remove the condition").count():
            row.get_by_role("button", name="Remove the condition").first.click()
        row.get_by_role("button", name="Add a condition", exact=True).click()
        row.get_by_label("Argument").select_option(argument)
        row.get_by_label("Comparison").select_option(comparison)
        row.get_by_label("Value").fill(value)

    return fill


@pytest.fixture
def tried() -> Callable[[Page, str, str], str]:
    """Asks what becomes of a call."""

    def ask(page: Page, tool: str, arguments: str) -> str:
        page.locator(".b-try").evaluate("it => { it.open = true }")
        page.locator(".b-try select").select_option(tool)
        page.locator(".b-try textarea").fill(arguments)
        page.get_by_role("button", name="Decide").click()
        return page.locator(".b-try [role=status]").inner_text()

    return ask


@pytest.fixture
def imported() -> Callable[[Page, str], Any]:
    """Hands over the text of a policy, and returns what is shown of it."""

    def hand_over(page: Page, text: str) -> Any:
        page.locator(".b-import").evaluate("it => { it.open = true }")
        page.locator(".b-import textarea").fill(text)
        page.get_by_role("button", name="Compare").click()
        page.locator(".b-diff p").first.wait_for()
        return page.locator(".b-diff")

    return hand_over
