"""Find what a call names: a tool by names or page, a server by name or package."""

from collections.abc import Mapping
from typing import Any

from catalog.agents.declared import say
from catalog.agents.errors import NotHeld
from catalog.agents.facts import Catalogue, ServerFacts, ToolFacts
from catalog.agents.quoting import quoted_text
from catalog.slug import tool_page, unslug

_SERVERS = "servers"
_SOURCES = ("npm:", "pypi:")
_VERSION = 40
"""Characters of a caller's version that an answer repeats."""


def find_tool(
    catalogue: Catalogue, arguments: Mapping[str, Any]
) -> tuple[ToolFacts, tuple[str, ...]]:
    """Return the tool that a call names, and how sure it is that its server is the one meant.

    Raises:
        NotHeld: the catalogue does not hold it.
    """
    page, doubts = arguments.get("page"), tuple[str, ...]()
    if page is None:
        page = _page(arguments["server"], arguments)
        if catalogue.tool(page) is None:
            server, doubts = find_server(catalogue, arguments["server"])
            page = _page(server.name, arguments)
    found = catalogue.tool(page)
    if found is None:
        raise NotHeld(say("no_tool"))
    return found, doubts


def find_server(catalogue: Catalogue, named: str) -> tuple[ServerFacts, tuple[str, ...]]:
    """Return the server that a call names, and how sure it is that it is the one meant.

    A name is that of the catalogue, its page, or a package: `NAME`, `npm:NAME`, `pypi:NAME`,
    each with a version or without.

    Raises:
        NotHeld: the catalogue holds no server and no package of this name.
    """
    found = catalogue.server(named) or _of_page(catalogue, named)
    if found is not None:
        return found, ()
    source, _, rest = named.rpartition(":") if named.startswith(_SOURCES) else ("", "", named)
    package, wanted = _parted(rest)
    for candidate in dict.fromkeys((rest, package)):
        among = [catalogue.server(name) for name in catalogue.from_package(candidate)]
        known = [each for each in among if each is not None and source in ("", each.source)]
        if known:
            asked = wanted if candidate != rest else None
            return known[0], tuple(_doubts(known[0], asked, several=len(known) > 1))
    raise NotHeld(say("no_server"))


def _page(server: str, arguments: Mapping[str, Any]) -> str:
    return tool_page(server, arguments["tool"], int(arguments.get("occurrence", 1)))


def _of_page(catalogue: Catalogue, named: str) -> ServerFacts | None:
    folder, _, coded = named.strip("/").partition("/")
    try:
        found = catalogue.server(unslug(coded)[0]) if folder == _SERVERS else None
    except ValueError:
        return None
    return found if found is not None and found.page.strip("/") == named.strip("/") else None


def _parted(named: str) -> tuple[str, str | None]:
    """Part `@scope/name@1.2.3` or `name==1.2.3` into the package and its version."""
    for mark in ("==", "@"):
        package, found, version = named.rpartition(mark)
        if found and package:
            return package, version
    return named, None


def _doubts(found: ServerFacts, wanted: str | None, *, several: bool) -> list[str]:
    doubts = [say("by_package")] if several else []
    if wanted not in (None, found.version):
        shown = quoted_text(wanted or "", _VERSION)
        doubts.append(say("other_version", known=found.version, wanted=shown))
    return doubts
