"""Servers known by a saved `tools/list` result only: nothing is started."""

from dataclasses import dataclass
from pathlib import Path

from catalog.crawl.sources.package import refusal
from catalog.crawl.target import SavedListing, Target, Unavailable
from catalog.observation import Status
from catalog.server import Server


@dataclass(frozen=True, slots=True)
class SavedSource:
    """Finds the file."""

    def prepare(self, server: Server, workspace: Path) -> Target:
        """Return the saved listing of `server`."""
        if unfit := refusal(server):
            return unfit
        path = Path(str(server.path))
        if not path.is_file():
            reason = f"{path} is no file; save the result of tools/list there"
            return Unavailable(Status.UNREACHABLE, reason)
        return SavedListing(path)

    def cleanup(self, server: Server, workspace: Path) -> None:
        """Leave everything; the file is the user's."""
