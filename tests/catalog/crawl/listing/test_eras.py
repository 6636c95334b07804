"""Servers of both eras are listed, and only four methods are ever sent."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.crawl.sandbox import SandboxMode
from catalog.observation import Observation, Status

Observe = Callable[..., Observation]
ALLOWED = {"initialize", "notifications/initialized", "server/discover", "tools/list"}


@pytest.mark.parametrize("version", ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])
def test_each_version_with_a_handshake_is_negotiated(observed: Observe, version: str) -> None:
    seen = observed("speaking.py", "legacy", version)
    assert (seen.status, seen.facts.protocol_version) == (Status.OK, version)
    assert [tool.name for tool in seen.tools] == ["look"]


def test_what_a_server_says_about_itself_is_recorded(observed: Observe) -> None:
    facts = observed("speaking.py", "legacy").facts
    assert (facts.name, facts.title, facts.version) == ("speaking", "Speaking", "1.2.3")
    assert (facts.instructions, facts.capabilities) == ("Look first.", {"tools": {}})


def test_a_modern_server_is_discovered_with_its_cache_fields(observed: Observe) -> None:
    facts = observed("speaking.py", "modern").facts
    assert (facts.name, facts.protocol_version) == ("modern", "2026-07-28")
    assert (facts.ttl_ms, facts.cache_scope) == (60000, "public")


@pytest.mark.parametrize(
    ("behaviour", "version"),
    [
        ("speaks_both", "2026-07-28"),
        ("ignores_discover", "2025-11-25"),
        ("ends_at_discover", "2025-11-25"),
        ("hangs_at_discover", "2025-11-25"),
        ("modern_ends_at_initialize", "2026-07-28"),
    ],
)
def test_odd_answers_to_the_first_request_do_not_lose_a_server(
    observed: Observe, behaviour: str, version: str
) -> None:
    seen = observed("speaking.py", behaviour)
    assert (seen.status, seen.facts.protocol_version) == (Status.OK, version)
    assert ("started twice" in " ".join(seen.warnings)) == ("_at_" in behaviour)


def test_an_old_server_is_not_kept_waiting(observed: Observe) -> None:
    assert observed("speaking.py", "legacy").duration < 1.0 + 2.0


def test_a_server_of_a_later_era_is_named_as_such(observed: Observe) -> None:
    seen = observed("speaking.py", "future")
    assert (seen.status, seen.tools) == (Status.INVALID, ())
    assert "2031-01-01" in seen.reason


def test_an_unknown_version_is_listed_with_a_warning(observed: Observe) -> None:
    seen = observed("speaking.py", "legacy", "2023-01-01")
    assert seen.status is Status.OK
    assert "2023-01-01" in seen.warnings[0]


@pytest.mark.parametrize(
    "behaviour",
    ["legacy", "modern", "speaks_both", "ignores_discover", "hangs_at_discover", "asks_back"],
)
def test_nothing_but_the_listing_is_ever_sent(
    observed: Observe, tmp_path: Path, behaviour: str
) -> None:
    record = tmp_path / "record"
    env = {"RECORD": str(record)}
    observed("speaking.py", behaviour, process={"env": env}, sandbox=SandboxMode.OFF, time_limit=4)
    sent = [json.loads(line) for line in record.read_text().splitlines()]
    assert {message["method"] for message in sent if "method" in message} <= ALLOWED


def test_what_a_server_asks_of_its_client_is_declined(observed: Observe, tmp_path: Path) -> None:
    record = tmp_path / "record"
    env = {"RECORD": str(record)}
    seen = observed("speaking.py", "asks_back", process={"env": env}, sandbox=SandboxMode.OFF)
    answers = [json.loads(line) for line in record.read_text().splitlines()][-4:]
    assert seen.status is Status.OK
    told = {answer["id"]: answer.get("error", {}).get("code", "answered") for answer in answers}
    assert told == {"q0": "answered", "q1": -32601, "q2": -32601, "q3": -32601}
