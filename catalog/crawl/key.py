"""Name what a listing depends on, so that it is reused exactly as long as nothing changed."""

import hashlib
import hmac
import json
import shutil
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from catalog.server import Server, SourceKind

REVISION = 1
"""Raised when listings of the same server would come out differently than before."""
_PRIVATE = ("env", "headers", "secrets", "home_files", "launcher")
_IRRELEVANT = ("starter",)
_PIECE = 1 << 20


def listing_key(server: Server, sandbox: str = "", salt: bytes = b"") -> str:
    """Return the digest of all that the listing of `server` depends on.

    The key is published with the record, so values that may be credentials go in as a keyed
    hash: whoever does not have `salt` cannot try guesses against it.
    """
    public = {
        field.name: getattr(server, field.name)
        for field in fields(server)
        if field.name not in (*_PRIVATE, *_IRRELEVANT)
    }
    private = {name: value for name in _PRIVATE if (value := getattr(server, name))}
    for name, value in private.items():
        private[name] = dict(value) if not isinstance(value, str) else value
    hidden = hmac.new(salt, _canonical(private), hashlib.sha256).hexdigest() if private else ""
    parts = [REVISION, sandbox, public, hidden, list(_contents(server))]
    return hashlib.sha256(_canonical(parts)).hexdigest()


def is_reusable(server: Server) -> bool:
    """Tell whether an equal key means an equal listing.

    It does for an exact version of a package, a saved file, and a command whose program is a
    file that the key covers. What lies behind an address or `-m` may change unseen.
    """
    if server.source in (SourceKind.NPM, SourceKind.PYPI):
        return server.version is not None
    if server.source is SourceKind.SAVED:
        return True
    return server.source is SourceKind.COMMAND and any(
        not _is_binary(path) for path in _files(server)
    )


def _contents(server: Server) -> Iterator[str]:
    for path in _files(server):
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
        yield f"{path}:{digest.hexdigest()}"


def _files(server: Server) -> Iterator[Path]:
    if server.source is SourceKind.SAVED and server.path:
        named = [server.path]
    elif server.source is SourceKind.COMMAND:
        program = shutil.which(server.command or "")
        named = [*([program] if program else []), *server.args]
    else:
        return
    for text in named:
        path = Path(text)
        try:
            is_file = "\0" not in text and path.is_file()
        except OSError:
            continue
        if is_file:
            yield path


def _is_binary(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
