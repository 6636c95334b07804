"""The name that a client knows a server by: the one on a page is an example of it."""

import re
from collections.abc import Iterable
from itertools import count

_ORDINARY = re.compile(r"(?!.*__)[A-Za-z][A-Za-z0-9_-]*(?<!_)")
_LONGEST = 48
_APART = re.compile("[^A-Za-z0-9]+")
_FALLBACK = "server"


def client_name(server: str) -> str:
    """Return the name that formats are written for: that of the catalogue where all carry it.

    Any other is spelled with letters, digits and `-`: which name a client has for a server is
    up to its user, so nothing is lost. Of such names no format treats one unlike another.
    """
    if len(server) <= _LONGEST and _ORDINARY.fullmatch(server):
        return server
    plain = _APART.sub("-", server).strip("-")[:_LONGEST].strip("-")
    return plain if _ORDINARY.fullmatch(plain) else _FALLBACK


class Marks:
    """Names that stand for the server, a tool and any other tool until texts are cut at them."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Choose names that none of `texts` contains."""
        held = "\0".join(texts)
        self.number = next(at for at in count() if f"toolrisk-{at}-" not in held)
        self.server = f"toolrisk-{self.number}-server"
        self.tool = f"toolrisk-{self.number}-tool"
        self.other = f"toolrisk-{self.number}-other"
