"""An observation: one attempt to list the tools of one version of one server."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from classifier import Definition


class Status(StrEnum):
    """How the attempt ended; everything but OK says nothing about the risk of the server."""

    OK = "ok"
    AUTH_REQUIRED = "auth_required"
    UNREACHABLE = "unreachable"
    FAILED_TO_START = "failed_to_start"
    TIMED_OUT = "timed_out"
    INVALID = "invalid"
    SKIPPED = "skipped"


class Sandbox(StrEnum):
    """What stood around the server process while it listed."""

    BUBBLEWRAP = "bubblewrap"
    LIMITS = "limits"
    """Resource limits and a clean environment only."""
    NONE = "none"
    NOT_APPLICABLE = "not_applicable"
    """No process of ours: an HTTP endpoint or a saved file."""


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """What the server said about itself in `initialize` or `server/discover`."""

    name: str | None = None
    title: str | None = None
    version: str | None = None
    instructions: str | None = None
    capabilities: Mapping[str, Any] = field(default_factory=dict)
    protocol_version: str | None = None
    """Negotiated revision, such as `2025-11-25`."""
    ttl_ms: int | None = None
    """`ttlMs` of the `tools/list` result (2026-07-28), in milliseconds."""
    cache_scope: str | None = None
    """`cacheScope` of the `tools/list` result (2026-07-28): `public` or `private`."""

    def as_json(self) -> dict[str, Any]:
        """Return the facts as the record and the API write them."""
        return {
            "name": self.name,
            "title": self.title,
            "version": self.version,
            "instructions": self.instructions,
            "capabilities": dict(self.capabilities),
            "protocol_version": self.protocol_version,
            "ttl_ms": self.ttl_ms,
            "cache_scope": self.cache_scope,
        }


@dataclass(frozen=True, slots=True)
class Observation:
    """One attempt, successful or not. A server that fails is a value, never an exception."""

    server: str
    """Name of the server in the catalogue."""
    observed_at: str
    """Start of the attempt, UTC, as `2026-11-24T12:00:00Z`."""
    duration: float
    """Wall time of the listing in seconds, without the install."""
    status: Status
    reason: str
    """One sentence a person can act on; for OK what was listed."""
    transport: str
    """`stdio`, `streamable-http` or `file`."""
    sandbox: Sandbox
    facts: ServerFacts = ServerFacts()
    launch: Mapping[str, Any] = field(default_factory=dict)
    """What was started, as `Server.launch_facts` tells it."""
    warnings: tuple[str, ...] = ()
    """What was odd but did not stop the listing."""
    tools: tuple[Definition, ...] = ()
    """In the order of the server; duplicates of a name are kept."""
    install_seconds: float | None = None
    """Wall time of the install; None where nothing was installed."""

    def as_json(self) -> dict[str, Any]:
        """Return how the attempt went, without the tools it listed."""
        return {
            "observed_at": self.observed_at,
            "duration": self.duration,
            "install_seconds": self.install_seconds,
            "status": self.status.value,
            "reason": self.reason,
            "transport": self.transport,
            "sandbox": self.sandbox.value,
            "warnings": list(self.warnings),
            "launch": dict(self.launch),
            "facts": self.facts.as_json(),
        }
