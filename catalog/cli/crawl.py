"""`toolrisk crawl`: list the tools of servers and record what they declare."""

import contextlib
import os
import secrets
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from catalog.cli.crawl_display import Display, display_for
from catalog.cli.crawl_servers import Wanted, candidates_of
from catalog.cli.ending import exits_by_signal, tells_errors
from catalog.cli.listing_options import (
    jobs_option,
    keep_installs_option,
    refresh_option,
    sandbox_option,
    time_limit_option,
)
from catalog.crawl.attempt import AttemptSettings
from catalog.crawl.candidate import Candidate
from catalog.crawl.runner import CrawlSettings, crawl
from catalog.crawl.sandbox import SandboxMode
from catalog.crawl.seeds import load_seeds
from catalog.crawl.settings import Settings
from catalog.crawl.sources import find_toolchain
from catalog.crawl.summary import CrawlSummary
from catalog.errors import SeedError
from catalog.paths import SEEDS
from catalog.server import Server
from catalog.store import Store
from catalog.writing import only_writer

EXIT_FAILED = 1
"""At least one server was neither listed nor skipped."""
LONGEST_LISTING = 60.0
"""Seconds; the slowest of the shipped servers takes a sixth of it."""

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_EPILOG = """\b
Examples:
  toolrisk crawl                              the starter servers
  toolrisk crawl --seeds all --jobs 4         every server that ships with toolrisk
  toolrisk crawl --config .mcp.json           the servers of a client configuration
  toolrisk crawl --only git --refresh         one server, listed again
  toolrisk crawl --command 'node server.js'   a server of your own
  toolrisk crawl --url https://mcp.example.com/mcp --header 'Authorization: Bearer ${TOKEN}'
  toolrisk crawl --saved tools.json --name mine
\b
Exit codes: 0 every server was listed or skipped; 1 at least one failed, the others are
recorded; 2 nothing to crawl, or a wrong list of servers; 130 interrupted, 143
terminated, what was done is kept.
"""


@click.command("crawl", epilog=_EPILOG)
@click.option("--seeds", metavar="starter|all|FILE", help="Servers from a list. [default: starter]")
@click.option("--config", "configs", type=_FILE, multiple=True, help="Client configuration.")
@click.option("--registry", metavar="URL", help="Registry that speaks the registry API v0.1.")
@click.option("--updated-since", metavar="TIME", help="With --registry: changed after this time.")
@click.option("--command", "commands", metavar="ARGV", multiple=True, help="Server to start.")
@click.option("--url", "urls", metavar="URL", multiple=True, help="Streamable HTTP endpoint.")
@click.option(
    "--header",
    "headers",
    metavar="NAME: VALUE",
    multiple=True,
    help="With --url: header to send; ${VAR} comes from the environment.",
)
@click.option("--saved", type=_FILE, multiple=True, help="Saved tools/list result.")
@click.option("--name", help="Name in the catalogue for a single --command, --url or --saved.")
@click.option("--only", multiple=True, metavar="NAME", help="Take only these servers.")
@refresh_option
@jobs_option
@time_limit_option
@sandbox_option
@keep_installs_option
@click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("build/catalog.db"),
    show_default=True,
    help="Record to write.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each server, no table.")
@exits_by_signal()
def crawl_command(
    *,
    seeds: str | None,
    only: tuple[str, ...],
    refresh: bool,
    jobs: int | None,
    time_limit: float,
    sandbox: str,
    keep_installs: bool,
    db: Path,
    as_json: bool,
    **wanted: Any,
) -> None:
    """List the tools of MCP servers and record them.

    No tool is ever called. Servers run in a sandbox without network and with placeholder
    credentials. Without any source, the starter servers that ship with toolrisk are taken, or
    with --only those of all that ship. Known listings of the same exact version are reused.
    """
    with tells_errors():
        found = candidates_of(Wanted(**wanted))
        if seeds or not found:
            found += map(Candidate, seeds_named(seeds or ("all" if only else "starter")))
        candidates = _chosen(found, only)
        with only_writer(db.parent), Store(db) as store:
            settings = crawl_settings(
                db.parent,
                sandbox=SandboxMode(sandbox),
                time_limit=time_limit,
                keep_installs=keep_installs,
            )
            summary = run_crawl(
                candidates,
                CrawlSettings(settings, jobs=jobs or 0, refresh=refresh),
                store=store,
                display=display_for(as_json),
            )
    sys.exit(EXIT_FAILED if summary.failed else 0)


def crawl_settings(
    build: Path,
    *,
    sandbox: SandboxMode = SandboxMode.AUTO,
    time_limit: float = 240.0,
    keep_installs: bool = False,
) -> AttemptSettings:
    """Return the settings of this machine, with caches and installs below `build`."""
    cache = build / "cache"
    return AttemptSettings(
        toolchain=replace(find_toolchain(os.environ, cache), time_limit=time_limit),
        listing=Settings(sandbox=sandbox, time_limit=min(time_limit, LONGEST_LISTING)),
        workspace=(build / "installs").absolute(),
        keep_installs=keep_installs,
        salt=_salt(cache / "salt"),
    )


def seeds_named(name: str) -> tuple[Server, ...]:
    """Return the servers that `--seeds` means: `starter`, `all`, or a file.

    Raises:
        SeedError: the list is not usable.
    """
    if name == "all":
        return load_seeds(SEEDS)
    if name == "starter":
        return tuple(server for server in load_seeds(SEEDS) if server.starter)
    return load_seeds(Path(name))


def _salt(path: Path) -> bytes:
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()


def run_crawl(
    candidates: Sequence[Candidate], settings: CrawlSettings, *, store: Store, display: Display
) -> CrawlSummary:
    """Crawl the candidates, show how it goes, and return how it went.

    Raises:
        KeyboardInterrupt: after what was done is recorded and shown.
    """
    summary = CrawlSummary()
    display.expect(len(candidates))
    try:
        with (
            display,
            contextlib.closing(
                crawl(candidates, settings, store, on_start=display.start)
            ) as outcomes,
        ):
            for outcome in outcomes:
                summary.add(outcome)
                display.show(outcome)
    finally:
        display.close(summary)
    return summary


def _chosen(candidates: list[Candidate], only: tuple[str, ...]) -> list[Candidate]:
    names = {candidate.server.name for candidate in candidates}
    unknown = [name for name in only if name not in names]
    if unknown:
        raise SeedError(f"--only: no server is called {', '.join(unknown)}")
    if len(names) < len(candidates):
        click.echo("Some servers share a name; the last of each name is taken.", err=True)
    by_name = {
        candidate.server.name: candidate
        for candidate in candidates
        if not only or candidate.server.name in only
    }
    if not by_name:
        raise SeedError("no server to crawl")
    return list(by_name.values())
