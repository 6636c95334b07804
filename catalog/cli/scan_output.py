"""Put out what a scan found: shown, as a document, as SARIF, and as rules in settings files."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from catalog.cli.scan_display import as_json, print_hints, print_report, shown_change
from catalog.errors import ScanError
from catalog.scan import Report, apply, planned, remedies, sarif
from catalog.scan.clients import Places
from catalog.scan.configuration import shown_path
from catalog.scan.fixing import Change, swap_in


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for, beside the configurations."""

    fix: bool
    diff: bool
    yes: bool
    lock: Path | None
    write_lock: bool
    prune: bool
    fail_on_change: bool
    fail_on: str | None
    sarif: Path | None
    as_json: bool
    show_all: bool
    verbose: bool
    is_named: bool
    """True where configurations are named; else they are what was found on this machine."""


def finish(found: Report, asked: Wanted, here: Places) -> None:
    """Put out everything that is asked for; settings are written after they were shown.

    Raises:
        ScanError: a file cannot be written.
    """
    if asked.sarif is not None:
        _write_sarif(found, asked.sarif, here)
    needed = [change for change in _plans(found, asked, here) if change.is_needed]
    if asked.as_json:
        written = [_write(change) for change in needed if asked.fix]
        click.echo(json.dumps(as_json(found, needed, written), indent=2))
        return
    print_report(found, here, show_all=asked.show_all, verbose=asked.verbose)
    if not asked.fix and not asked.diff:
        print_hints(needed, here)
    for change in needed if asked.fix or asked.diff else ():
        shown_change(change)
        if asked.fix:
            _ask_and_write(change, asked)


def _plans(found: Report, asked: Wanted, here: Places) -> Iterator[Change]:
    for one in found.stacks:
        for remedy in remedies(one.stack, one.policies):
            try:
                yield planned(remedy, shown_path(remedy.file, here.project, here.home))
            except ScanError as error:
                if asked.fix or asked.diff:
                    raise
                # Who only looks is told what was found all the same.
                click.echo(f"No rules can be written: {error}", err=True)


def _write_sarif(found: Report, path: Path, here: Places) -> None:
    log = json.dumps(sarif(found, here.project), indent=2)
    try:
        swap_in(path.resolve(), f"{log}\n".encode(), mode=0o644)
    except OSError as error:
        raise ScanError(f"{path}: cannot be written ({error.strerror})") from error


def _ask_and_write(change: Change, asked: Wanted) -> None:
    if asked.yes or click.confirm(f"Write {change.file}?"):
        done = _write(change)
        kept = f"; the former one is {done['backup']}" if done["backup"] else ""
        click.echo(f"Written: {done['file']}{kept}")
    else:
        click.echo("Nothing was written.")


def _write(change: Change) -> dict[str, str | None]:
    backup = apply(change)
    return {"file": str(change.file), "backup": str(backup) if backup else None}
