"""`toolrisk build`: crawl, classify and publish the site with its API."""

import os
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from catalog.build import BuildReport, build
from catalog.cli.crawl import crawl_settings, run_crawl, seeds_named
from catalog.cli.crawl_display import Display, JsonDisplay, display_for
from catalog.cli.ending import exits_by_signal, tells_errors
from catalog.cli.listing_options import (
    jobs_option,
    keep_installs_option,
    refresh_option,
    sandbox_option,
)
from catalog.crawl.candidate import Candidate
from catalog.crawl.importers import read_client_config
from catalog.crawl.runner import CrawlSettings
from catalog.crawl.sandbox import SandboxMode
from catalog.demo import server as demo_server
from catalog.errors import CatalogError
from catalog.store import Store
from catalog.writing import only_writer
from classifier import RiskLevel

_EPILOG = """\b
Examples:
  toolrisk build                        the starter servers
  toolrisk build --seeds all            every server that ships with toolrisk
  toolrisk build --config .mcp.json     the servers of a client configuration
  toolrisk build --no-crawl             classify and render what is on record
\b
Exit codes: 0 the site is published, also where single servers failed; 1 it is not, and the
former site stays; 2 a wrong list of servers; 130 interrupted, 143 terminated, what was
crawled is kept.
"""


@click.command("build", epilog=_EPILOG)
@click.option("--seeds", metavar="starter|all|FILE", help="Servers to crawl. [default: starter]")
@click.option(
    "--config",
    "configs",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="Client configuration: crawl all servers in it.",
)
@click.option("--no-crawl", is_flag=True, help="Take the record as it is.")
@refresh_option
@jobs_option
@sandbox_option
@keep_installs_option
@click.option(
    "--build",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("build"),
    show_default=True,
    help="Folder for the record, the caches and the site.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each server, no tables.")
@exits_by_signal()
def build_command(
    *,
    seeds: str | None,
    configs: tuple[Path, ...],
    no_crawl: bool,
    refresh: bool,
    jobs: int | None,
    sandbox: str,
    keep_installs: bool,
    folder: Path,
    as_json: bool,
) -> None:
    """Crawl servers, classify their tools and publish pages and API in build/site."""
    display = display_for(as_json)
    with tells_errors(), only_writer(folder), Store(folder / "catalog.db") as store:
        if not no_crawl:
            attempts = crawl_settings(
                folder, sandbox=SandboxMode(sandbox), keep_installs=keep_installs
            )
            settings = CrawlSettings(attempts, jobs=jobs or 0, refresh=refresh)
            _crawl(_candidates(seeds, configs), settings, store=store, display=display)
        report = build(store, folder / "site")
    if not isinstance(display, JsonDisplay):
        _close(report, folder / "site")


def _candidates(seeds: str | None, configs: tuple[Path, ...]) -> list[Candidate]:
    found = [candidate for path in configs for candidate in read_client_config(path, os.environ)]
    if seeds or not found:
        found += [Candidate(server) for server in seeds_named(seeds or "starter")]
    return found


def _crawl(
    candidates: Sequence[Candidate], settings: CrawlSettings, *, store: Store, display: Display
) -> None:
    summary = run_crawl(candidates, settings, store=store, display=display)
    if store.has_listing():
        return
    click.echo(
        "No server could be listed"
        + (", because no package registry answers" if summary.is_offline else "")
        + ": building on the embedded demo server instead.",
        err=True,
    )
    run_crawl([Candidate(demo_server())], settings, store=store, display=display)
    if not store.has_listing():
        raise CatalogError("the demo server could not be listed either; see the table above")


def _close(report: BuildReport, site: Path) -> None:
    console = Console(highlight=False)
    summary, rendered = report.summary, report.rendered
    table = Table(
        title=f"{_counted(summary.tools, 'tool')} on {_counted(summary.servers, 'server')},"
        f" to be reviewed: {summary.needs_review}",
        title_justify="left",
        title_style="bold",
    )
    for column in ("category", "tools", "risk", "tools"):
        table.add_column(column, justify="right" if column == "tools" else "left")
    risks = [(level.value, str(summary.by_risk[level])) for level in reversed(list(RiskLevel))]
    categories = [(name.value, str(count)) for name, count in summary.by_category.items()]
    for category, risk in zip_longest(categories, risks, fillvalue=("", "")):
        table.add_row(*category, *risk)
    console.print(table)
    console.print(
        f"{report.classified} definitions newly classified;"
        f" pages of {rendered.servers_rendered} servers written,"
        f" of {rendered.servers_reused} taken over."
    )
    console.print(f"{site / 'index.html'} is ready: toolrisk serve shows it.", soft_wrap=True)


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
