"""Turn any name into a URL path and back: stable, free of collisions, reversible.

Lower-case ASCII letters, digits, `-` and `_` stand for themselves. An upper-case letter is
`~` and its lower-case form, so names that differ by case only stay apart on file systems
that fold case. Any other ASCII character is `~0` and two hex digits, any further code point
`~1` and four base-36 digits. The empty name is `~`. What is longer than one path segment
may be goes on in the next. The n-th tool of one server that repeats a name (n ≥ 2) has the
suffix `~-n`.
"""

import hashlib
import re

SEGMENT = 180
"""Longest path segment in characters; file systems allow 255 bytes."""
LONGEST = 3000
"""Longest reversible slug in characters; PATH_MAX is 4,096 bytes."""

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_CODED = re.compile(r"([a-z0-9_-])|~([a-z])|~0([0-7][0-9a-f])|~1([0-9a-z]{4})")
_OCCURRENCE = re.compile(r"~-([1-9][0-9]*)\Z")


def slug(name: str, occurrence: int = 1) -> str:
    """Return the path of `name`; `occurrence` counts equal names within one server from 1.

    A name whose slug would pass `LONGEST` becomes `~_` and the SHA-256 of the name: still
    free of collisions, but to be looked up rather than reversed.
    """
    coded = "".join(_coded(char) for char in name) or "~"
    if len(coded) > LONGEST:
        coded = _digest(name)
    if occurrence > 1:
        coded += f"~-{occurrence}"
    return "/".join(coded[at : at + SEGMENT] for at in range(0, len(coded), SEGMENT))


def server_slug(server: str) -> str:
    """Return the one path segment that stands for a server; a longer name goes by its digest.

    One segment, because the tools of a server lie below it: of two names that share a first
    segment, one could otherwise reach into the other's folder.
    """
    path = slug(server)
    return path if len(path) <= SEGMENT else _digest(server)


def server_page(server: str) -> str:
    """Return the site-relative path of the page of a server."""
    return f"servers/{server_slug(server)}/"


def tool_page(server: str, name: str, occurrence: int = 1) -> str:
    """Return the site-relative path of the page of a tool."""
    return f"tools/{server_slug(server)}/{slug(name, occurrence)}/"


def unslug(path: str) -> tuple[str, int]:
    """Return the name and the occurrence that `slug` made `path` from.

    Raises:
        ValueError: `path` is no slug, or one that stands for a name by its digest.
    """
    coded = path.replace("/", "")
    occurrence = 1
    if suffix := _OCCURRENCE.search(coded):
        occurrence, coded = int(suffix[1]), coded[: suffix.start()]
    if coded == "~":
        return "", occurrence
    name = ""
    at = 0
    while at < len(coded):
        match = _CODED.match(coded, at)
        if match is None:
            raise ValueError(f"{path!r} is no slug: unexpected {coded[at]!r} at {at}")
        plain, upper, hexed, wide = match.groups()
        name += plain or (upper and upper.upper()) or chr(int(hexed or wide, 16 if hexed else 36))
        at = match.end()
    return name, occurrence


def _digest(name: str) -> str:
    return f"~_{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _coded(char: str) -> str:
    if char.isascii():
        if char.islower() or char.isdigit() or char in "-_":
            return char
        return f"~{char.lower()}" if char.isupper() else f"~0{ord(char):02x}"
    digits, rest = "", ord(char)
    for _ in range(4):
        rest, digit = divmod(rest, 36)
        digits = _BASE36[digit] + digits
    return f"~1{digits}"
