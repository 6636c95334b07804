"""`toolrisk mcp`: let agents look things up in a published catalogue."""

import functools
from pathlib import Path

import anyio
import click

from catalog.agents import ApiFolder, Catalogue, RecordFile, run_http, run_stdio
from catalog.agents.service import PATH
from catalog.errors import CatalogError

_RECORD = Path("build/catalog.db")


@click.command(name="mcp")
@click.option(
    "--db",
    type=click.Path(path_type=Path),
    help=f"Record of a catalogue; {_RECORD} where neither this nor --api is given.",
)
@click.option("--api", type=click.Path(path_type=Path), help="Folder api/v1 of a built site.")
@click.option(
    "--http", metavar="HOST:PORT", help="Answer over streamable HTTP; else on standard input."
)
def mcp_command(db: Path | None, api: Path | None, http: str | None) -> None:
    """Serve a published catalogue to agents, as an MCP server that only reads.

    \b
    Examples:
      toolrisk mcp
      toolrisk mcp --api build/site/api/v1 --http 127.0.0.1:8765
    """
    if db is not None and api is not None:
        raise click.UsageError("give --db or --api, not both")
    place = _place(http) if http is not None else None
    try:
        catalogue: Catalogue = ApiFolder(api) if api is not None else RecordFile(db or _RECORD)
    except CatalogError as error:
        raise click.ClickException(str(error)) from error
    if place is None:
        anyio.run(run_stdio, catalogue)
        return
    host, port = place
    click.echo(f"Serving the catalogue at http://{http}{PATH} (Ctrl-C ends)", err=True)
    anyio.run(functools.partial(run_http, catalogue, host, port))


def _place(http: str) -> tuple[str, int]:
    host, colon, port = http.rpartition(":")
    if not (colon and host and port.isdigit() and 0 < int(port) < 1 << 16):
        raise click.UsageError(f"--http {http}: give a host and a port, such as 127.0.0.1:8765")
    return host.strip("[]"), int(port)
