"""Gather from the values of a configuration everything that may be a credential."""

import base64
import binascii
import html
import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlsplit

from catalog.crawl.importers.expansion import PLACEHOLDER
from catalog.crawl.importers.hiding import is_telling
from catalog.scan.plain import is_ordinary, is_plain

SHORTEST = 4
"""Of what stands where a credential stands."""
_SHORTEST_UNNAMED = 6
_DEEPEST = 5
_VARIABLE = re.compile(r"\$\{[^{}]*\}")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\"'`<>]+")
_TOKEN = re.compile(r"[^\s\"'`=:;,&?#|<>(){}\[\]\\/@$]+")
_ASSIGNED = re.compile(r"-{0,2}([A-Za-z_][\w.-]*)\s*[=:]\s*(.+)", re.DOTALL)
_SCHEMES = ("bearer", "basic", "token", "apikey", "digest")
_PUBLIC = re.compile(
    "type|transport|description|name|version|gallery|trust|tools|toolsets|includetools"
    "|excludetools|enabledtools|disabledtools|allowedtools|alwaysallow|autoapprove"
)
"""Keys whose values name tools, or the server itself."""
_PUBLIC_HEADERS = ("accept", "content-type", "host", "origin", "referer", "user-agent")

Value = tuple[str, str]
"""What a value is called, and the value."""


def values_of(entry: Any) -> tuple[Value, ...]:
    """Return every text in the entry of a server that may hold a credential, with its name."""
    return tuple(_values(entry, "")) if isinstance(entry, Mapping) else ()


def credentials(values: Iterable[Value]) -> frozenset[str]:
    """Return all texts that have to be kept out of sight, each in every form it may be met in."""
    found = {text for name, value in values for text in _found(name, value, 0)}
    return frozenset(form for text in found for form in _forms(text))


def _values(value: Any, name: str) -> Iterator[Value]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not _PUBLIC.fullmatch(re.sub("[-_]", "", str(key)).lower()):
                yield from _entry(str(key), inner, name)
    elif isinstance(value, list):
        yield from _arguments([one if isinstance(one, str) else json.dumps(one) for one in value])
    elif isinstance(value, str):
        yield name, value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield name, str(value)


def _entry(key: str, value: Any, parent: str) -> Iterator[Value]:
    if key == "command" and isinstance(value, str):
        # The program itself is no secret; whatever is written behind it may be.
        yield "command", value.partition(" ")[2]
    elif "header" in parent.lower():
        name = key if key.lower() in _PUBLIC_HEADERS or _names_tools(key) else f"secret {key}"
        yield name, value if isinstance(value, str) else json.dumps(value)
    else:
        yield from _values(value, key)


def _arguments(arguments: list[str]) -> Iterator[Value]:
    name = ""
    for argument in arguments:
        yield name, argument
        is_flag = argument.startswith("-") and "=" not in argument
        name = argument.strip("-") if is_flag else ""


def _found(name: str, value: str, depth: int) -> Iterator[str]:
    """Yield what `value` and its parts hold; `name` tells what it is, as far as one knows."""
    value = _VARIABLE.sub(" ", value)
    if depth > _DEEPEST or not value.strip() or value == PLACEHOLDER:
        return
    is_named = is_telling(name)
    if _names_tools(name) and not is_named:
        return
    yield from _whole(value.strip(), is_named=is_named)
    yield from _parts(name, value, depth)
    for token in _TOKEN.findall(_ADDRESS.sub(" ", value)):
        # Of an address the host is no secret, and may be a word of the tools' own.
        if _is_hidden(token):
            yield from _pieces(token)


def _parts(name: str, value: str, depth: int) -> Iterator[str]:
    for address in _ADDRESS.findall(value):
        yield from _of_address(address, depth)
    if assigned := _ASSIGNED.match(value.strip()):
        yield from _found(assigned[1], assigned[2], depth + 1)
    yield from _of_json(name, value, depth)
    words = _words(value)
    if len(words) > 1:
        for before, word in pairwise(["", *words]):
            flag = before.strip("-:") if before.startswith("-") or before.endswith(":") else ""
            scheme = "secret" if before.lower() in _SCHEMES else ""
            is_inside = is_telling(name) and word.lower() not in _SCHEMES
            yield from _found(flag or scheme or (name if is_inside else ""), word, depth + 1)
        yield from _decoded(words)


def _whole(value: str, *, is_named: bool) -> Iterator[str]:
    if is_named:
        if len(value) >= SHORTEST and not is_ordinary(value) and value.lower() not in _SCHEMES:
            yield value
    elif _is_hidden(value) and not _is_public_address(value):
        yield value


def _pieces(token: str) -> Iterator[str]:
    """Yield a token, what follows a short flag in it, and the longer runs of letters in it."""
    bare = token.lstrip("-")
    runs = [*re.findall(r"\w+", token), *re.findall(r"[^\W_]+", token), bare]
    runs += [token[2:]] if token.startswith("-") and not token.startswith("--") else []
    yield token
    yield from (run for run in runs if _is_hidden(run))


def _is_hidden(text: str) -> bool:
    return len(text) >= _SHORTEST_UNNAMED and not is_plain(text)


def _is_public_address(value: str) -> bool:
    """Tell whether an address leads to a host and says nothing else."""
    if not _ADDRESS.fullmatch(value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return "@" not in parts.netloc and is_plain(parts.path) and not parts.query + parts.fragment


def _of_address(address: str, depth: int) -> Iterator[str]:
    try:
        parts = urlsplit(address)
        user, password = parts.username, parts.password
    except ValueError:
        return
    login = parts.netloc.rpartition("@")[0]
    if login:
        yield from (text for text in (login, unquote(login)) if len(text) >= SHORTEST)
        yield base64.b64encode(unquote(login).encode()).decode().rstrip("=")
    if password is None and user:
        yield from _found("secret", unquote(user), depth + 1)
    for text in (password or "", unquote(password or "")):
        yield from _found("secret", text, depth + 1)
    yield from _found("", unquote(user or ""), depth + 1)
    yield from (part for part in map(unquote, parts.path.split("/")) if _is_hidden(part))
    for name, text in parse_qsl(parts.query, keep_blank_values=True):
        yield from _found(name, text, depth + 1)
    yield from _found("", unquote(parts.fragment), depth + 1)


def _of_json(name: str, value: str, depth: int) -> Iterator[str]:
    start = re.search(r"[\[{]", value)
    if start is None:
        return
    try:
        inner = json.loads(value[start.start() :])
    except (ValueError, RecursionError):
        return
    for key, text in _leaves(inner, name):
        yield from _found(key, text, depth + 1)


def _leaves(value: Any, name: str) -> Iterator[Value]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{name} {key}" if is_telling(name) else str(key))
            yield "", str(key)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, name)
    elif value is not None and not isinstance(value, bool):
        yield name, str(value)


def _words(value: str) -> list[str]:
    try:
        split = shlex.split(value)
    except ValueError:
        split = []
    return split if len(split) > 1 else value.split()


def _decoded(words: list[str]) -> Iterator[str]:
    for scheme, word in pairwise(words):
        if scheme.lower() != "basic":
            continue
        try:
            text = base64.b64decode(word, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError, ValueError):
            continue
        yield from (part for part in (text, *text.split(":", 1)) if len(part) >= SHORTEST)


def _names_tools(name: str) -> bool:
    return bool(re.search(r"tool(s|sets?)?$", name, re.IGNORECASE))


def _forms(text: str) -> Iterator[str]:
    """Yield a credential as it is and as programs write it: escaped, encoded, on one line."""
    yield from (text, text.strip("\"'`"), " ".join(text.split()))
    yield from (json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1])
    encoded = text.encode("utf-8", "surrogatepass")
    yield from (repr(text)[1:-1], html.escape(text), quote(encoded, safe=""), quote_plus(encoded))
    if len(text) >= _SHORTEST_UNNAMED:
        yield from (base64.b64encode(encoded).decode().rstrip("="), encoded.hex())
