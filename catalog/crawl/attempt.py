"""One attempt at one server: prepare it, list it, clean up; the outcome is always a value."""

import hashlib
import logging
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from catalog.crawl.candidate import Candidate
from catalog.crawl.children import Children
from catalog.crawl.key import listing_key
from catalog.crawl.observe import observe
from catalog.crawl.settings import Settings
from catalog.crawl.sources import Toolchain, source_of
from catalog.crawl.sources.pypi import OLD_SDK, with_old_sdk
from catalog.crawl.target import Process, Source, Target, Unavailable
from catalog.observation import Observation, Sandbox, Status
from catalog.server import Server, SourceKind

logger = logging.getLogger(__name__)

CHILDREN = Children()
"""What the attempts of this process have running; an interrupted crawl ends it."""
_TRANSPORTS = {SourceKind.HTTP: "streamable-http", SourceKind.SAVED: "file"}


@dataclass(frozen=True, slots=True)
class AttemptSettings:
    """What every attempt of one crawl is made with; travels to other machines as it is."""

    toolchain: Toolchain
    listing: Settings
    workspace: Path
    """Folder for installs, one below it for each server."""
    keep_installs: bool = False
    salt: bytes = b""
    """Keeps credentials out of listing keys; see `listing_key`."""

    def key(self, server: Server) -> str:
        """Return the listing key of `server` under these settings."""
        return listing_key(server, self.listing.sandbox.value, self.salt)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one server of a crawl ended."""

    server: Server
    observation: Observation
    key: str
    is_cached: bool = False
    """True where an earlier listing under the same key was taken."""
    is_offline: bool = False
    """True where a package registry did not answer."""


def attempt(candidate: Candidate, settings: AttemptSettings) -> Outcome:
    """Observe one server; nothing it does is raised here."""
    server = candidate.server
    workspace = settings.workspace / _folder(server.name)
    source = source_of(server.source, settings.toolchain, CHILDREN)
    try:
        source.cleanup(server, workspace)
        return _observed(candidate, source, workspace, settings)
    except Exception as error:
        logger.exception("%s: the attempt itself failed", server.name)
        reason = f"toolrisk failed on this server ({type(error).__name__}: {error}); report it"
        return refused(server, Unavailable(Status.FAILED_TO_START, reason), settings)
    finally:
        if not settings.keep_installs:
            source.cleanup(server, workspace)


def refused(server: Server, refusal: Unavailable, settings: AttemptSettings) -> Outcome:
    """Return the outcome of a server that has nothing to list."""
    observation = Observation(
        server=server.name,
        observed_at=_now(),
        duration=0.0,
        status=refusal.status,
        reason=refusal.reason,
        transport=_TRANSPORTS.get(server.source, "stdio"),
        sandbox=Sandbox.NOT_APPLICABLE,
        launch=server.launch_facts(),
    )
    return Outcome(server, observation, settings.key(server), is_offline=refusal.offline)


def _observed(
    candidate: Candidate, source: Source, workspace: Path, settings: AttemptSettings
) -> Outcome:
    target = candidate.refusal or source.prepare(candidate.server, workspace)
    first = _listed(candidate.server, target, settings)
    older = with_old_sdk(first.server, first.observation, workspace)
    if older is None:
        return first
    source.cleanup(older, workspace)
    second = _listed(older, source.prepare(older, workspace), settings)
    if second.observation.status is not Status.OK:
        return first
    warning = f"does not start with version 2 of the mcp package; listed with {OLD_SDK}"
    observation = replace(second.observation, warnings=(*second.observation.warnings, warning))
    return replace(first, observation=observation)


def _listed(server: Server, target: Target, settings: AttemptSettings) -> Outcome:
    if isinstance(target, Unavailable):
        return refused(server, target, settings)
    if isinstance(target, Process) and server.version is None:
        server = replace(server, version=target.version)
    observation = CHILDREN.listen(observe(server, target, settings.listing, observed_at=_now()))
    return Outcome(server, observation, settings.key(server))


def _folder(name: str) -> str:
    readable = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
    return f"{readable}-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
