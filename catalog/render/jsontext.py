"""Write JSON that means the same everywhere: sorted keys, nothing unseen, no end of a script."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

WIDTH = 88
"""Characters of a line that is not broken."""
DEPTH = 120
"""Levels that are written of a value too deep to be written whole."""
TOO_DEEP = "nested too deeply to be published"
"""What stands for the levels below."""

_UNSEEN = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_MARKUP = re.compile("[<>&]")


def dumps(value: object) -> str:
    """Return `value` as JSON; bidirectional, invisible and surrogate characters are escaped."""
    try:
        text = _dumps(value)
    except (ValueError, RecursionError):
        # A schema may hold NaN or Infinity, which JSON has not, or be too deep.
        text = _dumps(_within_json(value, DEPTH))
    return _UNSEEN.sub(_escape, text)


def pretty(value: object, margin: str = "") -> str:
    """Return `value` as JSON in lines, its keys in their own order; what is short stays in one."""
    text = json.dumps(value, ensure_ascii=False)
    if len(margin) + len(text) <= WIDTH and margin:
        return _UNSEEN.sub(_escape, text)
    inner = f"{margin}  "
    if isinstance(value, Mapping) and value:
        lines = [f"{inner}{dumps(key)}: {pretty(held, inner)}" for key, held in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{margin}}}"
    if isinstance(value, list | tuple) and value:
        return (
            "[\n" + ",\n".join(f"{inner}{pretty(held, inner)}" for held in value) + f"\n{margin}]"
        )
    return _UNSEEN.sub(_escape, text)


def data_block(value: object) -> Markup:
    """Return `value` as JSON for a script element: nothing in it can end the element."""
    return Markup(_MARKUP.sub(_escape, dumps(value)))


def _dumps(value: object) -> str:
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":")
    )


def _within_json(value: Any, depth: int) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping | list | tuple) and depth == 0:
        return TOO_DEEP
    if isinstance(value, Mapping):
        return {key: _within_json(inner, depth - 1) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_within_json(inner, depth - 1) for inner in value]
    return value


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
