"""The JSON Schema of the policy document, as it ships."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

SCHEMA_FILE = Path(__file__).parent / "schema" / "policy-v1.schema.json"


@lru_cache(maxsize=1)
def _text() -> str:
    return SCHEMA_FILE.read_text(encoding="utf-8")


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) that every policy document of version 1 meets."""
    document: dict[str, Any] = json.loads(_text())
    return document
