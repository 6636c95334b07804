"""The shared cases of commands as Python reads them; the browser runs the same file."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog.crawl.importers.launch import UnknownPackageError, package_launch
from catalog.crawl.importers.naming import name_launch

FILE = Path(__file__).parents[3] / "vectors" / "launches.yaml"
CASES: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))


def words_of(case: dict[str, Any]) -> list[str]:
    words: list[str] = case.get("words") or case["line"].split()
    return words


NAMES = [" ".join(words_of(case)) for case in CASES]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_a_command_is_known_by_what_it_starts(case: dict[str, Any]) -> None:
    command, *args = words_of(case)
    named = name_launch(command, args)
    assert named.keys == tuple(case.get("keys", ()))
    assert named.version == case.get("version")
    assert bool(named.taken) is ("taken" in case) and case.get("taken", "") in named.taken
    assert bool(named.why) is ("why" in case) and case.get("why", "") in named.why


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_only_what_a_runner_names_is_installed(case: dict[str, Any]) -> None:
    command, *args = words_of(case)
    if "refused" in case:
        with pytest.raises(UnknownPackageError, match=case["refused"]):
            package_launch(command, args)
        return
    launch = package_launch(command, args)
    found = launch and [
        launch.source.value,
        launch.package,
        launch.version,
        launch.command,
        list(launch.args),
        list(launch.settings),
    ]
    wanted = case.get("launch")
    assert found == (wanted and [*wanted, []][:6])


def test_the_cases_reach_every_outcome() -> None:
    for key in ("launch", "refused", "taken", "why", "version", "keys"):
        assert any(key in case for case in CASES)
