"""The registry importer against a local server that speaks the published API."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from catalog.crawl.importers import RegistryPages, read_registry
from catalog.errors import SeedError

OFFICIAL = "io.modelcontextprotocol.registry/official"
QUICK = RegistryPages(pause=0.01, time_limit=2, page_size=2)
Answer = Callable[[dict[str, list[str]]], tuple[int, bytes]]


class Registry:
    """A registry on localhost: `answer` makes the reply to every request."""

    def __init__(self) -> None:
        self.queries: list[dict[str, list[str]]] = []
        self.answer: Answer = lambda query: (200, b'{"servers": []}')

    def url(self, port: int) -> str:
        return f"http://127.0.0.1:{port}"


@pytest.fixture
def registry() -> Iterator[tuple[Registry, str]]:
    made = Registry()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            query = parse_qs(address.query)
            made.queries.append(query)
            known = address.path == "/v0.1/servers"
            status, body = made.answer(query) if known else (404, b"{}")
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def entry(name: str, **state: Any) -> dict[str, Any]:
    server = {
        "name": f"io.example/{name}",
        "description": "A server.",
        "version": "1.0.0",
        "packages": [
            {
                "registryType": "npm",
                "identifier": name,
                "version": "1.0.0",
                "transport": {"type": "stdio"},
            }
        ],
    }
    return {"server": server, "_meta": {OFFICIAL: {"status": "active", "isLatest": True, **state}}}


def paged(entries: list[dict[str, Any]]) -> Answer:
    def answer(query: dict[str, list[str]]) -> tuple[int, bytes]:
        begin, size = int(query.get("cursor", ["0"])[0]), int(query["limit"][0])
        page: dict[str, Any] = {
            "servers": entries[begin : begin + size],
            "metadata": {"count": size},
        }
        if begin + size < len(entries):
            page["metadata"]["nextCursor"] = str(begin + size)
        return 200, json.dumps(page).encode()

    return answer


def names(url: str, pages: RegistryPages = QUICK) -> list[str]:
    return [candidate.server.name for candidate in read_registry(url, pages)]


def test_all_pages_are_read(registry: tuple[Registry, str]) -> None:
    made, url = registry
    made.answer = paged([entry(f"s{number}") for number in range(5)])
    assert names(url) == [f"io.example/s{number}" for number in range(5)]
    assert [query.get("cursor") for query in made.queries] == [None, ["2"], ["4"]]


def test_deleted_and_older_versions_are_left_out(registry: tuple[Registry, str]) -> None:
    made, url = registry
    made.answer = paged(
        [
            entry("a", isLatest=False),
            entry("a"),
            entry("b", status="deleted"),
            entry("c", status="deprecated"),
        ]
    )
    assert names(url) == ["io.example/a", "io.example/c"]


def test_time_of_the_last_change_is_asked_for(registry: tuple[Registry, str]) -> None:
    made, url = registry
    list(read_registry(url, RegistryPages(updated_since="2026-11-01T00:00:00Z")))
    assert made.queries[0]["updated_since"] == ["2026-11-01T00:00:00Z"]
    assert made.queries[0]["version"] == ["latest"]


def test_passing_fault_is_tried_again(registry: tuple[Registry, str]) -> None:
    made, url = registry
    replies = iter([(503, b""), (200, json.dumps({"servers": [entry("a")]}).encode())])
    made.answer = lambda query: next(replies)
    assert names(url) == ["io.example/a"]


WRONG: dict[str, tuple[Answer, str]] = {
    "down": (lambda query: (500, b""), "answers 500"),
    "refused": (lambda query: (403, b""), "answers 403"),
    "no JSON": (lambda query: (200, b"<html>"), "no JSON"),
    "no list": (lambda query: (200, b'{"servers": 1}'), "without a list"),
    "endless": (
        lambda query: (200, b'{"servers": [], "metadata": {"nextCursor": "same"}}'),
        "repeats the cursor",
    ),
    "huge": (lambda query: (200, b" " * 2_000_000), "more than 1000000 bytes"),
}


@pytest.mark.parametrize(("answer", "told"), WRONG.values(), ids=WRONG.keys())
def test_wrong_answer_is_an_error_that_names_the_address(
    registry: tuple[Registry, str], answer: Answer, told: str
) -> None:
    made, url = registry
    made.answer = answer
    with pytest.raises(SeedError, match=told) as caught:
        names(url, RegistryPages(pause=0.01, most_bytes=1_000_000))
    assert url in str(caught.value)


def test_pages_are_bounded(registry: tuple[Registry, str]) -> None:
    made, url = registry
    cursors = iter(range(1_000))
    made.answer = lambda query: (
        200,
        json.dumps({"servers": [], "metadata": {"nextCursor": str(next(cursors))}}).encode(),
    )
    with pytest.raises(SeedError, match="more than 3 pages"):
        names(url, RegistryPages(most_pages=3))


def test_silent_registry_is_given_up_quickly() -> None:
    started = time.monotonic()
    with pytest.raises(SeedError, match="does not answer"):
        names("http://127.0.0.1:9", QUICK)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("url", ["ftp://example.com", "file:///etc", "example.com"])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(SeedError, match="no http"):
        names(url)
