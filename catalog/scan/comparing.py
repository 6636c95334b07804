"""Compare a scan with the lock, and write the lock anew: only what was looked at counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from catalog.errors import ScanError
from catalog.scan.changes import Change, Kind, changes, whole
from catalog.scan.lock import Base, Lock, file_of, lock_of, placed, read_lock, write_lock
from catalog.scan.stack import ScannedServer


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What a scan looked at."""

    servers: tuple[ScannedServer, ...]
    configs: tuple[Path, ...]
    """Every configuration, those without a server included."""
    is_named: bool
    """True where the user named them; else they are what was found on this machine."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the lock tells about a scan."""

    changes: tuple[Change, ...] | None
    """None where there is no lock yet."""
    notes: tuple[str, ...]
    """Sentences about the lock itself."""


def compared(
    path: Path, seen: LookedAt, home: Path, *, write: bool = False, prune: bool = False
) -> Comparison:
    """Return what changed since the lock at `path` was written, and write it where asked.

    Raises:
        ScanError: the lock cannot be read or written, or there is nothing to write in it.
    """
    base = Base(path.absolute().parent, home)
    notes: list[str] = []
    former = read_lock(path) if path.exists() else None
    known = former or Lock({})
    if former is not None and former.unplaced:
        known, left = placed(former, seen.servers, base)
        known = replace(known, unplaced=former.unplaced)
        notes.append(_of_former(path, left, is_written=write))
    places = _places(seen, base, known)
    now = lock_of(_within(seen, places, base), base, places, former=known)
    if write:
        if not places:
            raise ScanError(
                f"no configuration lies in {base.folder}; name the files that the lock is for"
            )
        notes += _written(path, now, known, base, prune=prune)
    elif not seen.is_named:
        notes += _passed_over(seen, places, base)
    if former is None:
        return Comparison(None, tuple(notes))
    found = [*_changes(known, now, seen, base), *_gone(known, places, base)]
    return Comparison(tuple(found), tuple(notes))


def _places(seen: LookedAt, base: Base, former: Lock) -> tuple[str, ...]:
    """Return the configurations that the lock is asked about.

    What was only found counts where it lies beside the lock, or where the lock knows it: the
    lock of a project says nothing about the rest of a machine.
    """
    files = {base.place_of(config) for config in seen.configs}
    scopes = {base.place_of(each.config, each.scope) for each in seen.servers}
    known = {place for place in former.configurations if file_of(place) in files}
    found = {place for place in files | scopes | known if file_of(place) in files}
    if not seen.is_named:
        found = {place for place in found if base.is_inside(place) or place in known}
    return tuple(sorted(found))


def _within(seen: LookedAt, places: Sequence[str], base: Base) -> Iterator[ScannedServer]:
    for server in seen.servers:
        if base.place_of(server.config, server.scope) in places:
            yield server


def _changes(former: Lock, now: Lock, seen: LookedAt, base: Base) -> Iterator[Change]:
    scanned = {(base.place_of(one.config, one.scope), one.name): one for one in seen.servers}
    for place, servers in sorted(now.configurations.items()):
        before = former.configurations.get(place, {})
        for name in sorted({*before, *servers}):
            server = scanned.get((place, name))
            label = server.label if server else f"{name} ({place})"
            if server is not None and server.is_unknown:
                continue
            if name not in servers:
                # What is disabled is not in use; the former lock cannot tell whose a server was.
                yield whole(label, before[name], Kind.REMOVED, "is no longer configured")
            elif name not in before:
                yield whole(label, servers[name], Kind.ADDED, "is not in the lock")
            else:
                yield from changes(before[name], servers[name], label)


def _gone(former: Lock, places: Sequence[str], base: Base) -> Iterator[Change]:
    for place, servers in sorted(former.configurations.items()):
        if place not in places and base.is_gone(place):
            for name, tools in sorted(servers.items()):
                words = f"is no longer configured: there is no {file_of(place)}"
                yield whole(f"{name} ({place})", tools, Kind.REMOVED, words)


def _written(path: Path, now: Lock, former: Lock, base: Base, *, prune: bool) -> Iterator[str]:
    kept = {}
    for place, servers in former.configurations.items():
        if place in now.configurations:
            continue
        if base.is_gone(place):
            yield f"Dropped from the lock: {place}, which is no longer there."
        elif prune:
            yield f"Dropped from the lock: {place}, which this scan did not look at."
        else:
            kept[place] = servers
    filled = {place: servers for place, servers in now.configurations.items() if servers}
    write_lock(path, Lock({**kept, **filled}))


def _passed_over(seen: LookedAt, places: Sequence[str], base: Base) -> Iterator[str]:
    named = {base.place_of(config) for config in seen.configs}
    left = sorted(named - {file_of(place) for place in places})
    if left:
        yield f"Not compared with the lock, which does not have them: {', '.join(left)}."


def _of_former(path: Path, left: Sequence[str], *, is_written: bool) -> str:
    said = f"{path} is of the former format, which does not say whose a server is"
    if not is_written:
        return f"{said}: servers are found in it by name. --write-lock writes it anew."
    if not left:
        return f"{said}; it is written anew."
    return (
        f"{said}; it is written anew without {', '.join(left)}, which no configuration at hand"
        " names. Scan theirs with --write-lock to have them in it again."
    )
