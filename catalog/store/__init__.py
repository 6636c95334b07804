"""The record: one SQLite file, written by one process, that also opens in Datasette."""

from catalog.store.store import Store

__all__ = ["Store"]
