"""Streamable HTTP endpoints of both eras, and what can go wrong below MCP."""

from collections.abc import Callable
from typing import Any

import pytest

from catalog.observation import Sandbox, Status

Start = Callable[[str], tuple[str, Callable[[], list[dict[str, Any]]]]]
Observe = Callable[..., Any]


@pytest.mark.parametrize(
    ("behaviour", "version"),
    [("legacy", "2025-06-18"), ("sse", "2025-06-18"), ("modern", "2026-07-28")],
)
def test_endpoints_of_both_eras_are_listed(
    endpoint: Start, observed_url: Observe, behaviour: str, version: str
) -> None:
    url, asked = endpoint(behaviour)
    seen = observed_url(url)
    assert (seen.status, seen.transport) == (Status.OK, "streamable-http")
    assert seen.sandbox is Sandbox.NOT_APPLICABLE
    assert (seen.facts.protocol_version, len(seen.tools)) == (version, 1)
    methods = {request["method"] for request in asked() if "method" in request}
    allowed = {"initialize", "notifications/initialized", "server/discover", "tools/list"}
    assert methods <= allowed


def test_headers_are_sent_and_the_version_is_named(endpoint: Start, observed_url: Observe) -> None:
    url, asked = endpoint("modern")
    observed_url(url, {"authorization": "Bearer abcd"})
    requests = asked()
    assert {request["authorization"] for request in requests} == {"Bearer abcd"}
    assert {request["mcp-protocol-version"] for request in requests} == {"2026-07-28"}


@pytest.mark.parametrize(
    ("behaviour", "status", "told"),
    [
        ("unauthorized", Status.AUTH_REQUIRED, "HTTP 401; it names Bearer resource_metadata="),
        ("forbidden", Status.AUTH_REQUIRED, "HTTP 403; it names no way"),
        ("missing", Status.INVALID, "HTTP 404"),
        ("broken", Status.UNREACHABLE, "HTTP 503"),
        ("html", Status.INVALID, "text/html"),
        ("elsewhere", Status.INVALID, "a redirect to http://192.0.2.1/mcp:"),
        ("circle", Status.INVALID, "a redirect to"),
        ("floods", Status.INVALID, "more than 8 MiB"),
        ("compressed", Status.INVALID, "compressed"),
    ],
)
def test_a_failure_tells_what_the_endpoint_did(
    endpoint: Start, observed_url: Observe, behaviour: str, *, status: Status, told: str
) -> None:
    url, _ = endpoint(behaviour)
    seen = observed_url(url)
    assert (seen.status, seen.tools) == (status, ())
    assert told in seen.reason


def test_a_redirect_within_the_endpoint_is_followed(endpoint: Start, observed_url: Observe) -> None:
    assert observed_url(endpoint("slash")[0]).status is Status.OK


def test_no_redirect_is_followed_without_end(endpoint: Start, observed_url: Observe) -> None:
    url, asked = endpoint("circle")
    observed_url(url)
    assert len(asked()) <= 2 * 4


def test_an_endpoint_that_hangs_runs_into_the_time_limit(
    endpoint: Start, observed_url: Observe
) -> None:
    seen = observed_url(endpoint("hangs")[0], time_limit=1)
    assert seen.status is Status.TIMED_OUT
    assert seen.duration < 3


def test_a_token_that_the_endpoint_repeats_is_not_told(
    endpoint: Start, observed_url: Observe
) -> None:
    url, _ = endpoint("unauthorized")
    seen = observed_url(url, {"x-key": "https://example.com/.well-known"})
    assert "example.com" not in seen.reason


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("http://127.0.0.1:1/mcp", Status.UNREACHABLE),
        ("http://no-such-host.invalid/", Status.UNREACHABLE),
        ("ftp://example.com/", Status.INVALID),
        ("http://[::1", Status.INVALID),
        ("mcp", Status.INVALID),
        ("", Status.INVALID),
    ],
)
def test_a_url_that_leads_nowhere_is_told(observed_url: Observe, url: str, status: Status) -> None:
    seen = observed_url(url)
    assert seen.status is status
    assert seen.reason
