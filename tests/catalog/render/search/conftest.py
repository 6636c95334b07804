"""A catalogue worth searching, served below a path and opened in Chromium."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from catalog.entry import Catalogue
from catalog.observation import Status
from catalog.render import render_site
from classifier import Category, Signal

BASE = "some/base"
DISK = (
    ("delete_file", "Removes a file for good.", Category.DESTRUCTIVE, (Signal.PATH_INPUT,)),
    ("delete_file_version", "Removes one version.", Category.DESTRUCTIVE, ()),
    ("read_file", "Returns what a file holds.", Category.READ, (Signal.PATH_INPUT,)),
    ("write_file", "Stores a text.", Category.WRITE, (Signal.PATH_INPUT, Signal.OVERWRITES)),
    ("format_volume", "Wipes everything, forever.", Category.DESTRUCTIVE, (Signal.BULK,)),
)
MAIL = (
    ("sendMessage", "Sends a letter to somebody.", Category.WRITE, (Signal.EXTERNAL_SEND,)),
    ("listMessages", "Lists the letters of the inbox.", Category.READ, (Signal.PRIVATE_DATA,)),
    ("<img src=x onerror=alert(1)>", "<script>alert(1)</script>", Category.READ, ()),
    ("削除する", "消します。", Category.DESTRUCTIVE, ()),
)
ENTRIES = 60


@pytest.fixture(scope="session")
def searched(
    tool: Callable[..., Any], server: Callable[..., Any], catalogue: Callable[..., Catalogue]
) -> Catalogue:
    """Two servers with names of their own, one with many tools, one that was not listed."""

    def tools(name: str, rows: tuple[Any, ...]) -> list[Any]:
        return [
            tool(called, said, server=name, category=category, signals=signals)
            for called, said, category, signals in rows
        ]

    hint = {"annotations": {"readOnlyHint": True}}
    ledger = [
        tool(
            f"post_entry_{number:02}",
            "Adds to the books.",
            server="ledger",
            category=Category.WRITE if number % 3 else Category.FINANCIAL,
            needs_review=number % 10 == 0,
            raw=hint if number % 4 == 0 else None,
        )
        for number in range(ENTRIES)
    ]
    return catalogue(
        server("disk", tools("disk", DISK), vendor="Acme & Sons"),
        server("post-office", tools("post-office", MAIL), vendor="Babel", title="Post Office"),
        server("ledger", ledger, vendor="Acme & Sons"),
        server("sleeper", status=Status.TIMED_OUT, description="Never answers."),
    )


@pytest.fixture(scope="session")
def built(searched: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("search") / BASE
    site.mkdir(parents=True)
    render_site(searched, site)
    return site


@pytest.fixture(scope="session")
def served(built: Path, host: Callable[[Path], AbstractContextManager[str]]) -> Iterator[str]:
    with host(built.parents[1]) as address:
        yield f"{address}{BASE}/"


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    """A page that may neither complain nor ask anybody else."""
    wrong: list[str] = []
    made = browser.new_page()
    made.on("pageerror", lambda error: wrong.append(str(error)))
    made.on("console", lambda line: wrong.append(line.text))
    made.on("request", lambda it: it.url.startswith(served) or wrong.append(it.url))
    yield made
    made.close()
    assert wrong == []
