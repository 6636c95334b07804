"""A tool definition: what a server declared, parsed once and trusted afterwards."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import rfc8785

from classifier.errors import DefinitionError

_DIGEST_FIELDS = ("name", "title", "description", "inputSchema", "outputSchema", "annotations")
_PLAIN_KEY = re.compile(r"[A-Za-z_$][A-Za-z0-9_$-]*\Z")
_PATH_STEP = re.compile(r'\.?([A-Za-z_$][A-Za-z0-9_$-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]')


@dataclass(frozen=True, slots=True)
class Definition:
    """One entry of a `tools/list` result (MCP 2025-11-25 and 2026-07-28, type `Tool`)."""

    name: str
    """As declared; any string, the empty one included."""
    title: str | None
    description: str | None
    input_schema: Mapping[str, Any] | None
    """JSON Schema of the arguments; None when the server declared none."""
    output_schema: Mapping[str, Any] | None
    annotations: Mapping[str, Any] | None
    """The server's claims; a hint that is absent here was not declared (tri-state)."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields this version does not know (`icons`, `_meta`, …), kept as they came."""
    digest: str = ""
    """`sha256:` and 64 hex digits over the RFC 8785 form of the six fields above."""

    def hint(self, name: str) -> bool | None:
        """Return the annotation `name` if it is a boolean, else None (not declared)."""
        value = (self.annotations or {}).get(name)
        return value if isinstance(value, bool) else None

    def as_json(self) -> dict[str, Any]:
        """Return the declared fields under their MCP names, absent ones left out."""
        values = {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": self.input_schema,
            "outputSchema": self.output_schema,
            "annotations": self.annotations,
        }
        return {key: value for key, value in values.items() if value is not None} | dict(self.extra)


def parse_definition(raw: object) -> Definition:
    """Parse one raw tool object; a wrong type names the field.

    Raises:
        DefinitionError: `raw` is no object, has no string `name`, or a field has a wrong type.
    """
    if not isinstance(raw, Mapping):
        raise DefinitionError(f"a definition is a JSON object, not {_kind(raw)}")
    name = raw.get("name")
    if not isinstance(name, str):
        raise DefinitionError(f"name: a string is required, not {_kind(name)}")
    texts = {key: _typed(raw, key, str, "a string") for key in ("title", "description")}
    maps = {
        key: _typed(raw, key, Mapping, "an object")
        for key in ("inputSchema", "outputSchema", "annotations")
    }
    known = {"name": name, **texts, **maps}
    return Definition(
        name=name,
        title=texts["title"],
        description=texts["description"],
        input_schema=maps["inputSchema"],
        output_schema=maps["outputSchema"],
        annotations=maps["annotations"],
        extra={key: value for key, value in raw.items() if key not in known},
        digest=_digest(known),
    )


def text_at(definition: Definition, path: str) -> str:
    """Return the text that the evidence path names.

    A path is dotted (`inputSchema.properties.action.enum[2]`), with keys that are no
    identifiers in brackets (`inputSchema.properties["a.b"]`). It names a string value, the
    JSON text of a number, boolean or null, or, where it ends at an object or an array, the
    last key itself: so `inputSchema.properties.command` is the text `command`.

    Raises:
        KeyError: nothing lies at the path.
    """
    value: Any = definition.as_json()
    step: str | int = ""
    for step in _steps(path):
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError) as error:
            raise KeyError(path) from error
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping | list | tuple):
        return str(step)
    return json.dumps(value)


def path_to(*steps: str | int) -> str:
    """Write an evidence path from its steps; `text_at` reads it back."""
    return path_below("", *steps)


def path_below(path: str, *steps: str | int) -> str:
    """Write the evidence path that leads from `path` on by `steps`."""
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
        elif _PLAIN_KEY.match(step):
            path += f".{step}" if path else step
        else:
            path += f"[{json.dumps(step)}]"
    return path


def _steps(path: str) -> Iterator[str | int]:
    at = 0
    while at < len(path):
        match = _PATH_STEP.match(path, at)
        if match is None:
            raise KeyError(path)
        key, index, quoted = match.groups()
        yield key if key is not None else int(index) if index is not None else json.loads(quoted)
        at = match.end()


def _typed(raw: Mapping[str, Any], key: str, kind: type, wanted: str) -> Any:
    value = raw.get(key)
    if value is not None and not isinstance(value, kind):
        raise DefinitionError(f"{key}: {wanted} or null is required, not {_kind(value)}")
    return value


def _kind(value: object) -> str:
    return "nothing" if value is None else type(value).__name__


def _digest(known: Mapping[str, Any]) -> str:
    declared = {key: known[key] for key in _DIGEST_FIELDS if known[key] is not None}
    try:
        canonical = rfc8785.dumps(declared)
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeEncodeError):
        # RFC 8785 covers I-JSON only; 2**53 and lone surrogates do occur in real schemas.
        canonical = _fallback_canonical(declared)
    return f"sha256:{hashlib.sha256(canonical).hexdigest()}"


def _fallback_canonical(value: object) -> bytes:
    try:
        text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    except RecursionError as error:
        raise DefinitionError("inputSchema: nested too deeply to be read") from error
    return text.encode()
