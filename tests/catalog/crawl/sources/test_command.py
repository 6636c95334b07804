import os
from pathlib import Path

import pytest

from catalog.crawl.sources.command import CommandSource
from catalog.crawl.sources.toolchain import Toolchain
from catalog.crawl.target import Process, Unavailable
from catalog.observation import Status
from catalog.server import Server, SourceKind


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for folder in (".local/bin", "project/dist", "project/.git", ".ssh"):
        (tmp_path / folder).mkdir(parents=True)
    for program in (".local/bin/serve", "project/dist/index.js"):
        (tmp_path / program).touch(mode=0o755)
    return tmp_path


def prepare(home: Path, command: str, *args: str) -> Process | Unavailable:
    toolchain = Toolchain(
        cache=home / "cache",
        environment={},
        home=home,
        search=(home / ".local" / "bin", *map(Path, os.defpath.split(":"))),
    )
    server = Server(name="a", source=SourceKind.COMMAND, command=command, args=args)
    target = CommandSource(toolchain).prepare(server, home / "w")
    assert isinstance(target, Process | Unavailable)
    return target


def test_folder_of_the_program_is_readable_and_the_home_is_not(home: Path) -> None:
    target = prepare(home, "serve")
    assert isinstance(target, Process)
    assert target.argv == (str(home / ".local/bin/serve"),)
    assert target.readable == (home / ".local/bin",)


def test_project_of_a_script_is_readable(home: Path) -> None:
    target = prepare(home, "env", str(home / "project/dist/index.js"))
    assert isinstance(target, Process)
    assert home / "project" in target.readable
    assert home not in target.readable


def test_a_file_in_the_home_is_readable_by_itself(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(home))
    (home / "settings.json").touch()
    target = prepare(home, "env", str(home / "settings.json"))
    assert isinstance(target, Process)
    assert home / "settings.json" in target.readable
    assert home not in target.readable


def test_project_installed_in_place_is_readable(home: Path) -> None:
    packages = home / "env/lib/python3.11/site-packages"
    packages.mkdir(parents=True)
    (packages / "acme.pth").write_text(f"{home}/project\nimport os\n{home}\n", encoding="utf-8")
    (home / "env/bin").mkdir()
    (home / "env/pyvenv.cfg").touch()
    (home / "env/bin/python").touch(mode=0o755)
    target = prepare(home, str(home / "env/bin/python"), "-m", "acme")
    assert isinstance(target, Process)
    assert target.readable == (home / "env/bin", home / "env", home / "project")


def test_home_as_an_argument_does_not_become_readable(home: Path) -> None:
    target = prepare(home, "env", str(home), "/")
    assert isinstance(target, Process)
    assert not {home, Path("/")} & set(target.readable)


REFUSED = {
    "missing": ("no-such-program", Status.FAILED_TO_START, "not on PATH"),
    "container": ("docker", Status.SKIPPED, "container"),
}


@pytest.mark.parametrize(("command", "status", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_unusable_command_is_a_value(home: Path, command: str, status: Status, told: str) -> None:
    target = prepare(home, command)
    assert isinstance(target, Unavailable)
    assert target.status is status
    assert told in target.reason
