"""Take the tools that a policy is for from a file or from the record of the catalogue."""

from collections.abc import Iterator
from pathlib import Path

import click

from catalog.errors import StoreError
from catalog.store import Store
from classifier import Definition
from classifier.records import BadRecord, read_records
from policy import printable

DB = Path("build/catalog.db")


def tools_in_file(file: Path) -> tuple[Definition, ...]:
    """Return the definitions in a file; one that cannot be read ends the command."""
    return tuple(_definitions(file))


def tools_of_server(name: str, db: Path) -> tuple[Definition, ...]:
    """Return the definitions that the record has of a server."""
    if not db.is_file():
        raise click.ClickException(f"{db}: no such file; crawl first, or give --tools.")
    try:
        with Store(db) as store:
            observation = store.latest(name)
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    if observation is None or not observation.tools:
        raise click.ClickException(printable(f"{db}: no tools of a server “{name}”."))
    return observation.tools


def _definitions(file: Path) -> Iterator[Definition]:
    with click.open_file(str(file), "rb") as stream:
        for record in read_records(stream):
            if isinstance(record, BadRecord):
                raise click.ClickException(
                    printable(f"{file}: line {record.line}: {record.reason}")
                )
            yield record.definition
