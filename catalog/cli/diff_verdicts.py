"""`toolrisk diff-verdicts`: the verdicts that one version flips against another."""

import json
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

EXIT_FLIPS = 1
"""At least one verdict flips."""
EXIT_UNREADABLE = 2

_TOLD = ("category", "risk", "needs_review")


@dataclass(frozen=True, slots=True)
class Flip:
    """One definition whose verdict is another one now."""

    digest: str
    name: str
    changes: tuple[tuple[str, str, str], ...]
    """Field, old value, new value."""


@click.command("diff-verdicts")
@click.argument("old", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Write one JSON line per flip.")
def diff_verdicts(old: Path, new: Path, as_json: bool) -> None:
    """Print the verdicts that differ between OLD and NEW.

    Each is what `toolrisk classify --json` wrote, or the record of a build (catalog.db).
    Definitions are matched by digest; those in only one of the two are counted.

    \b
    Exit codes: 0 no verdict flips, 1 some do, 2 a file cannot be read.

    \b
    Examples:
      toolrisk diff-verdicts before.jsonl after.jsonl
      toolrisk diff-verdicts old/catalog.db build/catalog.db --json
    """
    try:
        before, after = read_verdicts(old), read_verdicts(new)
    except (sqlite3.Error, ValueError, KeyError, OSError) as error:
        click.echo(f"toolrisk: {error}", err=True)
        sys.exit(EXIT_UNREADABLE)
    found = list(flips(before, after))
    for flip in found:
        click.echo(json.dumps(_as_json(flip)) if as_json else _told(flip))
    shared = len(before.keys() & after.keys())
    alone = len(before.keys() ^ after.keys())
    click.echo(f"{len(found)} of {shared} verdicts flip; {alone} are in one file only", err=True)
    sys.exit(EXIT_FLIPS if found else 0)


def flips(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> Iterator[Flip]:
    """Yield what differs in category, risk, review or signals, in the order of `after`."""
    for digest, new in after.items():
        old = before.get(digest)
        if old is None:
            continue
        changes = [(key, str(old[key]), str(new[key])) for key in _TOLD if old[key] != new[key]]
        lost = sorted(set(old["signals"]) - set(new["signals"]))
        gained = sorted(set(new["signals"]) - set(old["signals"]))
        if lost or gained:
            changes.append(("signals", " ".join(lost) or "-", " ".join(gained) or "-"))
        if changes:
            yield Flip(digest, str(new.get("name", "")), tuple(changes))


def read_verdicts(path: Path) -> dict[str, Mapping[str, Any]]:
    """Return the verdicts in `path` by digest."""
    with path.open("rb") as stream:
        is_record = stream.read(16) == b"SQLite format 3\0"
    if is_record:
        return dict(_recorded(path))
    with path.open(encoding="utf-8") as lines:
        listed = [json.loads(line) for line in lines if line.strip()]
    return {verdict["digest"]: verdict for verdict in listed}


def _recorded(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the verdicts of a record by digest; of several versions that with the most."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as record:
        rows = record.execute(
            "SELECT verdicts.digest, verdicts.body, definitions.body FROM verdicts"
            " JOIN definitions USING (digest) WHERE classifier = (SELECT classifier FROM verdicts"
            " GROUP BY classifier ORDER BY count(*) DESC, classifier DESC LIMIT 1) ORDER BY 1"
        )
        for digest, verdict, definition in rows:
            yield digest, json.loads(verdict) | {"name": json.loads(definition)["name"]}


def _told(flip: Flip) -> str:
    name = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in flip.name)
    changes = "; ".join(f"{key}: {old} → {new}" for key, old, new in flip.changes)
    return f"{name or '(no name)'} {flip.digest[:19]}  {changes}"


def _as_json(flip: Flip) -> dict[str, Any]:
    changes = {key: {"old": old, "new": new} for key, old, new in flip.changes}
    return {"digest": flip.digest, "name": flip.name, "changes": changes}
