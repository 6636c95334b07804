"""The errors of the sandbox.

    SandboxError
    ├── SandboxUnavailable   bubblewrap was required and does not work here
    └── LaunchRefused        the launch itself cannot be carried out as it was asked for

`observe` turns both into observations.
"""

from catalog.errors import CatalogError


class SandboxError(CatalogError):
    """A server process was not started; the message says why and what to do."""


class SandboxUnavailable(SandboxError):
    """Bubblewrap is missing or the system does not let it work."""


class LaunchRefused(SandboxError):
    """The command, its environment or its home files are not usable."""
