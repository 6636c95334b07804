"""The private home of one listing: made for it, and gone with it."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from catalog.crawl.sandbox.errors import LaunchRefused

_MODE = 0o644


@dataclass(frozen=True, slots=True)
class PrivateHome:
    """A temporary folder with the home files of a server."""

    root: Path
    """Holds `home` and what else one listing lays down."""
    files: tuple[PurePosixPath, ...]
    """The home files, relative to `folder`."""

    @property
    def folder(self) -> Path:
        """The home itself."""
        return self.root / "home"


@contextmanager
def private_home(files: Mapping[str, str]) -> Iterator[PrivateHome]:
    """Lay `files` into a new home, and remove all of it at the end.

    Raises:
        LaunchRefused: a path leaves the home, or two of them contradict each other.
    """
    paths = {_inside(name): text for name, text in files.items()}
    with tempfile.TemporaryDirectory(prefix="toolrisk-", ignore_cleanup_errors=True) as root:
        home = PrivateHome(Path(root), tuple(paths))
        home.folder.mkdir()
        for path, text in paths.items():
            _lay(home.folder / path, text)
        yield home


def _inside(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or not name.isprintable():
        raise LaunchRefused(f"home file {name!r} would lie outside the private home")
    return path


def _lay(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(_MODE)
    except (OSError, ValueError) as error:
        raise LaunchRefused(f"home file {path.name!r} cannot be written: {error}") from error
