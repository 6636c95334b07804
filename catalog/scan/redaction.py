"""Take the credentials of a configuration out of everything that a scan shows or keeps."""

import functools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any, Protocol

import yaml

from catalog.crawl.sources.filling import fill
from catalog.observation import Observation, ServerFacts
from catalog.scan.gathering import SHORTEST, Value, credentials
from catalog.scan.plain import is_plain
from catalog.scan.told import told_reason, told_warnings
from catalog.server import Server
from classifier import Definition, parse_definition

MASK = "[secret]"
"""Stands where a credential stood."""
_CUT = "…"
_SHAPES = Path(__file__).with_name("shapes.yaml")


class Secrets:
    """The credentials of a configuration; knows them to keep them out."""

    def __init__(self, servers: Iterable[Server], values: Iterable[Value] = ()) -> None:
        """Gather what `servers` are given, and the `values` that the configuration holds."""
        servers = tuple(servers)
        given = [pair for server in servers for pair in _given(server)]
        public = {word for server in servers for word in _public(server)}
        known = {one for one in credentials([*given, *values]) if one.lower() not in public}
        self._known = sorted(known - {""}, key=lambda one: (-len(one), one))
        self._pattern = re.compile("|".join(map(_as_pattern, self._known)) or r"(?!)", re.I)

    def __repr__(self) -> str:
        return f"Secrets({len(self._known)} hidden)"

    def hide(self, text: str) -> str:
        """Return `text` with every credential masked, and whatever looks like one."""
        masked = self._without_pieces(self._pattern.sub(MASK, text))
        return _shapes().sub(MASK, masked)

    def hide_in(self, value: Any) -> Any:
        """Return a JSON value with every credential in its texts, keys and numbers masked."""
        if isinstance(value, str):
            return self.hide(value)
        if isinstance(value, Mapping):
            return {self.hide(key): self.hide_in(inner) for key, inner in value.items()}
        if isinstance(value, int | float) and not isinstance(value, bool):
            return MASK if self._pattern.fullmatch(json.dumps(value)) else value
        return [self.hide_in(inner) for inner in value] if isinstance(value, list) else value

    def cleaned(self, observation: Observation) -> Observation:
        """Return what may be kept of an observation: no credentials, and no words of the server.

        Of what a server says only its tools stay. Why it failed is told in our own words.
        """
        command = observation.launch.get("command")
        launch = {**observation.launch, "args": [], "command": self.program(command)}
        version = observation.facts.protocol_version
        return replace(
            observation,
            reason=self.hide(told_reason(observation)),
            warnings=tuple(map(self.hide, told_warnings(observation))),
            launch=launch,
            facts=ServerFacts(protocol_version=None if version is None else self.hide(version)),
            tools=tuple(self._tool(tool) for tool in observation.tools),
        )

    def program(self, command: Any) -> str | None:
        """Return the name of a program without its folder and what is written behind it."""
        if not isinstance(command, str) or not command.split():
            return None
        name = PurePath(command.split()[0].replace("\\", "/")).name
        return self.hide(name) if "=" not in name else MASK

    def _without_pieces(self, text: str) -> str:
        # A reason is cut to a length, which may be in the middle of a credential.
        pieces = text.split(_CUT)
        if len(pieces) == 1:
            return text
        for value in self._known:
            for length in range(len(value) - 1, SHORTEST - 1, -1):
                start, end = value[:length], value[-length:]
                for at, piece in enumerate(pieces):
                    if piece.endswith(start):
                        piece = piece[:-length] + MASK
                    if at and piece.startswith(end):
                        piece = MASK + piece[length:]
                    pieces[at] = piece
        return _CUT.join(pieces)

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
        """Keep one observation without credentials, and nothing of an address."""
        kept = replace(server, url=None, command=self._secrets.program(server.command))
        self._recorder.record(kept, self._secrets.cleaned(observation), key)


def _given(server: Server) -> Iterator[Value]:
    """Return what a server gets: its variables, and its arguments as they are filled in."""
    yield from server.env.items()
    yield from server.headers.items()
    yield from server.secrets.items()
    yield from (("", fill(text, server)) for text in server.args)
    yield from ((name, fill(text, server)) for name, text in server.env.items())
    yield from ((name, fill(text, server)) for name, text in server.headers.items())
    if server.url:
        yield "", fill(server.url, server)


def _public(server: Server) -> Iterator[str]:
    """Yield what everybody may know of a server: its name, and the package that it comes in."""
    yield from _named(server.name)
    if server.package:
        package = server.package.lower()
        named = {package, *package.split("/"), package.removeprefix("@")}
        yield from _named(package)
        yield from (f"{one}{mark}{server.version}".lower() for one in named for mark in ("@", "=="))


def _named(name: str) -> Iterator[str]:
    yield from (name.lower(), *re.split(r"[^a-z0-9]+", name.lower()))


@functools.cache
def _shapes() -> re.Pattern[str]:
    shapes = yaml.safe_load(_SHAPES.read_text(encoding="utf-8"))
    return re.compile("|".join(f"(?:{shape})" for shape in shapes))


def _as_pattern(value: str) -> str:
    # A common word is a credential only where it stands alone: `test` is not part of `latest`.
    pattern = re.escape(value)
    return rf"(?<![^\W_]){pattern}(?![^\W_])" if is_plain(value) else pattern
