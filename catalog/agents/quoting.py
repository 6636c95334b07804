"""Quote what other authors wrote: unseen characters made visible, every line behind a bar."""

import json
from collections.abc import Mapping
from typing import Any

from catalog.render.invisible import plain, plain_name, shorten
from catalog.render.jsontext import dumps

NAME = 300
"""Characters of a name that an answer repeats; its page stands for the whole name."""
SENTENCE = 1_000
TEXT = 2_000
SCHEMA = 4_000
QUOTE = 300
POLICY = 100_000
"""Characters of a policy document that an answer holds."""


def quoted_name(name: str) -> str:
    """Return a name as one line, what cannot be seen marked."""
    return plain_name(name, NAME)


def one_line(text: str) -> str:
    """Return a sentence that may repeat names or quotes as one line, what cannot be seen marked."""
    return plain_name(text, SENTENCE)


def quoted_text(text: str, limit: int = TEXT) -> str:
    """Return a text, what cannot be seen marked, shortened."""
    return plain(shorten(text, limit))


def quoted_json(value: Mapping[str, Any], limit: int = SCHEMA) -> str:
    """Return a JSON value as text, what cannot be seen marked, shortened."""
    return plain(shorten(dumps(value), limit))


def policy_json(document: Mapping[str, Any]) -> str:
    """Return a policy document as JSON text of ASCII characters, so that nothing hides in it."""
    return json.dumps(document, indent=2)


def barred(text: str) -> str:
    """Return a quoted text for a reader: each line is code, behind a bar that it cannot leave.

    Four spaces make it literal where the text is shown as Markdown, so nothing in it becomes a
    link or an image.
    """
    return "\n".join(f"    | {line}" for line in plain(text).splitlines() or [""])
