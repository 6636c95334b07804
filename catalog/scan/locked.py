"""One tool in the lock: digests, and as much of it as is needed to say what changed."""

from collections.abc import Mapping
from typing import Any

from catalog.difference import Bounds, Outline, Text, outline
from catalog.scan.stack import ScannedTool

_BOUNDS = Bounds(text=2000, value=200, keywords=100)


def locked(tool: ScannedTool) -> Outline:
    """Return what the lock holds about one tool."""
    return outline(tool.definition, tool.verdict, _BOUNDS)


def tool_json(tool: Outline) -> dict[str, Any]:
    """Return the tool as the lock file holds it."""
    return {
        "digest": tool.digest,
        "category": tool.category,
        "risk": tool.risk,
        "signals": list(tool.signals),
        "texts": {
            name: {"digest": text.digest, "text": text.text} for name, text in tool.texts.items()
        },
        "parameters": {name: dict(value) for name, value in tool.parameters.items()},
        "input": {"digest": tool.input_rest, "keywords": dict(tool.input_keywords)},
        "output": tool.output,
        "annotations": dict(tool.annotations),
    }


def read_tool(raw: Mapping[str, Any]) -> Outline:
    """Return a tool from a lock of this or of the former version."""
    rest = raw["input"]
    is_former = isinstance(rest, str)
    return Outline(
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


def _read_text(raw: Any) -> Text:
    return Text(raw) if isinstance(raw, str) else Text(raw["digest"], raw["text"])
