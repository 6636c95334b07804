"""The lock: what every tool of a configuration looked like when a person last agreed to it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import rfc8785

from catalog.errors import ScanError
from catalog.scan.fixing import swap_in
from catalog.scan.stack import ScannedServer, ScannedTool
from classifier import CLASSIFIER_VERSION

LOCK = "toolrisk.lock"
VERSION = 1
_TEXTS = ("title", "description")


@dataclass(frozen=True, slots=True)
class LockedTool:
    """One tool as it was: enough to say in words what changed, and none of its texts."""

    digest: str
    category: str
    risk: str
    signals: tuple[str, ...]
    texts: Mapping[str, str]
    """`title` and `description` → digest of the text; absent ones left out."""
    parameters: Mapping[str, Mapping[str, Any]]
    """Name → `type`, `required` and the digest of its schema."""
    input_rest: str
    """Digest of the input schema without its parameters."""
    output: str | None
    annotations: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the tool as the lock file holds it."""
        return {
            "digest": self.digest,
            "category": self.category,
            "risk": self.risk,
            "signals": list(self.signals),
            "texts": dict(self.texts),
            "parameters": {name: dict(value) for name, value in self.parameters.items()},
            "input": self.input_rest,
            "output": self.output,
            "annotations": dict(self.annotations),
        }


Locked = Mapping[str, Mapping[str, LockedTool]]
"""Label of a server → name of a tool → the tool."""


@dataclass(frozen=True, slots=True)
class Lock:
    """All servers of a configuration as they were."""

    servers: Locked
    classifier: str = CLASSIFIER_VERSION
    """Version that the verdicts are by."""

    def as_json(self) -> dict[str, Any]:
        """Return the lock as its file holds it."""
        servers = {
            label: {"tools": {name: tool.as_json() for name, tool in tools.items()}}
            for label, tools in self.servers.items()
        }
        return {"version": VERSION, "classifier": self.classifier, "servers": servers}


def lock_of(servers: Iterable[ScannedServer], former: Lock | None = None) -> Lock:
    """Return the lock for what was listed; a server in use but not listed stays as it was."""
    locked: dict[str, Mapping[str, LockedTool]] = {}
    for server in servers:
        if server.is_listed:
            locked[server.label] = locked_tools(server)
        elif server.is_unknown and former and server.label in former.servers:
            locked[server.label] = former.servers[server.label]
    return Lock(locked)


def locked_tools(server: ScannedServer) -> dict[str, LockedTool]:
    """Return the tools of a server by name; a name that repeats is numbered."""
    found: dict[str, LockedTool] = {}
    names = {tool.name for tool in server.tools}
    for tool in server.tools:
        name, number = tool.name, 2
        while name in found or (name in names and name != tool.name):
            name, number = f"{tool.name} #{number}", number + 1
        found[name] = locked(tool)
    return found


def locked(tool: ScannedTool) -> LockedTool:
    """Return what the lock holds about one tool."""
    definition, verdict = tool.definition, tool.verdict
    schema = dict(definition.input_schema or {})
    properties = schema.pop("properties", None)
    required = schema.pop("required", None)
    named = properties if isinstance(properties, Mapping) else {}
    needed = required if isinstance(required, list) else []
    texts = {key: getattr(definition, key) for key in _TEXTS}
    return LockedTool(
        digest=definition.digest,
        category=verdict.category.value,
        risk=verdict.risk.value,
        signals=tuple(signal.value for signal in verdict.signals),
        texts={key: _digest(text) for key, text in texts.items() if text is not None},
        parameters={name: _parameter(value, name in needed) for name, value in named.items()},
        input_rest=_digest(schema),
        output=None if definition.output_schema is None else _digest(definition.output_schema),
        annotations={
            key: value for key, value in (definition.annotations or {}).items() if _is_hint(value)
        },
    )


def read_lock(path: Path) -> Lock:
    """Return the lock in a file.

    Raises:
        ScanError: it is no lock of this version.
    """
    try:
        raw = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ScanError(f"{path}: cannot be read as a lock ({type(error).__name__})") from error
    if not isinstance(raw, dict) or raw.get("version") != VERSION:
        raise ScanError(f"{path}: is no lock of version {VERSION}; write it anew")
    try:
        servers = {
            label: {name: _read_tool(tool) for name, tool in server["tools"].items()}
            for label, server in raw["servers"].items()
        }
        return Lock(servers, str(raw.get("classifier", "")))
    except (KeyError, TypeError, AttributeError) as error:
        raise ScanError(f"{path}: is no whole lock ({error}); write it anew") from error


def write_lock(path: Path, lock: Lock) -> None:
    """Write the lock: sorted, so that it reads well in a diff, and in one step.

    Raises:
        ScanError: it cannot be written.
    """
    text = json.dumps(lock.as_json(), indent=2, sort_keys=True)
    try:
        swap_in(path.resolve(), f"{text}\n".encode(), mode=0o644)
    except OSError as error:
        raise ScanError(f"{path}: cannot be written ({error.strerror})") from error


def _read_tool(raw: Mapping[str, Any]) -> LockedTool:
    return LockedTool(
        digest=raw["digest"],
        category=raw["category"],
        risk=raw["risk"],
        signals=tuple(raw["signals"]),
        texts=dict(raw["texts"]),
        parameters={name: dict(value) for name, value in raw["parameters"].items()},
        input_rest=raw["input"],
        output=raw["output"],
        annotations=dict(raw["annotations"]),
    )


def _parameter(schema: Any, is_required: bool) -> dict[str, Any]:
    kind = schema.get("type") if isinstance(schema, Mapping) else None
    kinds = kind if isinstance(kind, list) else [kind]
    said = [one for one in kinds if isinstance(one, str)]
    return {
        "type": " or ".join(said) or "anything",
        "required": is_required,
        "digest": _digest(schema),
    }


def _is_hint(value: Any) -> bool:
    return isinstance(value, bool) or value is None


def _digest(value: Any) -> str:
    try:
        content = rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeEncodeError):
        # RFC 8785 covers I-JSON only; big numbers and lone surrogates do occur.
        content = json.dumps(value, sort_keys=True).encode()
    return hashlib.sha256(content).hexdigest()[:16]
