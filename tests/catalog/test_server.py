"""A server has one public name, however it is written."""

import pytest

from catalog.server import Server, SourceKind, lookup_key

NPM, PYPI, HTTP = SourceKind.NPM, SourceKind.PYPI, SourceKind.HTTP


@pytest.mark.parametrize(
    ("server", "key"),
    [
        (Server("a", NPM, package="@example/a"), "npm:@example/a"),
        (Server("a", PYPI, package="Example.A_b"), "pypi:example-a-b"),
        (Server("a", HTTP, url="https://example.org/mcp/?key=1"), "url:https://example.org/mcp"),
        (Server("a", HTTP, url="https://me:word@example.org/mcp"), ""),
        (Server("a", HTTP, url="https://example.org/${TOKEN}/mcp"), ""),
        (Server("a", SourceKind.COMMAND, command="/home/me/server"), ""),
    ],
)
def test_servers_are_found_by_public_names_only(server: Server, key: str) -> None:
    assert lookup_key(server) == key
