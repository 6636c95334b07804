"""Put facts into words: lists, counts, and names that any string can be."""

from collections.abc import Sequence

LONGEST_LABEL = 80
"""Characters of a declared name that a sentence repeats; pages show the whole name elsewhere."""


def label(name: str, *, blank: str = "the tool with a blank name") -> str:
    """Return `name` as sentences call it: shortened where long, a phrase where blank."""
    return shortened(name, LONGEST_LABEL) if name.strip() else blank


def shortened(text: str, longest: int) -> str:
    """Return `text`, cut with an ellipsis where it has more than `longest` characters."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def listed(parts: Sequence[str], word: str = "and") -> str:
    """Join parts as in `a, b and c`, or by another word before the last."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def first_few(names: Sequence[str], most: int) -> str:
    """Name at most `most` and count the rest: `a, b and 3 more`."""
    if len(names) <= most:
        return listed([label(name, blank="one with a blank name") for name in names])
    shown = [label(name, blank="one with a blank name") for name in names[:most]]
    return listed([*shown, f"{len(names) - most} more"])


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """Write a number with its noun: `1 tool`, `3 tools`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def sentence(text: str) -> str:
    """Return `text` with a full stop; a name at its start keeps its case."""
    return text if text.endswith((".", "!", "?", "”")) else text + "."
