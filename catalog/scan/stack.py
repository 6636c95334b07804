"""What a scan looks at: the servers that one client has together, their tools judged."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from catalog.observation import Observation, Status
from catalog.scan.clients import Client
from classifier import Definition, Verdict


class Guard(StrEnum):
    """What the client's own settings do with calls of a tool now."""

    OPEN = "open"
    """Nothing in the settings stands before them."""
    ALLOWED = "let through"
    """The settings let every call through without a question."""
    ASKED = "asked"
    """A person has to agree to each call."""
    DENIED = "denied"
    """The tool cannot be called."""


@dataclass(frozen=True, slots=True)
class ScannedTool:
    """One tool of a configured server."""

    server: str
    """Label of the server in the scan."""
    definition: Definition
    verdict: Verdict
    guard: Guard = Guard.OPEN

    @property
    def name(self) -> str:
        """The name that the server declares."""
        return self.definition.name

    @property
    def is_callable(self) -> bool:
        """True unless the client's settings deny it."""
        return self.guard is not Guard.DENIED


@dataclass(frozen=True, slots=True)
class ScannedServer:
    """One configured server and what it lists."""

    label: str
    """Its name, with the file where several configurations use the name."""
    name: str
    """Name in the configuration."""
    config: Path
    line: int
    settings: Path | None
    observation: Observation | None
    """None where the client does not start it."""
    tools: tuple[ScannedTool, ...] = ()
    notes: tuple[str, ...] = ()
    scope: str = ""
    """Folder that it is for, where the file holds servers for several."""
    words: str = ""
    """What it said when it failed: shown to its user when asked for, and kept nowhere."""

    @property
    def is_listed(self) -> bool:
        """True where its tools are known."""
        return self.observation is not None and self.observation.status is Status.OK

    @property
    def is_unknown(self) -> bool:
        """True where it is in use and nothing is known about its tools."""
        return self.observation is not None and not self.is_listed


@dataclass(frozen=True, slots=True)
class Stack:
    """The servers whose tools one agent has at the same time."""

    client: Client | None
    configs: tuple[Path, ...]
    servers: tuple[ScannedServer, ...]
    rules: tuple[Path, ...] = ()
    """Every file in which the client keeps rules for these servers."""

    @property
    def title(self) -> str:
        """Name of the client, or that it is not known."""
        return self.client.title if self.client else "unknown client"

    def tools(self) -> Iterator[ScannedTool]:
        """Yield the tools of every server, in order."""
        for server in self.servers:
            yield from server.tools


def labelled(names: list[str], places: list[str]) -> list[str]:
    """Return a label for each name; where a name repeats, its place is added."""
    counts = Counter(names)
    used: Counter[str] = Counter()
    labels = []
    for name, place in zip(names, places, strict=True):
        label = name if counts[name] == 1 else f"{name} ({place})"
        used[label] += 1
        labels.append(label if used[label] == 1 else f"{label} #{used[label]}")
    return labels


GuardOf = Callable[[str, str], Guard]
"""Server and tool, as configured, to what the client does with its calls."""
