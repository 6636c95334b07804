"""Read definitions out of JSON Lines or `tools/list` results; a bad line is a value."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from classifier.definition import Definition, parse_definition
from classifier.errors import DefinitionError

_LONGEST_MESSAGE = 300


@dataclass(frozen=True, slots=True)
class Record:
    """One definition and the server it was read with."""

    server: str | None
    definition: Definition


@dataclass(frozen=True, slots=True)
class BadRecord:
    """Something that is no definition."""

    line: int
    """Number of the line, counted from 1."""
    reason: str


def read_records(lines: Iterable[bytes]) -> Iterator[Record | BadRecord]:
    """Yield every definition in its order, and a `BadRecord` for what cannot be read.

    A line is a definition, a `tools/list` result, a JSON-RPC response that holds one, or an
    array of definitions. The input may also be one such document over many lines. Lines are
    read one at a time, unless the first is the beginning of such a document.
    """
    numbered = enumerate(lines, 1)
    for number, line in numbered:
        text = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not text.strip():
            continue
        if _opens_document(text):
            rest = [(number, text), *numbered]
            yield from _document(rest)
        else:
            yield from _line(number, text)
        break
    yield from chain.from_iterable(_line(number, line) for number, line in numbered)


def _opens_document(text: bytes) -> bool:
    """Tell whether a first line is the beginning of a document rather than a whole value."""
    end = text.rstrip()[-1:]
    return (text.lstrip()[:1] in (b"{", b"[") and end not in (b"}", b"]")) or end in (b"{", b"[")


def _document(lines: list[tuple[int, bytes]]) -> Iterator[Record | BadRecord]:
    try:
        value = json.loads(b"".join(text for _, text in lines).decode("utf-8"))
    except (ValueError, RecursionError):
        # No document after all: then every line stands for itself.
        yield from chain.from_iterable(_line(number, text) for number, text in lines)
        return
    yield from _value(lines[0][0], value)


def _line(number: int, text: bytes) -> Iterator[Record | BadRecord]:
    if not text.strip():
        return
    try:
        value = json.loads(text.decode("utf-8"))
    except UnicodeDecodeError as error:
        yield BadRecord(number, f"no UTF-8: {error.reason} at byte {error.start}")
    except json.JSONDecodeError as error:
        yield BadRecord(number, f"no JSON: {error.msg} at column {error.colno}")
    except (ValueError, RecursionError) as error:
        yield BadRecord(number, f"no JSON that can be read: {_short(error)}")
    else:
        yield from _value(number, value)


def _value(number: int, value: object) -> Iterator[Record | BadRecord]:
    if isinstance(value, list):
        yield from _listing(number, value, None)
    elif (
        isinstance(value, Mapping) and "name" not in value and (listed := _tools(value)) is not None
    ):
        yield from _listing(number, listed, _server(value))
    elif isinstance(value, Mapping) and "jsonrpc" in value and "name" not in value:
        yield BadRecord(number, "a JSON-RPC message without `result.tools`")
    else:
        yield _definition(number, value, None, "")


def _listing(number: int, listed: list[Any], server: str | None) -> Iterator[Record | BadRecord]:
    for at, raw in enumerate(listed):
        yield _definition(number, raw, server, f"tools[{at}]: ")


def _tools(value: Mapping[str, Any]) -> list[Any] | None:
    result = value.get("result")
    holder = result if isinstance(result, Mapping) else value
    listed = holder.get("tools")
    return listed if isinstance(listed, list) else None


def _definition(number: int, raw: object, server: str | None, place: str) -> Record | BadRecord:
    own = raw
    if isinstance(raw, Mapping):
        server = _server(raw) or server
        own = {key: value for key, value in raw.items() if key != "server"}
    try:
        return Record(server, parse_definition(own))
    except DefinitionError as error:
        return BadRecord(number, f"{place}{_short(error)}")


def _server(value: Mapping[str, Any]) -> str | None:
    server = value.get("server")
    return server if isinstance(server, str) else None


def _short(error: Exception) -> str:
    return str(error)[:_LONGEST_MESSAGE]
