"""Take the tools that a policy is for from a file or from the record of the catalogue."""

import difflib
from collections.abc import Iterator
from pathlib import Path

import click

from catalog.errors import StoreError
from catalog.server import Server
from catalog.store import Store
from classifier import Definition
from classifier.records import BadRecord, read_records
from policy import printable

DB = Path("build/catalog.db")
_NEAR = 3
"""Names that a message suggests."""
_ALIKE = 0.5
_LONGEST_NAME = 200


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
            known = () if observation else tuple(store.servers())
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    if observation is None:
        raise click.ClickException(printable(f"{db}: {_unknown(name, known)}"))
    if not observation.tools:
        told = f"{db}: no tools of “{name}” are known ({observation.status})."
        raise click.ClickException(printable(f"{told} Give --tools."))
    return observation.tools


def _unknown(wanted: str, known: tuple[Server, ...]) -> str:
    """Say that the record has no such server, and which of its names come nearest."""
    name = wanted.lower()[:_LONGEST_NAME]
    of_package = [each.name for each in known if each.package and each.package.lower() in name]
    names = {each.name.lower(): each.name for each in known}
    close = difflib.get_close_matches(name, names, n=_NEAR, cutoff=_ALIKE)
    parts = [each for lowered, each in names.items() if name in lowered or lowered in name]
    near = list(dict.fromkeys((*of_package, *(names[each] for each in close), *parts)))
    told = f"no server “{wanted}” in this record."
    if not near:
        return f"{told} Give the name that the catalogue has for it, or --tools."
    return f"{told} Did you mean {' or '.join(f'“{each}”' for each in near[:_NEAR])}?"


def _definitions(file: Path) -> Iterator[Definition]:
    with click.open_file(str(file), "rb") as stream:
        for record in read_records(stream):
            if isinstance(record, BadRecord):
                raise click.ClickException(
                    printable(f"{file}: line {record.line}: {record.reason}")
                )
            yield record.definition
