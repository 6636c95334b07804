"""Servers that fail do so as a status with a reason a person can act on."""

from collections.abc import Callable

import pytest

from catalog.crawl.sandbox import Limits, SandboxMode
from catalog.observation import Observation, Status

Observe = Callable[..., Observation]


@pytest.mark.parametrize(
    ("args", "status", "told"),
    [
        (("ends", "0"), Status.FAILED_TO_START, "exit code 0"),
        (("ends", "4", "no such module"), Status.FAILED_TO_START, "code 4 before it listed"),
        (("ends", "4", "no such module"), Status.FAILED_TO_START, "no such module"),
        (("ends", "1", "GITHUB_TOKEN is required"), Status.AUTH_REQUIRED, "GITHUB_TOKEN"),
        (("ends", "1", "Missing API key"), Status.AUTH_REQUIRED, "Missing API key"),
        (("flood", "stdout"), Status.INVALID, "MiB on standard output"),
        (("flood", "stderr"), Status.INVALID, "MiB on standard error"),
        (("flood_lines",), Status.INVALID, "more than 2000 lines"),
        (("flood_messages",), Status.INVALID, "more than 2000 lines"),
        (("fork_endlessly",), Status.INVALID, "more than 40 processes"),
        (("take_memory", "150", "4"), Status.INVALID, "more than 300 MiB of memory"),
        (("take_memory", "400"), Status.FAILED_TO_START, "MemoryError"),
    ],
    ids=lambda value: "-".join(value[:2]) if isinstance(value, tuple) else None,
)
@pytest.mark.sandbox
def test_the_reason_names_the_cause(
    observed: Observe, args: tuple[str, ...], status: Status, told: str
) -> None:
    seen = observed("hostile.py", *args)
    assert seen.status is status
    assert told in seen.reason
    assert seen.tools == ()


@pytest.mark.parametrize(
    ("harm", "status"),
    [
        ("silent", Status.TIMED_OUT),
        ("ignores_signals", Status.TIMED_OUT),
        ("garbage", Status.INVALID),
    ],
)
def test_the_time_limit_holds(observed: Observe, harm: str, status: Status) -> None:
    seen = observed("hostile.py", harm, time_limit=1.5)
    assert seen.status is status
    assert seen.duration < 4


def test_a_server_that_closes_its_output_is_not_waited_for(observed: Observe) -> None:
    seen = observed("hostile.py", "closes_pipes", sandbox=SandboxMode.OFF)
    assert seen.status is Status.FAILED_TO_START
    assert "closed its standard output" in seen.reason


def test_cpu_time_is_limited(observed: Observe) -> None:
    seen = observed("hostile.py", "burn", limits=Limits(cpu_seconds=1), time_limit=25)
    assert seen.status is Status.FAILED_TO_START
    assert "SIGKILL" in seen.reason or "SIGXCPU" in seen.reason


def test_no_reason_gives_away_a_value_of_the_environment(observed: Observe) -> None:
    env = {"KEY": "hunter2-secret"}
    words = ("ends", "1", "cannot log in with hunter2-secret\x1b[31m\u202e at example.com")
    seen = observed("hostile.py", *words, process={"env": env})
    assert "cannot log in with [redacted] at example.com" in seen.reason
    assert "hunter2" not in repr(seen)


@pytest.mark.parametrize(
    ("process", "told"),
    [
        ({"home_files": {"../escaped": "x"}}, "outside the private home"),
        ({"home_files": {"/etc/escaped": "x"}}, "outside the private home"),
        ({"home_files": {"a/../../b": "x"}}, "outside the private home"),
        ({"home_files": {"a": "x", "a/b": "y"}}, "cannot be written"),
        ({"env": {"A\0--bind": "x"}}, "cannot be passed on"),
        ({"env": {"A": "x\0--bind\0/\0/"}}, "cannot be passed on"),
        ({"env": {"A=B": "x"}}, "name of an environment variable"),
    ],
)
def test_a_launch_that_would_escape_is_refused(
    observed: Observe, process: dict[str, object], told: str
) -> None:
    seen = observed("speaking.py", "legacy", process=process)
    assert seen.status is Status.FAILED_TO_START
    assert told in seen.reason
