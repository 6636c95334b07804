"""Take the credentials of a configuration out of everything that a scan shows or keeps."""

import functools
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import yaml

from catalog.crawl.importers.expansion import PLACEHOLDER
from catalog.crawl.importers.hiding import is_sensitive
from catalog.observation import Observation
from catalog.server import Server
from classifier import Definition, parse_definition

MASK = "[secret]"
"""Stands where a credential stood."""
_CUT = "…"
_SHORTEST = 4
_SHORTEST_UNNAMED = 8
_ALONE = 12
"""A shorter one of letters and digits only is masked as a whole word, never within one."""
_ORDINARY = Path(__file__).with_name("ordinary.yaml")


class Secrets:
    """The credentials of a configuration; knows them to keep them out."""

    def __init__(self, servers: Iterable[Server]) -> None:
        """Gather the credentials of `servers`."""
        found: set[str] = set()
        for server in servers:
            for mapping in (server.env, server.headers, server.secrets):
                found |= {value for name, value in mapping.items() if _is_secret(name, value)}
            found |= {part for value in server.headers.values() for part in _credentials(value)}
        found |= {json.dumps(value)[1:-1] for value in found}
        self._known = sorted(found, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_as_pattern, self._known)) or r"(?!)")

    def __repr__(self) -> str:
        return f"Secrets({len(self._known)} hidden)"

    def hide(self, text: str) -> str:
        """Return `text` with every credential masked."""
        return self._without_pieces(self._pattern.sub(MASK, text))

    def hide_in(self, value: Any) -> Any:
        """Return a JSON value with every credential in its texts and keys masked."""
        if isinstance(value, str):
            return self.hide(value)
        if isinstance(value, Mapping):
            return {self.hide(key): self.hide_in(inner) for key, inner in value.items()}
        return [self.hide_in(inner) for inner in value] if isinstance(value, list) else value

    def cleaned(self, observation: Observation) -> Observation:
        """Return what may be kept of an observation: no credentials, and no arguments."""
        kept = {key: value for key, value in observation.launch.items() if key != "args"}
        return replace(
            observation,
            reason=self.hide(observation.reason),
            warnings=tuple(self.hide(warning) for warning in observation.warnings),
            launch=self.hide_in({**kept, "args": []}),
            facts=replace(
                observation.facts,
                name=self._text(observation.facts.name),
                title=self._text(observation.facts.title),
                version=self._text(observation.facts.version),
                instructions=self._text(observation.facts.instructions),
                capabilities=self.hide_in(dict(observation.facts.capabilities)),
            ),
            tools=tuple(self._tool(tool) for tool in observation.tools),
        )

    def _without_pieces(self, text: str) -> str:
        # A reason is cut to a length, which may be in the middle of a credential.
        pieces = text.split(_CUT)
        if len(pieces) == 1:
            return text
        for value in self._known:
            for length in range(len(value) - 1, _SHORTEST - 1, -1):
                start, end = value[:length], value[-length:]
                for at, piece in enumerate(pieces):
                    if piece.endswith(start):
                        piece = piece[:-length] + MASK
                    if at and piece.startswith(end):
                        piece = MASK + piece[length:]
                    pieces[at] = piece
        return _CUT.join(pieces)

    def _text(self, text: str | None) -> str | None:
        return None if text is None else self.hide(text)

    def _tool(self, tool: Definition) -> Definition:
        raw = tool.as_json()
        # The names of the fields are the protocol's, whatever a credential is called.
        hidden = {field: self.hide_in(value) for field, value in raw.items()}
        return tool if hidden == raw else parse_definition(hidden)


class Recorder(Protocol):
    """What a crawl writes to."""

    def cached(self, key: str) -> Observation | None:
        """Return the newest successful observation under this listing key."""

    def latest(self, name: str) -> Observation | None:
        """Return the observation that counts for a server now."""

    def record(self, server: Server, observation: Observation, key: str) -> None:
        """Keep one observation."""


class CleanRecorder:
    """Passes on to a record, credentials taken out first."""

    def __init__(self, recorder: Recorder, secrets: Secrets) -> None:
        """Write to `recorder`, which stays the caller's to close."""
        self._recorder = recorder
        self._secrets = secrets

    def cached(self, key: str) -> Observation | None:
        """Return the newest successful observation under this listing key."""
        return self._recorder.cached(key)

    def latest(self, name: str) -> Observation | None:
        """Return the observation that counts for a server now."""
        return self._recorder.latest(name)

    def record(self, server: Server, observation: Observation, key: str) -> None:
        """Keep one observation without credentials; of an address only the host is kept."""
        kept = replace(
            server, url=_host(server.url), command=self._secrets.hide(server.command or "") or None
        )
        self._recorder.record(kept, self._secrets.cleaned(observation), key)


def _host(url: str | None) -> str | None:
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.hostname or ''}"
    except ValueError:
        return None


def _credentials(header: str) -> list[str]:
    return [part for part in header.split() if len(part) >= _SHORTEST_UNNAMED and "${" not in part]


@functools.cache
def _ordinary() -> frozenset[str]:
    return frozenset(yaml.safe_load(_ORDINARY.read_text(encoding="utf-8")))


def _as_pattern(value: str) -> str:
    pattern = re.escape(value)
    is_word = value.isalnum() and len(value) < _ALONE
    return rf"(?<![^\W_]){pattern}(?![^\W_])" if is_word else pattern


def _is_secret(name: str, value: str) -> bool:
    if value == PLACEHOLDER or "${" in value or len(value) < _SHORTEST:
        return False
    if value.lower() in _ordinary():
        return False
    mixes = any(char.isdigit() for char in value) and any(char.isalpha() for char in value)
    is_place = value.startswith(("/", "http://", "https://", "./"))
    unnamed = len(value) >= _SHORTEST_UNNAMED and mixes and not is_place
    return is_sensitive(name, value) or unnamed
