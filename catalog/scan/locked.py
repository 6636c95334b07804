"""One tool in the lock: digests, and as much of it as is needed to say what changed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import rfc8785

from catalog.scan.keywords import kept_text, keywords
from catalog.scan.stack import ScannedTool

_TEXTS = ("title", "description")


@dataclass(frozen=True, slots=True)
class LockedText:
    """A text of a definition; `text` None in a lock of the former version."""

    digest: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class LockedTool:
    """One tool as it was."""

    digest: str
    category: str
    risk: str
    signals: tuple[str, ...]
    texts: Mapping[str, LockedText]
    """`title` and `description`; absent ones left out."""
    parameters: Mapping[str, Mapping[str, Any]]
    """Name → `type`, `required`, the digest of its schema, and its `keywords`."""
    input_rest: str
    """Digest of the input schema without its parameters."""
    output: str | None
    annotations: Mapping[str, Any] = field(default_factory=dict)
    input_keywords: Mapping[str, Any] = field(default_factory=dict)
    """Keywords of the input schema without its parameters."""

    def as_json(self) -> dict[str, Any]:
        """Return the tool as the lock file holds it."""
        return {
            "digest": self.digest,
            "category": self.category,
            "risk": self.risk,
            "signals": list(self.signals),
            "texts": {
                name: {"digest": text.digest, "text": text.text}
                for name, text in self.texts.items()
            },
            "parameters": {name: dict(value) for name, value in self.parameters.items()},
            "input": {"digest": self.input_rest, "keywords": dict(self.input_keywords)},
            "output": self.output,
            "annotations": dict(self.annotations),
        }


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
        texts={
            key: LockedText(digest_of(text), kept_text(text))
            for key, text in texts.items()
            if text is not None
        },
        parameters={name: _parameter(value, name in needed) for name, value in named.items()},
        input_rest=digest_of(schema),
        output=None if definition.output_schema is None else digest_of(definition.output_schema),
        annotations={
            key: value for key, value in (definition.annotations or {}).items() if _is_hint(value)
        },
        input_keywords=keywords(schema),
    )


def read_tool(raw: Mapping[str, Any]) -> LockedTool:
    """Return a tool from a lock of this or of the former version."""
    rest = raw["input"]
    is_former = isinstance(rest, str)
    return LockedTool(
        digest=raw["digest"],
        category=raw["category"],
        risk=raw["risk"],
        signals=tuple(raw["signals"]),
        texts={name: _read_text(text) for name, text in raw["texts"].items()},
        parameters={name: dict(value) for name, value in raw["parameters"].items()},
        input_rest=rest if is_former else rest["digest"],
        output=raw["output"],
        annotations=dict(raw["annotations"]),
        input_keywords={} if is_former else dict(rest["keywords"]),
    )


def digest_of(value: Any) -> str:
    """Return a short digest of a JSON value."""
    try:
        content = rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeEncodeError):
        # RFC 8785 covers I-JSON only; big numbers and lone surrogates do occur.
        content = json.dumps(value, sort_keys=True).encode()
    return hashlib.sha256(content).hexdigest()[:16]


def _read_text(raw: Any) -> LockedText:
    return LockedText(raw) if isinstance(raw, str) else LockedText(raw["digest"], raw["text"])


def _parameter(schema: Any, is_required: bool) -> dict[str, Any]:
    kind = schema.get("type") if isinstance(schema, Mapping) else None
    kinds = kind if isinstance(kind, list) else [kind]
    said = [one for one in kinds if isinstance(one, str)]
    return {
        "type": " or ".join(said) or "anything",
        "required": is_required,
        "digest": digest_of(schema),
        "keywords": keywords(schema),
    }


def _is_hint(value: Any) -> bool:
    return isinstance(value, bool) or value is None
