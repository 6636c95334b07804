"""Take the rules or the lock of a project for the configurations beside them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from catalog.scan.clients import CLIENT_FOLDERS, clients
from catalog.scan.configuration import is_file
from catalog.scan.lock import LOCK, file_of, read_lock

_PROJECT = "{project}/"


def configurations_for(files: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files, in the place of rules and locks the configurations beside them.

    Raises:
        ScanError: a lock cannot be read.
    """
    return tuple(dict.fromkeys(one for file in files for one in _for(file)))


def _for(file: Path) -> Iterator[Path]:
    if file.name == LOCK:
        places = read_lock(file).configurations
        yield from (path for path in _known(file.parent) if is_file(path))
        inside = (file.parent / file_of(place) for place in places if place[:1] not in "~/")
        yield from (path for path in inside if is_file(path))
    elif (folder := _project_of(file)) is not None:
        yield from (path for path in _known(folder) if is_file(path))
    else:
        yield file


def _project_of(file: Path) -> Path | None:
    """Return the folder that a file holds rules for; None where it is no such file."""
    tail = "/".join(file.absolute().parts[-2:])
    if file.absolute().parent.name not in CLIENT_FOLDERS or tail in _patterns("files"):
        return None
    return file.parent.parent if tail in _patterns("rules") else None


def _known(folder: Path) -> Iterator[Path]:
    yield from (folder / pattern for pattern in _patterns("files"))


def _patterns(kind: str) -> list[str]:
    found = [
        path
        for client in clients().values()
        for path in (client.rules if kind == "rules" else [one.path for one in client.files])
    ]
    return [path.removeprefix(_PROJECT) for path in found if path.startswith(_PROJECT)]
