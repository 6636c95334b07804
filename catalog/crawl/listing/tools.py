"""From raw tool objects to definitions: keep what is usable, and say what is odd about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mcp_types.methods import validate_server_result
from pydantic import ValidationError

from catalog.crawl.listing.text import clean
from catalog.crawl.listing.wire import LIST_TOOLS
from classifier import Definition, parse_definition
from classifier.errors import DefinitionError

_MOST_WARNINGS = 50


@dataclass(frozen=True, slots=True)
class Parsed:
    """The usable definitions among raw ones, in their order."""

    tools: tuple[Definition, ...]
    warnings: tuple[str, ...]


def parse_tools(raw: Sequence[object], version: str | None = None) -> Parsed:
    """Parse every tool on its own: one that is not usable is dropped with a warning.

    What is usable is kept, with a warning where the SDK's models of `version` refuse it.
    """
    tools: list[Definition] = []
    warnings: list[str] = []
    for number, item in enumerate(raw, start=1):
        try:
            tools.append(parse_definition(item))
            warnings += _refusal(item, number, version)
        except DefinitionError as error:
            warnings.append(f"{_named(item, number)} was left out: {clean(str(error))}")
    return Parsed(tuple(tools), tuple(warnings))


def _refusal(tool: object, number: int, version: str | None) -> list[str]:
    try:
        validate_server_result(LIST_TOOLS, version or "", {**_COMPLETE, "tools": [tool]})
    except ValidationError as error:
        return [f"{_named(tool, number)} is kept though {_first(error)}"]
    except (KeyError, ValueError, RecursionError):
        # A revision that the SDK does not know has no model to compare with.
        return []
    return []


def shortened(warnings: Iterable[str]) -> tuple[str, ...]:
    """Return the warnings, each once, the many cut to a number that can be read."""
    distinct = tuple(dict.fromkeys(warnings))
    if len(distinct) <= _MOST_WARNINGS:
        return distinct
    return (*distinct[:_MOST_WARNINGS], f"{len(distinct) - _MOST_WARNINGS} more warnings")


_COMPLETE = {"resultType": "complete", "ttlMs": 0, "cacheScope": "private"}


def _named(item: object, number: int) -> str:
    name = item.get("name") if isinstance(item, Mapping) else None
    return f"tool {clean(name, 80)!r}" if isinstance(name, str) else f"tool number {number}"


def _first(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_input=False, include_context=False)[0]
    path = ".".join(str(step) for step in found["loc"][2:])
    return f"`{clean(path, 80)}` is refused by the protocol's schema: {clean(found['msg'], 120)}"
