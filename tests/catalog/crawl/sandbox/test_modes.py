"""How strictly a server is shut in where bubblewrap is missing or does not work."""

from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.crawl.sandbox import SandboxMode
from catalog.observation import Observation, Sandbox, Status

Observe = Callable[..., Observation]


@pytest.fixture
def broken(tmp_path: Path) -> str:
    """A bubblewrap that the system does not let work."""
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'No permissions to create a new namespace' >&2\nexit 1\n")
    program.chmod(0o755)
    return str(program)


def test_a_missing_sandbox_is_skipped_where_it_is_required(observed: Observe) -> None:
    seen = observed(
        "speaking.py", "legacy", sandbox=SandboxMode.REQUIRE, bubblewrap="no-such-program"
    )
    assert (seen.status, seen.tools) == (Status.SKIPPED, ())
    assert "no-such-program is not installed" in seen.reason
    assert "--sandbox=auto" in seen.reason


def test_a_sandbox_that_does_not_work_is_named(observed: Observe, broken: str) -> None:
    seen = observed("speaking.py", "legacy", sandbox=SandboxMode.REQUIRE, bubblewrap=broken)
    assert seen.status is Status.SKIPPED
    assert "No permissions to create a new namespace" in seen.reason


def test_limits_alone_are_told_with_the_reason(observed: Observe, broken: str) -> None:
    seen = observed("speaking.py", "legacy", sandbox=SandboxMode.AUTO, bubblewrap=broken)
    assert (seen.status, seen.sandbox) == (Status.OK, Sandbox.LIMITS)
    assert "limits only" in seen.warnings[0]
    assert "No permissions" in seen.warnings[0]


def test_off_means_limits_without_a_warning(observed: Observe) -> None:
    seen = observed("speaking.py", "legacy", sandbox=SandboxMode.OFF)
    assert (seen.sandbox, seen.warnings) == (Sandbox.LIMITS, ())


@pytest.mark.sandbox
def test_required_means_bubblewrap(observed: Observe) -> None:
    seen = observed("speaking.py", "legacy", sandbox=SandboxMode.REQUIRE)
    assert (seen.status, seen.sandbox) == (Status.OK, Sandbox.BUBBLEWRAP)


@pytest.mark.sandbox
def test_a_folder_that_is_roots_alone_is_still_shown(observed: Observe, tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o700)
    (folder / "note").write_text("inside")
    readable = (Path(__file__).resolve().parents[3] / "servers", folder)
    file = str(folder / "note")
    seen = observed("hostile.py", "read_files", file, process={"readable": readable})
    assert f"{file}=inside" in (seen.tools[0].description or "")
