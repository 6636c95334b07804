"""Read the settings files of clients, whatever is written in them."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catalog.errors import ScanError
from catalog.scan.configuration import read_text
from catalog.scan.jsonc import parse


def read_settings(path: Path) -> Mapping[str, Any]:
    """Return what a settings file holds; an empty mapping where it holds no object.

    Raises:
        ScanError: it cannot be read; the message quotes nothing of it.
    """
    text = read_text(path)
    if not text.strip():
        return {}
    try:
        return mapping(tomllib.loads(text) if path.suffix == ".toml" else parse(text))
    except (tomllib.TOMLDecodeError, RecursionError):
        raise ScanError(f"{path}: is no TOML") from None
    except ScanError as error:
        raise ScanError(f"{path}: {error}") from error


def mapping(value: Any) -> Mapping[str, Any]:
    """Return `value`, or nothing where it is no object."""
    return value if isinstance(value, dict) else {}


def texts(value: Any) -> list[str]:
    """Return the texts in a list, or nothing where `value` is no list."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def at(document: Any, path: tuple[str, ...]) -> Any:
    """Return what stands at `path`, None where nothing does."""
    for key in path:
        document = mapping(document).get(key)
    return document
