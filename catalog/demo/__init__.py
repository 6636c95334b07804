"""The embedded demo server: a real MCP server for builds that reach no registry."""

import sys
from pathlib import Path

from catalog.server import Server, SourceKind

__all__ = ["server"]


def server() -> Server:
    """Return the demo server as a seed: started with this interpreter, offline."""
    return Server(
        name="demo-shop",
        source=SourceKind.COMMAND,
        command=sys.executable,
        args=("-m", "catalog.demo"),
        env={"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        title="Demo shop",
        description="Back office of an invented lamp shop: customers, orders, money, files, keys.",
        vendor="toolrisk",
        license="Apache-2.0",
        starter=True,
    )
