"""Read a list of servers from YAML; every problem is told at once."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from catalog.crawl.validity import problems
from catalog.errors import SeedError
from catalog.server import Server, SourceKind

_INTERNAL = ("secrets", "cwd")
_KEYS = tuple(field.name for field in fields(Server) if field.name not in _INTERNAL)
_LISTS = ("args", "pip_constraints")
_MAPS = ("env", "home_files", "headers")
_FLAGS = ("needs_network", "package_dir_writable", "starter")
_NAME_LENGTH = 80


def load_seeds(path: Path) -> tuple[Server, ...]:
    """Return the servers of a seeds file, in its order.

    Raises:
        SeedError: the file cannot be read, or any entry is wrong; all are named.
    """
    entries = _entries(path)
    found: list[str] = []
    servers: list[Server] = []
    for position, entry in enumerate(entries, 1):
        label = _label(entry, position)
        wrong = list(_shape_problems(entry))
        if not wrong:
            server = _server(entry)
            wrong = list(_seed_problems(server))
            servers.append(server)
        found += [f"{path.name}: {label}: {field}: {remedy}" for field, remedy in wrong]
    names = Counter(server.name for server in servers)
    found += [
        f"{path.name}: {name}: name: used {count} times; give each server a name of its own"
        for name, count in names.items()
        if count > 1
    ]
    if found:
        raise SeedError("\n".join(found))
    return tuple(servers)


def _entries(path: Path) -> list[Any]:
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SeedError(f"{path}: cannot be read ({error}); check the path") from error
    except yaml.YAMLError as error:
        raise SeedError(f"{path}: is no YAML: {error}") from error
    if not isinstance(document, list) or not document:
        raise SeedError(f"{path}: holds no list of servers; start each one with '- name: …'")
    return document


def _label(entry: object, position: int) -> str:
    name = entry.get("name") if isinstance(entry, Mapping) else None
    return name[:_NAME_LENGTH] if isinstance(name, str) and name else f"server {position}"


def _shape_problems(entry: object) -> Iterator[tuple[str, str]]:
    if not isinstance(entry, Mapping):
        yield "entry", "is no mapping; write 'name: …' and the other fields below it"
        return
    for key in entry:
        if key not in _KEYS:
            yield str(key), f"unknown field; known are {', '.join(_KEYS)}"
    for key in ("name", "source"):
        if key not in entry:
            yield key, "is missing; every server has one"
    kinds = [kind.value for kind in SourceKind]
    if "source" in entry and entry["source"] not in kinds:
        yield "source", f"{entry['source']!r} is none of {', '.join(kinds)}"
    for key, value in entry.items():
        if key in _KEYS and (wanted := _wrong_type(key, value)):
            yield key, f"must be {wanted}"


def _wrong_type(key: str, value: object) -> str | None:
    if key in _LISTS:
        is_right = isinstance(value, list) and all(isinstance(item, str) for item in value)
        return None if is_right else "a list of texts; put numbers and booleans in quotes"
    if key in _MAPS:
        is_right = isinstance(value, dict) and all(
            isinstance(name, str) and isinstance(text, str) for name, text in value.items()
        )
        return None if is_right else "names with texts; put numbers and booleans in quotes"
    if key in _FLAGS:
        return None if isinstance(value, bool) else "true or false"
    return None if isinstance(value, str) and value else "a text that is not empty; quote numbers"


def _server(entry: Mapping[str, Any]) -> Server:
    values: dict[str, Any] = {
        key: tuple(value) if key in _LISTS else value for key, value in entry.items()
    }
    values["source"] = SourceKind(entry["source"])
    return Server(**values)


def _seed_problems(server: Server) -> Iterator[tuple[str, str]]:
    if len(server.name) > _NAME_LENGTH or not server.name.isprintable():
        yield "name", f"is not at most {_NAME_LENGTH} printable characters"
    if server.source in (SourceKind.NPM, SourceKind.PYPI) and server.version is None:
        yield "version", "is missing; a seed names the exact version it was tried with"
    yield from problems(server)
