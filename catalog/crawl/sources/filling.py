"""Fill the placeholders of a server: `{package}` and, at the very last, `${NAME}` secrets."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from catalog.server import Server

_SECRET = re.compile(r"\$\{([^{}$]+)\}")


def fill(text: str, server: Server, package: Path | None = None) -> str:
    """Return `text` with the install folder and the secrets of `server` in place.

    `{home}` stays: the sandbox knows the private home. A name without a secret stays too.
    """
    if package is not None:
        text = text.replace("{package}", str(package))
    return _SECRET.sub(lambda match: server.secrets.get(match[1], match[0]), text)


def fill_all(texts: Iterable[str], server: Server, package: Path | None = None) -> tuple[str, ...]:
    """Return every text filled."""
    return tuple(fill(text, server, package) for text in texts)


def fill_values(
    texts: Mapping[str, str], server: Server, package: Path | None = None
) -> dict[str, str]:
    """Return the mapping with every value filled."""
    return {name: fill(text, server, package) for name, text in texts.items()}
