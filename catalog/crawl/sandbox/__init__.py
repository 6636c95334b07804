"""Start strangers' servers shut in: limits always, bubblewrap where the system has it."""

from catalog.crawl.sandbox.confinement import BUBBLEWRAP, Launch, confine
from catalog.crawl.sandbox.errors import LaunchRefused, SandboxError, SandboxUnavailable
from catalog.crawl.sandbox.limits import Limits, SandboxMode
from catalog.crawl.sandbox.running import Ending, Running, started

__all__ = [
    "BUBBLEWRAP",
    "Ending",
    "Launch",
    "LaunchRefused",
    "Limits",
    "Running",
    "SandboxError",
    "SandboxMode",
    "SandboxUnavailable",
    "confine",
    "started",
]
