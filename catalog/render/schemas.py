"""Hold every API document against its JSON Schema before it is written."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from catalog.errors import RenderError
from catalog.render.address import API
from catalog.render.write import Tree

FOLDER = Path(__file__).with_name("schema")
"""The schemas that ship with the project and are published under `/api/v1/schema/`."""
_SUFFIX = ".schema.json"


class Schemas:
    """The JSON Schemas of the API, compiled once."""

    def __init__(self) -> None:
        """Read every schema that ships with the project."""
        files = {path.name: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.json")}
        shared = files[f"common{_SUFFIX}"]["$defs"]
        schemas = {name.removesuffix(_SUFFIX): schema for name, schema in files.items()}
        schemas |= {row: shared[row] for row in ("row", "server_row")}
        self._validators = {
            kind: Draft202012Validator(inlined(schema, shared)) for kind, schema in schemas.items()
        }

    def check(self, kind: str, document: Mapping[str, Any], place: str) -> None:
        """Hold `document` against the schema `kind`.

        Raises:
            RenderError: it does not hold; the message names the document and the field.
        """
        error = next(self._validators[kind].iter_errors(document), None)
        if error is not None:
            field = "/".join(str(step) for step in error.absolute_path) or "the document"
            raise RenderError(f"{place}: {field}: {error.message[:300]}")

    def publish(self, tree: Tree) -> list[str]:
        """Copy the schemas into the site; returns where they lie."""
        paths = []
        for source in sorted(FOLDER.glob("*.json")):
            paths.append(f"{API}/schema/{source.name}")
            tree.copy(source, paths[-1])
        return paths


def inlined(schema: Any, shared: Mapping[str, Any]) -> Any:
    """Put what is referred to in the place of each reference: looking it up takes half the time."""
    if isinstance(schema, list):
        return [inlined(item, shared) for item in schema]
    if not isinstance(schema, dict):
        return schema
    held = {key: inlined(value, shared) for key, value in schema.items() if key != "$ref"}
    name = schema.get("$ref", "").rpartition("/")[2]
    return {**inlined(shared[name], shared), **held} if name else held
