"""Read the tool definitions that the demo server declares."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILES = ("customers.yaml", "orders.yaml", "money.yaml", "operations.yaml")


@cache
def declared() -> tuple[dict[str, Any], ...]:
    """Return the raw tool objects in the order in which the server lists them."""
    folder = Path(__file__).resolve().parent / "tools"
    return tuple(
        tool for name in _FILES for tool in yaml.safe_load((folder / name).read_text("utf-8"))
    )
