"""How every server of a crawl is listed."""

from dataclasses import dataclass, field

from catalog.crawl.sandbox import BUBBLEWRAP, Limits, SandboxMode


@dataclass(frozen=True, slots=True)
class Settings:
    """One object for the whole crawl, made from the command line."""

    sandbox: SandboxMode = SandboxMode.AUTO
    time_limit: float = 45.0
    """Wall time for one server in seconds, all its starts together. The slowest of 50 real servers
    took 10 s on a busy machine; one that says nothing is started again at half of the limit."""
    limits: Limits = field(default_factory=Limits)
    bubblewrap: str = BUBBLEWRAP
    """Name or path of the sandbox program."""
