"""Swap a finished site in: readers see the old one or the new one, never a half of either."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def publish(site: Path, write: Callable[[Path, Path | None], T]) -> T:
    """Let `write(fresh, previous)` fill an empty folder, then put it in the place of `site`.

    `previous` is the site as it stands, or None. When `write` raises, `site` stays as it is
    and the fresh folder is removed.
    """
    fresh, old = site.with_name(f"{site.name}.new"), site.with_name(f"{site.name}.old")
    if old.is_dir() and not site.exists():
        old.rename(site)  # a kill between the two renames below
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        result = write(fresh, site if site.is_dir() else None)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    _swap(site, fresh, old)
    shutil.rmtree(old, ignore_errors=True)
    return result


def _swap(site: Path, fresh: Path, old: Path) -> None:
    try:
        if site.exists():
            site.rename(old)
        fresh.rename(site)
    except BaseException:
        # An interrupt between the two must not leave readers without any site.
        if old.is_dir() and not site.exists():
            old.rename(site)
        raise
