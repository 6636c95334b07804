"""Find what a call names: a tool by names or page, a server by name or package."""

from collections.abc import Mapping
from typing import Any

from catalog.agents.declared import say
from catalog.agents.errors import NotHeld
from catalog.agents.facts import Catalogue, ServerFacts, ToolFacts
from catalog.agents.quoting import quoted_text
from catalog.slug import tool_page

_VERSION = 40
"""Characters of a caller's version that an answer repeats."""


def find_tool(catalogue: Catalogue, arguments: Mapping[str, Any]) -> ToolFacts:
    """Return the tool that a call names.

    Raises:
        NotHeld: the catalogue does not hold it.
    """
    page = arguments.get("page") or tool_page(
        arguments["server"], arguments["tool"], int(arguments.get("occurrence", 1))
    )
    found = catalogue.tool(page)
    if found is None:
        raise NotHeld(say("no_tool"))
    return found


def find_server(catalogue: Catalogue, named: str) -> tuple[ServerFacts, tuple[str, ...]]:
    """Return the server that a call names, and how sure it is that it is the one meant.

    Raises:
        NotHeld: the catalogue holds no server and no package of this name.
    """
    found = catalogue.server(named)
    if found is not None:
        return found, ()
    package, wanted = _parted(named)
    for candidate in dict.fromkeys((named, package)):
        names = catalogue.from_package(candidate)
        found = catalogue.server(names[0]) if names else None
        if found is not None:
            asked = wanted if candidate != named else None
            return found, tuple(_doubts(found, asked, several=len(names) > 1))
    raise NotHeld(say("no_server"))


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
