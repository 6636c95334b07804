"""Put all tools into the orders of the index, on disk: memory stays flat at any size."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from catalog.entry import Row
from catalog.render.search.profile import profile_of
from catalog.slug import server_slug

_TABLE = """
    CREATE TABLE tools (
        place INTEGER PRIMARY KEY, profile INTEGER, folded TEXT,
        name TEXT, server TEXT, page TEXT, vendor TEXT, text TEXT
    )
"""
_BY_NAME = "folded, name, server, place"


@dataclass(frozen=True, slots=True)
class SortedTool:
    """One tool in the order of the index."""

    profile: int
    name: str
    server: str
    page: str
    vendor: str | None
    """Slug of the vendor."""
    text: str


class SortedTools:
    """A temporary table of all tools; close it after use."""

    def __init__(self, folder: Path, rows: Iterable[Row]) -> None:
        """Copy `rows` into a file in `folder`."""
        self._db = sqlite3.connect(folder / "tools.db")
        for setting in ("journal_mode = OFF", "synchronous = OFF", "temp_store = FILE"):
            self._db.execute(f"PRAGMA {setting}")
        self._db.execute(f"PRAGMA temp_store_directory = '{folder}'")
        self._db.execute(_TABLE)
        self._db.executemany(
            "INSERT INTO tools VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", map(_values, rows)
        )
        self._db.commit()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def profiles(self) -> list[tuple[int, int]]:
        """Return each profile with the number of its tools, in order."""
        query = "SELECT profile, count(*) FROM tools GROUP BY profile ORDER BY profile"
        return self._db.execute(query).fetchall()

    def vendors(self, most: int) -> Iterator[tuple[str, list[tuple[int, int]]]]:
        """Yield the vendors with the most tools, each with its profiles and their counts."""
        leading = (
            "SELECT vendor FROM tools WHERE vendor IS NOT NULL"
            " GROUP BY vendor ORDER BY count(*) DESC, vendor LIMIT ?"
        )
        counted = "SELECT profile, count(*) FROM tools WHERE vendor = ? GROUP BY 1 ORDER BY 1"
        for (vendor,) in self._db.execute(leading, (most,)).fetchall():
            yield vendor, self._db.execute(counted, (vendor,)).fetchall()

    def by_profile(self) -> Iterator[SortedTool]:
        """Yield all tools by profile, then by name; their places are their ids."""
        columns = "profile, name, server, page, vendor, text"
        cursor = self._db.execute(f"SELECT {columns} FROM tools ORDER BY profile, {_BY_NAME}")
        return (SortedTool(*values) for values in cursor)

    def profiles_by_name(self) -> Iterator[int]:
        """Yield the profiles of all tools sorted by name."""
        cursor = self._db.execute(f"SELECT profile FROM tools ORDER BY {_BY_NAME}")
        return (profile for (profile,) in cursor)


def _values(row: Row) -> tuple[object, ...]:
    # Names may hold lone surrogates, which SQLite refuses; the index has no use for them.
    name, text = (_storable(value) for value in (row.name, row.text))
    vendor = server_slug(row.vendor) if row.vendor else None
    server = _storable(row.server)
    return (profile_of(row), name.lower(), name, server, row.page, vendor, text)


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
