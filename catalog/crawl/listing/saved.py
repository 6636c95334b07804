"""Read a saved `tools/list`: a result, a JSON-RPC response, an array, or one tool a line."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from catalog.crawl.listing.errors import ListingError
from catalog.crawl.listing.listing import Listing
from catalog.crawl.listing.text import clean, invalid
from catalog.crawl.listing.tools import parse_tools, shortened
from catalog.crawl.sandbox import Limits
from catalog.observation import Status

_DEEPEST = 4
"""A line may be a response that holds a result that holds a list of tools."""


def read_saved(path: Path, limits: Limits) -> Listing:
    """Read the definitions in a file.

    Raises:
        ListingError: the file cannot be read, or holds no definition.
    """
    raw = [tool for value in _values(_text(path, limits), path) for tool in _tools(value)]
    if len(raw) > limits.max_tools:
        raise invalid(f"{path.name} holds more than {limits.max_tools} tools")
    parsed = parse_tools(raw)
    return Listing(parsed.tools, warnings=shortened(parsed.warnings))


def _text(path: Path, limits: Limits) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(limits.output_bytes + 1)
    except OSError as error:
        raise ListingError(
            Status.UNREACHABLE, f"{path} cannot be read: {error.strerror}"
        ) from error
    if len(content) > limits.output_bytes:
        raise invalid(f"{path.name} is longer than {limits.output_bytes >> 20} MiB")
    return content.decode("utf-8-sig", "replace")


def _values(text: str, path: Path) -> list[Any]:
    try:
        return [json.loads(text)]
    except RecursionError as error:
        raise invalid(f"{path.name} is nested too deeply to be read") from error
    except ValueError as whole:
        return _lines(text, path, whole)


def _lines(text: str, path: Path, whole: ValueError) -> list[Any]:
    values: list[Any] = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            values += [json.loads(line)] if line.strip() else []
        except (ValueError, RecursionError) as error:
            told = error if values else whole
            raise invalid(
                f"{path.name} is neither JSON nor JSON Lines (line {number}): {clean(str(told))}"
            ) from error
    if not values:
        raise invalid(f"{path.name} is empty")
    return values


def _tools(value: Any, depth: int = 0) -> Iterator[Any]:
    """Yield what stands where a tool belongs, usable or not."""
    if isinstance(value, list):
        for item in value:
            yield from _tools(item, depth + 1) if depth < _DEEPEST else (item,)
    elif isinstance(value, Mapping) and "name" not in value:
        inner = value.get("result", value.get("tools"))
        if inner is None or depth >= _DEEPEST:
            raise invalid("the file holds an object that is neither a tool nor a list of tools")
        yield from _tools(inner, depth + 1)
    else:
        yield value
