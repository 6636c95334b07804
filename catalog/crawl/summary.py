"""Sum up a crawl: how many servers ended how, which took longest, which failed and why."""

from collections import Counter
from dataclasses import dataclass, field

from catalog.crawl.attempt import Outcome
from catalog.observation import Status

_SLOWEST = 5
_EXPECTED = (Status.OK, Status.SKIPPED)


@dataclass(slots=True)
class CrawlSummary:
    """What is known of a crawl so far; outcomes are added as they come."""

    by_status: Counter[Status] = field(default_factory=Counter)
    tools: int = 0
    cached: int = 0
    is_offline: bool = False
    """True where a package registry did not answer."""
    slowest: list[tuple[float, str]] = field(default_factory=list)
    """Seconds of install and listing, and the server; the longest first."""
    unlisted: list[tuple[str, Status, str]] = field(default_factory=list)
    """Every server without a listing, its status and the reason."""

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        observation = outcome.observation
        self.by_status[observation.status] += 1
        self.tools += len(observation.tools)
        self.cached += outcome.is_cached
        self.is_offline = self.is_offline or outcome.is_offline
        if observation.status is not Status.OK:
            self.unlisted.append((observation.server, observation.status, observation.reason))
        elif not outcome.is_cached:
            seconds = observation.duration + (observation.install_seconds or 0.0)
            ranked = sorted([*self.slowest, (seconds, observation.server)], reverse=True)
            self.slowest = ranked[:_SLOWEST]

    @property
    def failed(self) -> int:
        """Servers that were neither listed nor skipped."""
        return sum(count for status, count in self.by_status.items() if status not in _EXPECTED)
