"""The lock: what every tool of a configuration looked like when a person last agreed to it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.difference import Outline
from catalog.errors import ScanError
from catalog.scan.fixing import swap_in
from catalog.scan.locked import locked, read_tool, tool_json
from catalog.scan.stack import ScannedServer
from classifier import CLASSIFIER_VERSION

LOCK = "toolrisk.lock"
VERSION = 2
_FORMER = 1

Tools = Mapping[str, Outline]
Servers = Mapping[str, Tools]


@dataclass(frozen=True, slots=True)
class Lock:
    """The servers of configurations as they were."""

    configurations: Mapping[str, Servers]
    """Place of a configuration, as `place_of` names it → name of a server → name of a tool."""
    classifier: str = CLASSIFIER_VERSION
    """Version that the verdicts are by."""
    unplaced: Servers = field(default_factory=dict)
    """What a lock of the former version holds: it does not say whose the servers are."""

    def as_json(self) -> dict[str, Any]:
        """Return the lock as its file holds it."""
        configurations = {
            place: {"servers": {name: _server_json(tools) for name, tools in servers.items()}}
            for place, servers in self.configurations.items()
        }
        return {
            "version": VERSION,
            "classifier": self.classifier,
            "configurations": configurations,
        }


@dataclass(frozen=True, slots=True)
class Base:
    """Where a lock lies, which the configurations in it are named from."""

    folder: Path
    home: Path

    def place_of(self, config: Path, scope: str = "") -> str:
        """Return how a lock names a configuration: from its folder, the home, or in full."""
        place = self._named(config.absolute())
        return f"{place}#{self._named(Path(scope))}" if scope else place

    def is_inside(self, place: str) -> bool:
        """Tell whether a configuration lies in the folder of the lock."""
        return not place.startswith(("~/", "/")) and ":" not in place

    def is_gone(self, place: str) -> bool:
        """Tell whether a configuration in the folder of the lock is no longer there."""
        return self.is_inside(place) and not (self.folder / file_of(place)).exists()

    def _named(self, path: Path) -> str:
        if path.is_relative_to(self.folder):
            return path.relative_to(self.folder).as_posix()
        if path.is_relative_to(self.home):
            return f"~/{path.relative_to(self.home).as_posix()}"
        return path.as_posix()


def file_of(place: str) -> str:
    """Return the file in the place of a configuration, without the folder it is for."""
    return place.partition("#")[0]


def lock_of(
    servers: Iterable[ScannedServer], base: Base, places: Iterable[str] = (), *, former: Lock
) -> Lock:
    """Return the lock for what was listed; a server in use but not listed stays as in `former`.

    `places` are the configurations that were looked at, those without a server included.
    """
    found: dict[str, dict[str, Tools]] = {place: {} for place in places}
    for server in servers:
        place = base.place_of(server.config, server.scope)
        known = former.configurations.get(place, {}).get(server.name)
        if server.is_listed:
            found.setdefault(place, {})[server.name] = locked_tools(server)
        elif server.is_unknown and known is not None:
            found.setdefault(place, {})[server.name] = known
    return Lock(found)


def placed(former: Lock, servers: Iterable[ScannedServer], base: Base) -> tuple[Lock, list[str]]:
    """Give what a lock of the former version holds to the configurations at hand, by name.

    Returns the lock, and the labels that belong to none of them.
    """
    left = dict(former.unplaced)
    found: dict[str, dict[str, Tools]] = {}
    for server in servers:
        for label in (server.label, server.name):
            if label in left:
                place = base.place_of(server.config, server.scope)
                found.setdefault(place, {})[server.name] = left.pop(label)
                break
    return Lock(found, former.classifier), sorted(left)


def locked_tools(server: ScannedServer) -> dict[str, Outline]:
    """Return the tools of a server by name; a name that repeats is numbered."""
    found: dict[str, Outline] = {}
    names = {tool.name for tool in server.tools}
    for tool in server.tools:
        name, number = tool.name, 2
        while name in found or (name in names and name != tool.name):
            name, number = f"{tool.name} #{number}", number + 1
        found[name] = locked(tool)
    return found


def read_lock(path: Path) -> Lock:
    """Return the lock in a file; one of the former version has its servers unplaced.

    Raises:
        ScanError: it is no lock of a version that is known.
    """
    try:
        raw = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ScanError(f"{path}: cannot be read as a lock ({type(error).__name__})") from error
    version = raw.get("version") if isinstance(raw, dict) else None
    if version not in (VERSION, _FORMER):
        raise ScanError(f"{path}: is no lock of version {VERSION}; write it anew")
    try:
        known = str(raw.get("classifier", ""))
        if version == _FORMER:
            return Lock({}, known, _read_servers(raw["servers"]))
        return Lock(
            {place: _read_servers(one["servers"]) for place, one in raw["configurations"].items()},
            known,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ScanError(f"{path}: is no whole lock ({error}); write it anew") from error


def write_lock(path: Path, lock: Lock) -> None:
    """Write the lock: sorted, so that it reads well in a diff, and in one step.

    Raises:
        ScanError: it cannot be written.
    """
    text = json.dumps(lock.as_json(), indent=2, sort_keys=True)
    try:
        swap_in(path.resolve(), f"{text}\n".encode(), mode=0o644)
    except OSError as error:
        raise ScanError(f"{path}: cannot be written ({error.strerror})") from error


def _server_json(tools: Tools) -> dict[str, Any]:
    return {"tools": {name: tool_json(tool) for name, tool in tools.items()}}


def _read_servers(raw: Mapping[str, Any]) -> dict[str, Tools]:
    return {
        label: {name: read_tool(tool) for name, tool in server["tools"].items()}
        for label, server in raw.items()
    }
