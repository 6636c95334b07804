"""Two small packages from the registries, installed and listed for real."""

import os
from pathlib import Path

import pytest

from catalog.crawl.attempt import AttemptSettings, attempt
from catalog.crawl.candidate import Candidate
from catalog.crawl.seeds import load_seeds
from catalog.crawl.settings import Settings
from catalog.crawl.sources import find_toolchain
from catalog.observation import Status
from catalog.paths import SEEDS


@pytest.mark.registry
@pytest.mark.parametrize(("name", "tools"), [("commands", 1), ("shell", 1)])
def test_package_is_installed_listed_and_removed(tmp_path: Path, name: str, tools: int) -> None:
    toolchain = find_toolchain(os.environ, tmp_path / "cache")
    (server,) = (server for server in load_seeds(SEEDS) if server.name == name)
    settings = AttemptSettings(toolchain, Settings(), tmp_path / "installs")
    observation = attempt(Candidate(server), settings).observation
    if observation.status in (Status.UNREACHABLE, Status.SKIPPED):
        pytest.skip(observation.reason)
    assert observation.status is Status.OK, observation.reason
    assert len(observation.tools) == tools
    assert observation.install_seconds is not None
    assert not list((tmp_path / "installs").glob("*/*"))
