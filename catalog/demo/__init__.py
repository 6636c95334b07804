"""The embedded demo server: a real MCP server for builds that reach no registry."""

import sys
from pathlib import Path

from catalog.server import Server, SourceKind

__all__ = ["DEMO", "server"]

DEMO = "demo-shop"
"""Its name in the catalogue."""

_PACKAGE = Path(__file__).resolve().parents[1]


def server() -> Server:
    """Return the demo server as a seed: started with this interpreter, offline."""
    return Server(
        name=DEMO,
        source=SourceKind.COMMAND,
        command=sys.executable,
        # -P keeps the working folder off the import path; PYTHONPATH names what holds `catalog`.
        args=("-P", "-m", "catalog.demo"),
        env={"PYTHONPATH": str(_PACKAGE.parent)},
        cwd=str(_PACKAGE),
        title="Demo shop",
        description="Back office of an invented lamp shop: customers, orders, money, files, keys.",
        vendor="toolrisk",
        license="Apache-2.0",
        starter=True,
    )
