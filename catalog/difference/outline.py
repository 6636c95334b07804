"""As much of a definition and its verdict as is needed to say later what changed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import rfc8785

from catalog.difference.keywords import keywords
from classifier import Definition, Verdict

_TEXTS = ("title", "description")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a definition an outline keeps."""

    text: int = 1_000_000
    """Characters of a text."""
    value: int = 20_000
    """Characters of the value of a keyword."""
    keywords: int = 2_000
    """Keywords of one schema."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a definition; `text` None where only the digest was kept."""

    digest: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """One tool as it was."""

    digest: str
    category: str
    risk: str
    signals: tuple[str, ...]
    texts: Mapping[str, Text]
    """`title` and `description`; absent ones left out."""
    parameters: Mapping[str, Mapping[str, Any]]
    """Name → `type`, `required`, the digest of its schema, and its `keywords`."""
    input_rest: str
    """Digest of the input schema without its parameters."""
    output: str | None
    annotations: Mapping[str, Any] = field(default_factory=dict)
    input_keywords: Mapping[str, Any] = field(default_factory=dict)
    """Keywords of the input schema without its parameters."""
    output_keywords: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """Keywords of the output schema; empty where only the digest was kept."""


def outline(definition: Definition, verdict: Verdict, bounds: Bounds | None = None) -> Outline:
    """Return the outline of a definition; without `bounds` nearly the whole of it is kept."""
    kept = bounds or Bounds()
    schema = dict(definition.input_schema or {})
    properties = schema.pop("properties", None)
    required = schema.pop("required", None)
    named = properties if isinstance(properties, Mapping) else {}
    needed = required if isinstance(required, list) else []
    returned = definition.output_schema
    return Outline(
        digest=definition.digest,
        category=verdict.category.value,
        risk=verdict.risk.value,
        signals=tuple(signal.value for signal in verdict.signals),
        texts=_texts(definition, kept),
        parameters={
            name: _parameter(value, kept, is_required=name in needed)
            for name, value in named.items()
        },
        input_rest=digest_of(schema),
        output=None if returned is None else digest_of(returned),
        annotations={
            key: value for key, value in (definition.annotations or {}).items() if _is_hint(value)
        },
        input_keywords=_keywords(schema, kept),
        output_keywords=_keywords(returned, kept) if returned is not None else {},
    )


def digest_of(value: Any) -> str:
    """Return a short digest of a JSON value."""
    try:
        content = rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeEncodeError):
        # RFC 8785 covers I-JSON only; big numbers and lone surrogates do occur.
        content = json.dumps(value, sort_keys=True).encode()
    return hashlib.sha256(content).hexdigest()[:16]


def _texts(definition: Definition, kept: Bounds) -> dict[str, Text]:
    texts = {key: getattr(definition, key) for key in _TEXTS}
    return {
        key: Text(digest_of(text), _cut(text, kept.text))
        for key, text in texts.items()
        if text is not None
    }


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _parameter(schema: Any, kept: Bounds, *, is_required: bool) -> dict[str, Any]:
    kind = schema.get("type") if isinstance(schema, Mapping) else None
    kinds = kind if isinstance(kind, list) else [kind]
    said = [one for one in kinds if isinstance(one, str)]
    return {
        "type": " or ".join(said) or "anything",
        "required": is_required,
        "digest": digest_of(schema),
        "keywords": _keywords(schema, kept),
    }


def _keywords(schema: Any, kept: Bounds) -> dict[str, Any]:
    return keywords(schema, most=kept.keywords, longest=kept.value)


def _is_hint(value: Any) -> bool:
    return isinstance(value, bool) or value is None
