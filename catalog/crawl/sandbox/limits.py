"""How much a server process may take, and how strictly it is shut in."""

from dataclasses import dataclass
from enum import StrEnum

_MIB = 1 << 20


class SandboxMode(StrEnum):
    """What to do where bubblewrap is missing or does not work."""

    REQUIRE = "require"
    """Start nothing without it."""
    AUTO = "auto"
    """Use it where it works, else resource limits only."""
    OFF = "off"
    """Resource limits only, even where it would work."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one server may use while it lists; the wall time is a setting of its own."""

    cpu_seconds: int = 60
    """CPU time of one process."""
    memory_bytes: int = 2048 * _MIB
    """Private memory of one process (RLIMIT_DATA) and, watched, of the whole process tree."""
    processes: int = 512
    """Processes and threads of the server together."""
    open_files: int = 4096
    file_bytes: int = 256 * _MIB
    """Longest file, and the size of each private folder held in memory."""
    output_bytes: int = 64 * _MIB
    """Standard output, standard error or HTTP answers, in all."""
    line_bytes: int = 32 * _MIB
    """One message."""
    messages: int = 20_000
    """Lines or messages in all; no honest listing comes near."""
    max_tools: int = 10_000
    max_pages: int = 1_000
