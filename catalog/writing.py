"""Let one process at a time write a folder; the system ends what a killed one held."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from catalog.errors import StoreError

_LOCK = Path("cache", "lock")
"""Below the folder; it stays there, as only the lock on it counts."""


@contextmanager
def only_writer(folder: Path, *, on_wait: Callable[[str], None] | None = None) -> Iterator[None]:
    """Hold `folder` for this process while the context lasts.

    `on_wait` is told who holds it before this waits; None to refuse instead.

    Raises:
        StoreError: another process holds the folder, or it cannot be written.
    """
    with _opened(folder) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            busy = f"{folder}: another toolrisk{_holder(lock)} is writing there"
            if on_wait is None:
                raise StoreError(f"{busy}; wait until it ends, or give another folder") from None
            on_wait(busy)
            fcntl.flock(lock, fcntl.LOCK_EX)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _opened(folder: Path) -> IO[str]:
    path = folder / _LOCK
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a+", encoding="utf-8")
    except OSError as error:
        reason = f"cannot be written ({error.strerror}); give another folder"
        raise StoreError(f"{folder}: {reason}") from error


def _holder(lock: IO[str]) -> str:
    lock.seek(0)
    said = lock.read(20)
    return f" (process {said})" if said.isdigit() else ""
