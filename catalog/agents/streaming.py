"""Read the rows of a long list document one after the other."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from catalog.errors import CatalogError

_CHUNK = 1 << 16
_START = '"result":['
_LONGEST = 1 << 26
"""Characters that one row may take."""


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a list document of the API; only one is held at a time.

    Raises:
        CatalogError: the file cannot be read, or is no list document.
    """
    decoder = json.JSONDecoder()
    try:
        with path.open(encoding="utf-8") as file:
            buffer, at = _behind_start(file.read(_CHUNK), path), 0
            while not buffer.startswith("]", at):
                at += buffer.startswith(",", at)
                try:
                    row, at = decoder.raw_decode(buffer, at)
                    yield row
                except ValueError:
                    more = file.read(_CHUNK + len(buffer) - at)
                    if not more or len(buffer) - at > _LONGEST:
                        raise CatalogError(f"{path}: ends within a row") from None
                    buffer, at = buffer[at:] + more, 0
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError(f"{path}: cannot be read ({type(error).__name__})") from error


def _behind_start(text: str, path: Path) -> str:
    _, start, rest = text.partition(_START)
    if not start:
        raise CatalogError(f"{path}: is no list document of the API")
    return rest
