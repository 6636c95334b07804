"""The one place that writes: below one folder, each file once, never through a link."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from catalog.errors import RenderError

_SEGMENT = re.compile(r"(?!\.{1,2}\Z)[A-Za-z0-9._~-]{1,255}\Z")
_LONGEST = 3800
"""PATH_MAX is 4,096 bytes, the folder included."""


class Tree:
    """An empty folder to fill with files."""

    def __init__(self, root: Path) -> None:
        """Take over `root`.

        Raises:
            RenderError: `root` is no empty folder.
        """
        if root.is_symlink() or not root.is_dir() or any(root.iterdir()):
            raise RenderError(f"{root}: an empty folder is required, which the site then fills")
        self._root = root.resolve()
        self._folders = {self._root}
        self.written = 0
        """Files written."""
        self.linked = 0
        """Files taken over from the former site."""

    def write(self, path: str, text: str) -> None:
        """Write one file of text.

        Raises:
            RenderError: `path` leads outside, is taken, or `text` is no Unicode.
        """
        with self.stream(path) as file:
            file.write(text)

    def write_bytes(self, path: str, data: bytes) -> None:
        """Write one file of bytes; raises what `write` raises."""
        try:
            with self._place(path).open("xb") as file:
                file.write(data)
        except FileExistsError as error:
            raise RenderError(f"{path}: two pages want this place") from error
        self.written += 1

    @contextmanager
    def stream(self, path: str) -> Iterator[TextIO]:
        """Open one new file of text for writing; raises what `write` raises."""
        place = self._place(path)
        try:
            # Mode x: a file that is a hard link into the former site is never written through.
            with place.open("x", encoding="utf-8", newline="\n") as file:
                yield file
        except FileExistsError as error:
            raise RenderError(f"{path}: two pages want this place") from error
        except UnicodeEncodeError as error:
            raise RenderError(f"{path}: holds a lone surrogate") from error
        self.written += 1

    def copy(self, source: Path, path: str) -> None:
        """Copy one file that the project brought along."""
        shutil.copyfile(source, self._place(path))
        self.written += 1

    def link(self, former: Path, path: str) -> None:
        """Take over the file at `path` from the site at `former`, by a hard link where it can."""
        place = self._place(path)
        try:
            os.link(former / path, place, follow_symlinks=False)
        except FileExistsError as error:
            raise RenderError(f"{path}: two pages want this place") from error
        except OSError:  # another file system, or one without hard links
            shutil.copyfile(former / path, place, follow_symlinks=False)
        self.linked += 1

    def _place(self, path: str) -> Path:
        segments = path.split("/")
        if len(path) > _LONGEST or not all(_SEGMENT.match(segment) for segment in segments):
            raise RenderError(f"{path[:200]!r}: no path below the site")
        place = self._root.joinpath(*segments)
        if place.parent not in self._folders:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(place.parent)
        return place
