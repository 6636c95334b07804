"""What a source makes of a server: something that can be listed, or the reason why not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from catalog.observation import Status
from catalog.server import Server


@dataclass(frozen=True, slots=True)
class Process:
    """A server to start and to talk to over stdio."""

    argv: tuple[str, ...]
    """Executable and arguments; may hold `{home}`, filled by the sandbox."""
    env: Mapping[str, str] = field(default_factory=dict)
    """The whole environment of the server beside PATH, HOME, TMPDIR and LANG; may hold `{home}`."""
    path: tuple[Path, ...] = ()
    """Folders to put before the system's in PATH."""
    readable: tuple[Path, ...] = ()
    """Folders the server needs beside the system, such as its install folder."""
    writable: tuple[Path, ...] = ()
    cwd: Path | None = None
    """Working folder; None for the private home."""
    home_files: Mapping[str, str] = field(default_factory=dict)
    needs_network: bool = False
    install_seconds: float | None = None
    """Wall time of the install that made this target; None where nothing was installed."""
    warnings: tuple[str, ...] = ()
    version: str | None = None
    """Exact version that was installed; None where nothing was installed."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A streamable HTTP endpoint."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SavedListing:
    """A file with a `tools/list` result, an array of tools, or one tool a line."""

    path: Path


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Nothing to list, and why."""

    status: Status
    reason: str
    """One sentence a person can act on."""
    offline: bool = False
    """True where the cause is that a registry did not answer."""


Target = Process | Endpoint | SavedListing | Unavailable


class Source(Protocol):
    """One way to get from a server to a target: one file in `catalog/crawl/sources/` each."""

    def prepare(self, server: Server, workspace: Path) -> Target:
        """Get what `server` needs below `workspace`; a bad server is a value, no exception."""

    def cleanup(self, server: Server, workspace: Path) -> None:
        """Remove what `prepare` laid below `workspace` (not the caches of the package managers)."""
