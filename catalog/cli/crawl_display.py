"""Show a crawl while it runs: live on a terminal, plain lines elsewhere, JSON for programs."""

import json
import sys
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from catalog.crawl.attempt import Outcome
from catalog.crawl.summary import CrawlSummary
from catalog.observation import Status
from catalog.server import Server

_STYLES = {Status.OK: "green", Status.SKIPPED: "yellow"}
_SHOWN_RUNNING = 4


class Display(Protocol):
    """What shows a crawl."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def expect(self, total: int) -> None:
        """Take note of how many servers there are."""

    def start(self, server: Server) -> None:
        """Show that an attempt at `server` begins."""

    def show(self, outcome: Outcome) -> None:
        """Show how one server ended."""

    def close(self, summary: CrawlSummary) -> None:
        """Show the whole after the last server."""


class PlainDisplay:
    """One line for each server, and tables at the end."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(file=sys.stdout, highlight=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def expect(self, total: int) -> None:
        """Stay silent; plain lines count nothing."""

    def start(self, server: Server) -> None:
        """Stay silent; the line comes with the outcome."""

    def show(self, outcome: Outcome) -> None:
        """Print the line of one server."""
        self._console.print(line_of(outcome), soft_wrap=True)

    def close(self, summary: CrawlSummary) -> None:
        """Print the closing tables."""
        for part in closing(summary):
            self._console.print(part)


class LiveDisplay(PlainDisplay):
    """A progress bar below the lines, with what is under way."""

    def __init__(self, console: Console | None = None) -> None:
        super().__init__(console or Console(highlight=False))
        self._running: list[str] = []
        self._progress = Progress(
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[running]}", markup=False),
            console=self._console,
            transient=True,
        )
        self._task = self._progress.add_task("crawl", total=None, running="")

    def expect(self, total: int) -> None:
        """Set how many servers there are."""
        self._progress.update(self._task, total=total)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def start(self, server: Server) -> None:
        """Name the server among those under way."""
        self._running.append(visible(server.name))
        self._update()

    def show(self, outcome: Outcome) -> None:
        """Print the line of one server and move the bar on."""
        name = visible(outcome.server.name)
        if name in self._running:
            self._running.remove(name)
        super().show(outcome)
        self._progress.advance(self._task)
        self._update()

    def _update(self) -> None:
        running = ", ".join(self._running[:_SHOWN_RUNNING])
        self._progress.update(self._task, running=running)


class JsonDisplay(PlainDisplay):
    """One JSON line for each server."""

    def show(self, outcome: Outcome) -> None:
        """Write the line of one server."""
        sys.stdout.write(f"{json.dumps(as_json(outcome))}\n")
        sys.stdout.flush()

    def close(self, summary: CrawlSummary) -> None:
        """Add nothing; every line was said."""


def display_for(wants_json: bool) -> Display:
    """Return what suits standard output: JSON lines, a live display, or plain lines."""
    if wants_json:
        return JsonDisplay()
    return LiveDisplay() if sys.stdout.isatty() else PlainDisplay()


def as_json(outcome: Outcome) -> dict[str, object]:
    """Return what a program needs to know of one outcome."""
    observation = outcome.observation
    return {
        "server": observation.server,
        "source": outcome.server.source.value,
        "package": outcome.server.package,
        "version": outcome.server.version,
        "status": observation.status.value,
        "reason": observation.reason,
        "tools": len(observation.tools),
        "observed_at": observation.observed_at,
        "seconds": round(observation.duration, 3),
        "install_seconds": observation.install_seconds,
        "sandbox": observation.sandbox.value,
        "protocol_version": observation.facts.protocol_version,
        "warnings": list(observation.warnings),
        "cached": outcome.is_cached,
        "key": outcome.key,
    }


def line_of(outcome: Outcome) -> Text:
    """Return one line: status, server, and how many tools or why not."""
    observation = outcome.observation
    status = observation.status
    line = Text(f"{status.value:16}", style=_STYLES.get(status, "red"))
    line.append(f"{visible(observation.server):24} ", style="default")
    if status is not Status.OK:
        return line.append(visible(observation.reason), style="default")
    seconds = observation.duration + (observation.install_seconds or 0.0)
    told = "known" if outcome.is_cached else f"{seconds:.1f} s"
    line.append(f"{len(observation.tools):4} tools  {told}", style="default")
    for warning in observation.warnings[:1]:
        line.append(f"  ({visible(warning)})", style="dim")
    return line


def closing(summary: CrawlSummary) -> list[Text | Table]:
    """Return what closes a crawl: totals, servers by status, the slowest, what failed and why.

    What the tools are is not known before they are classified; the build adds that table.
    """
    total = sum(summary.by_status.values())
    totals = f"{total} servers, {summary.tools} tools, {summary.cached} servers known before"
    by_status = _table("By status", ("status", "servers"))
    for status, count in sorted(summary.by_status.items(), key=lambda item: -item[1]):
        by_status.add_row(status.value, str(count))
    tables = [by_status]
    if summary.slowest:
        tables.append(_table("Slowest", ("server", "seconds")))
        for seconds, name in summary.slowest:
            tables[-1].add_row(Text(visible(name)), f"{seconds:.1f}")
    if summary.unlisted:
        tables.append(_table("Not listed", ("server", "status", "why")))
        for name, status, reason in summary.unlisted:
            tables[-1].add_row(Text(visible(name)), status.value, Text(visible(reason)))
    return [Text(totals), *tables]


def visible(text: str) -> str:
    """Return `text` with everything that could steer a terminal or hide shown as an escape."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape", "replace").decode()
        for char in text
    )


def _table(title: str, columns: tuple[str, ...]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(
            column, justify="right" if column in ("servers", "seconds") else "left", overflow="fold"
        )
    return table
