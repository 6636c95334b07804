"""The clients whose configurations are known: where their files lie on this system."""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

CLIENT_FOLDERS = (".vscode", ".cursor", ".gemini", ".codex", ".claude")
"""Folders of clients within the folder of a project."""
_FILE = Path(__file__).with_name("clients.yaml")


class Format(StrEnum):
    """How a client writes down which tools may be called."""

    CLAUDE = "claude"
    GEMINI = "gemini"
    CODEX = "codex"
    CURSOR = "cursor"
    WINDSURF = "windsurf"
    VSCODE = "vscode"


@dataclass(frozen=True, slots=True)
class FilePattern:
    """One place where a client keeps servers."""

    path: str
    settings: str | None
    """File that holds the rules for these servers; None where it is the file itself."""


@dataclass(frozen=True, slots=True)
class Client:
    """One program that speaks to MCP servers."""

    id: str
    title: str
    format: Format | None
    """None where the client keeps no list of tools that a file could hold."""
    files: tuple[FilePattern, ...]
    rules: tuple[str, ...]
    """Every file whose rules already hold, the ones that count more further back."""
    instead: str
    """What to do where there is no such file."""
    limits: str
    """What its rules cannot do, whatever the policy."""


@dataclass(frozen=True, slots=True)
class Places:
    """The folders that paths are made from."""

    project: Path
    home: Path
    config: Path
    codex: Path

    def path(self, pattern: str) -> Path:
        """Return the path that `pattern` stands for."""
        folders = {"project": self.project, "home": self.home}
        return Path(pattern.format(**folders, config=self.config, codex=self.codex))


def places(project: Path, environ: Mapping[str, str], platform: str) -> Places:
    """Return the folders of this system; `platform` as `sys.platform` names it."""
    home = Path(environ.get("HOME") or environ.get("USERPROFILE") or "/nonexistent")
    if platform == "darwin":
        config = home / "Library" / "Application Support"
    elif platform == "win32":
        config = Path(environ.get("APPDATA") or home / "AppData" / "Roaming")
    else:
        config = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
    codex = Path(environ.get("CODEX_HOME") or home / ".codex")
    return Places(project.absolute(), home, config, codex)


@functools.cache
def clients() -> Mapping[str, Client]:
    """Return every known client by its id."""
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {name: _client(name, entry) for name, entry in raw.items()}


def known_files(found: Places) -> Iterator[tuple[Client, FilePattern, Path]]:
    """Yield every place where a known client would keep servers on this system."""
    for client in clients().values():
        for pattern in client.files:
            yield client, pattern, found.path(pattern.path)


def recognise(path: Path) -> Client | None:
    """Return the client that a file belongs to by the end of its path, or None."""
    for client in clients().values():
        for pattern in client.files:
            tail = [part for part in pattern.path.split("/") if not part.startswith("{")]
            if tail == list(path.absolute().parts[-len(tail) :]) and _is_telling(tail):
                return client
    return None


def _is_telling(tail: list[str]) -> bool:
    return len(tail) > 1 or tail[0].startswith(".")


def _client(name: str, raw: Mapping[str, Any]) -> Client:
    return Client(
        id=name,
        title=raw["title"],
        format=Format(raw["format"]) if "format" in raw else None,
        files=tuple(FilePattern(one["path"], one.get("settings")) for one in raw["files"]),
        rules=tuple(raw.get("rules", ())),
        instead=raw.get("instead", ""),
        limits=raw.get("limits", ""),
    )
