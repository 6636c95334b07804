"""Read the digests that a lock file notes for the tools of a server."""

import json
from collections.abc import Mapping
from typing import Any

VERSION = 1


class LockError(Exception):
    """A lock file cannot be used; the message says why and what to do."""


def read_lock(text: str, server: str | None) -> Mapping[str, str]:
    """Return the digests by tool that a lock file notes for `server`; None: for its only server.

    The file is JSON: `{"version": 1, "servers": {NAME: {"tools": {TOOL: {"digest": …}}}}}`.

    Raises:
        LockError: the text is no lock file, or does not tell which server is meant.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LockError(f"no JSON that can be read: {error}") from error
    servers = document.get("servers") if isinstance(document, Mapping) else None
    if not isinstance(servers, Mapping) or document.get("version") != VERSION:
        raise LockError(f"no lock file of version {VERSION}; write it anew")
    if server is None:
        if len(servers) != 1:
            raise LockError(f"it notes {len(servers)} servers; name one of them")
        server = next(iter(servers))
    if server not in servers:
        raise LockError(f"it does not note the server “{server}”; write it anew")
    return _digests(servers[server])


def _digests(entry: Any) -> dict[str, str]:
    tools = entry.get("tools") if isinstance(entry, Mapping) else None
    if not isinstance(tools, Mapping):
        raise LockError("the server has no “tools”; write the lock file anew")
    return {tool: _noted(tool, noted) for tool, noted in tools.items()}


def _noted(tool: str, noted: object) -> str:
    digest = noted.get("digest") if isinstance(noted, Mapping) else None
    if not isinstance(digest, str):
        raise LockError(f"“{tool}” has no digest; write the lock file anew")
    return digest
