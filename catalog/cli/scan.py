"""`toolrisk scan`: what the tools of a client configuration can do, and the rules against it."""

import logging
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from catalog.cli.crawl import crawl_settings
from catalog.cli.ending import exits_by_signal
from catalog.cli.listing_options import (
    jobs_option,
    refresh_option,
    sandbox_option,
    time_limit_option,
)
from catalog.cli.scan_output import Wanted, finish
from catalog.crawl.runner import CrawlSettings
from catalog.crawl.sandbox import SandboxMode
from catalog.errors import CatalogError, ScanError
from catalog.observation import Observation
from catalog.scan import (
    LOCK,
    Live,
    LookedAt,
    Report,
    by_client,
    clients,
    compared,
    find_configurations,
    open_catalogue,
    places,
    read_configuration,
    report,
    scan,
)
from catalog.scan.beside import configurations_for
from catalog.scan.clients import Places
from catalog.scan.configuration import Configuration
from catalog.writing import only_writer
from classifier import RiskLevel

EXIT_FOUND = 1
"""Something is at or above the bar that was set, or changed since the lock."""
EXIT_UNKNOWN = 3
"""Nothing is at the bar, but of some server nothing is known."""

LISTINGS = "listings.db"
"""Record of what was listed, in the folder for listings and installs."""
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, writable=True, path_type=Path)
_LEVELS = {level.value.lower(): level for level in RiskLevel}
_EPILOG = """\b
Examples:
  toolrisk scan                                   every client on this machine
  toolrisk scan .mcp.json                         one configuration
  toolrisk scan .mcp.json --offline build/catalog.db
                                                  start nothing, look everything up
  toolrisk scan .mcp.json --fix                   show the rules, ask, write them
  toolrisk scan .mcp.json --write-lock            pin what the tools are today
  toolrisk scan .mcp.json --fail-on-change --fail-on high --sarif toolrisk.sarif
                                                  in continuous integration
\b
Exit codes: 0 nothing at the bar; 1 a finding at or above --fail-on, or a change with
--fail-on-change; 2 wrong usage, or a file that cannot be used; 3 a server could not be listed,
so nothing is known about its tools; 130 interrupted; 143 terminated.
"""


@click.command("scan", epilog=_EPILOG)
@click.argument("configs", metavar="[CONFIG]...", nargs=-1, type=_FILE)
@click.option(
    "--client", type=click.Choice(sorted(clients())), help="Whose file CONFIG is, if not plain."
)
@click.option(
    "--offline",
    metavar="CATALOGUE",
    type=click.Path(exists=True, path_type=Path),
    help="Look tools up in a published catalogue (a record, or a folder api/v1); start nothing.",
)
@click.option("--diff", is_flag=True, help="Show the rules for the client's settings as a diff.")
@click.option("--fix", is_flag=True, help="Show the rules, ask, and write them.")
@click.option("--yes", is_flag=True, help="With --fix: do not ask.")
@click.option(
    "--lock", type=_OUT, metavar="FILE", help=f"Lock to compare with. [default: {LOCK}, if there]"
)
@click.option("--write-lock", is_flag=True, help="Write the lock after comparing.")
@click.option(
    "--prune",
    is_flag=True,
    help="With --write-lock: drop configurations that this scan does not look at.",
)
@click.option("--fail-on-change", is_flag=True, help="Fail where something is not as locked.")
@click.option(
    "--fail-on",
    type=click.Choice(list(_LEVELS), case_sensitive=False),
    help="Fail where a tool at this risk or above can be called unasked, or tools combine to it.",
)
@click.option("--sarif", type=_OUT, metavar="FILE", help="Write SARIF 2.1.0.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON document, no table.")
@click.option(
    "--verbose", is_flag=True, help="Show what a server said that failed. Goes in no other output."
)
@click.option("--all", "show_all", is_flag=True, help="Show tools at risk Low too.")
@refresh_option
@jobs_option
@time_limit_option
@sandbox_option
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for listings and installs. [default: the user's cache folder]",
)
@exits_by_signal()
def scan_command(
    *,
    configs: tuple[Path, ...],
    client: str | None,
    offline: Path | None,
    refresh: bool,
    jobs: int | None,
    time_limit: float,
    sandbox: str,
    cache: Path | None,
    **wanted: Any,
) -> None:
    """Judge every tool that the MCP servers of a client configuration offer.

    Takes the files named, or finds those of Claude Code, Claude Desktop, VS Code, Cursor,
    Windsurf, Gemini CLI and Codex. Shows verdicts, combinations of tools that are worse than
    each alone, the fewest denials that break them, and the rules for the client.

    No tool is ever called. Credentials in a configuration are never shown or kept, and nothing
    is reported to anybody: servers get what the client would give them, in a sandbox.
    """
    # What modules log may quote a server, so only what is written here reaches a person.
    logging.getLogger().addHandler(logging.NullHandler())
    asked = _checked(Wanted(**wanted, is_named=bool(configs)))
    here = places(Path.cwd(), os.environ, sys.platform)
    problems: list[ScanError] = []
    try:
        if configs and not (configs := configurations_for(configs)):
            click.echo("No client configuration lies beside what was named; nothing to scan.")
            return
        groups = _groups(configs, client, here, problems)
        used = [group for group in groups if configs or any(one.servers for one in group)]
        if offline is not None:
            stacks = scan(used, open_catalogue(offline), here, on_done=_progress(asked))
        else:
            folder = cache or _cache_folder(os.environ)
            with only_writer(folder, on_wait=_say_waiting):
                made = crawl_settings(folder, sandbox=SandboxMode(sandbox), time_limit=time_limit)
                settings = CrawlSettings(made, jobs=jobs or 0, refresh=refresh)
                _forget_former(folder)
                source = Live(settings, folder / LISTINGS)
                stacks = scan(used, source, here, on_done=_progress(asked))
        found = _compared(report(stacks), groups, asked, here)
        finish(found, asked, here)
    except CatalogError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)
    sys.exit(_exit_code(found, asked, has_problems=bool(problems)))


def _say_waiting(busy: str) -> None:
    click.echo(f"{busy}; waiting for it.", err=True)


def _checked(asked: Wanted) -> Wanted:
    if asked.yes and not asked.fix:
        raise click.UsageError("--yes goes with --fix")
    if asked.prune and not asked.write_lock:
        raise click.UsageError("--prune goes with --write-lock")
    if asked.fail_on_change and asked.write_lock:
        raise click.UsageError("--fail-on-change and --write-lock exclude each other")
    lock = asked.lock or Path(LOCK)
    if not lock.exists() and not asked.write_lock and (asked.lock or asked.fail_on_change):
        raise click.UsageError(f"{lock}: no lock there; make it with --write-lock")
    if asked.fix and not asked.yes and (asked.as_json or not sys.stdin.isatty()):
        raise click.UsageError("--fix asks on a terminal; a program says --yes, or --diff to look")
    return asked


def _groups(
    configs: tuple[Path, ...], client: str | None, here: Places, problems: list[ScanError]
) -> list[list[Configuration]]:
    if not configs:
        found = find_configurations(here, os.environ, on_problem=_told(problems))
        if not any(config.servers for config in found):
            raise ScanError("no client configuration with servers was found; name a file")
        return by_client(found)
    given = clients()[client] if client else None
    read = [read_configuration(path, os.environ, here, client=given) for path in configs]
    for config in read:
        if not config.has_servers_key:
            raise ScanError(
                f"{config.path}: names no servers under mcpServers, servers or mcp_servers"
            )
    return [[config] for config in read]


def _told(problems: list[ScanError]) -> Callable[[ScanError], None]:
    def tell(error: ScanError) -> None:
        problems.append(error)
        click.echo(f"Skipped: {error}", err=True)

    return tell


def _cache_folder(environ: Mapping[str, str]) -> Path:
    base = environ.get("XDG_CACHE_HOME") or environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".cache") / "toolrisk"


def _forget_former(folder: Path) -> None:
    # Listings were kept here in a form that could hold what a server said of its credentials.
    for name in ("scan.db", "scan.db-wal", "scan.db-shm"):
        (folder / name).unlink(missing_ok=True)


def _progress(asked: Wanted) -> Callable[[str, Observation], None]:
    def show(name: str, observation: Observation) -> None:
        if sys.stderr.isatty() and not asked.as_json:
            click.echo(f"{observation.status.value:16}{name!a}", err=True)

    return show


def _compared(
    found: Report, groups: list[list[Configuration]], asked: Wanted, here: Places
) -> Report:
    path = asked.lock or Path(LOCK)
    if not path.exists() and not asked.write_lock:
        return found
    configs = tuple(config.path for group in groups for config in group)
    seen = LookedAt(found.servers(), configs, is_named=asked.is_named)
    told = compared(path, seen, here.home, write=asked.write_lock, prune=asked.prune)
    for note in told.notes:
        click.echo(note, err=True)
    return Report(found.stacks, told.changes)


def _exit_code(found: Report, asked: Wanted, *, has_problems: bool) -> int:
    if asked.fail_on is not None:
        bar = _LEVELS[asked.fail_on.lower()]
        if found.unguarded(bar) or found.live(bar):
            return EXIT_FOUND
    if asked.fail_on_change and any(change.is_of_server for change in found.changes or ()):
        return EXIT_FOUND
    return EXIT_UNKNOWN if found.unlisted() or has_problems else 0
