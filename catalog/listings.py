"""Read every successful listing of a server out of the record."""

import sqlite3
from collections.abc import Iterator
from itertools import groupby

from catalog.entry import Listing

_TOOLS = """
    SELECT observations.id, version, observed_at, name, occurrence, digest
    FROM versions JOIN observations ON observations.version_id = versions.id
    LEFT JOIN observed_tools ON observed_tools.observation_id = observations.id
    WHERE server = ? AND status = 'ok' ORDER BY observations.id, position
"""


def listings_of(connection: sqlite3.Connection, server: str) -> Iterator[Listing]:
    """Yield the successful listings of `server`, the oldest first."""
    rows = connection.execute(_TOOLS, (server,))
    for _, group in groupby(rows, key=lambda row: row["id"]):
        listed = list(group)
        tools = [row for row in listed if row["digest"] is not None]
        yield Listing(
            version=listed[0]["version"] or None,
            observed_at=listed[0]["observed_at"],
            tools=tuple(((row["name"], row["occurrence"]), row["digest"]) for row in tools),
        )
