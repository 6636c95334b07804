import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from catalog.crawl.key import is_reusable, listing_key
from catalog.server import Server, SourceKind

SERVER = Server(
    name="acme", source=SourceKind.NPM, package="acme", version="1.0.0", env={"KEY": "t0p-s3cret"}
)

CHANGES: dict[str, dict[str, Any]] = {
    "version": {"version": "1.0.1"},
    "arguments": {"args": ("--all",)},
    "value of a variable": {"env": {"KEY": "other"}},
    "home file": {"home_files": {"a": "b"}},
    "secret": {"secrets": {"a": "b"}},
    "title": {"title": "Acme"},
    "name": {"name": "other"},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_key_follows_what_the_listing_depends_on(change: dict[str, Any]) -> None:
    assert listing_key(replace(SERVER, **change)) != listing_key(SERVER)


def test_key_follows_the_sandbox_and_not_the_starter_mark() -> None:
    assert listing_key(SERVER, "off") != listing_key(SERVER, "auto")
    assert listing_key(replace(SERVER, starter=True)) == listing_key(SERVER)


def test_credentials_cannot_be_guessed_from_the_key_without_the_salt() -> None:
    assert listing_key(SERVER, salt=b"1") != listing_key(SERVER, salt=b"2")
    bare = replace(SERVER, env={})
    assert listing_key(bare, salt=b"1") == listing_key(bare, salt=b"2")


def test_key_follows_the_content_of_the_program(tmp_path: Path) -> None:
    script = tmp_path / "server.py"
    script.write_text("1")
    server = Server(
        name="a", source=SourceKind.COMMAND, command=sys.executable, args=(str(script),)
    )
    before = listing_key(server)
    script.write_text("2")
    assert listing_key(server) != before


REUSABLE = {
    "exact version": (SERVER, True),
    "latest version": (replace(SERVER, version=None), False),
    "address": (Server(name="a", source=SourceKind.HTTP, url="https://example.com"), False),
    "saved": (Server(name="a", source=SourceKind.SAVED, path="/x"), True),
    "script": (
        Server(name="a", source=SourceKind.COMMAND, command=sys.executable, args=(__file__,)),
        True,
    ),
    "module": (
        Server(name="a", source=SourceKind.COMMAND, command=sys.executable, args=("-m", "demo")),
        False,
    ),
}


@pytest.mark.parametrize(("server", "wanted"), REUSABLE.values(), ids=REUSABLE.keys())
def test_listing_is_reused_only_where_the_key_covers_the_program(
    server: Server, wanted: bool
) -> None:
    assert is_reusable(server) is wanted
