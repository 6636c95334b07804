"""Show a change of a settings file without showing anything else that is written in it."""

import difflib
import json
import re
from collections.abc import Collection

HIDDEN = "…"
"""Stands where a text, a number or a comment stood that is not ours to show."""
_JSON = re.compile(
    r'(?P<text>"(?:[^"\\\n]|\\.)*")(?P<key>\s*:)?'
    r"|(?P<comment>//[^\n]*|/\*.*?\*/)"
    r"|(?P<number>-?\d[\d.eE+-]*)",
    re.DOTALL,
)
_TOML = re.compile(
    r'(?P<text>"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\')(?P<key>\s*=)?'
    r"|(?P<comment>\#[^\n]*)"
    r"|(?P<number>(?<![\w.-])[+-]?\d[\w.:+-]*)",
    re.DOTALL,
)


def shown_difference(
    old: str, new: str, name: str, *, ours: Collection[str], is_toml: bool = False
) -> str:
    """Return a unified diff in which only keys and the texts in `ours` can be read.

    Whatever else the file holds may be a credential: other texts, numbers and comments are
    replaced in both versions before they are compared.
    """
    before, after = (masked(text, ours, is_toml=is_toml).splitlines() for text in (old, new))
    lines = difflib.unified_diff(before, after, name, f"{name} (new)", n=2, lineterm="")
    return "\n".join(lines)


def masked(text: str, ours: Collection[str], *, is_toml: bool = False) -> str:
    """Return `text` with its line structure kept and everything masked that is not ours."""
    pattern = _TOML if is_toml else _JSON
    return pattern.sub(lambda match: _shown(match, ours), text)


def _shown(match: re.Match[str], ours: Collection[str]) -> str:
    if match["comment"]:
        return HIDDEN + "\n" * match[0].count("\n")
    if match["number"]:
        return HIDDEN
    if match["key"] or _content(match["text"]) in ours:
        return match[0]
    return f'"{HIDDEN}"' + "\n" * match["text"].count("\n")


def _content(token: str) -> str:
    if token.startswith("'"):
        return token.strip("'")
    try:
        value = json.loads(token)
    except ValueError:
        return ""
    return value if isinstance(value, str) else ""
