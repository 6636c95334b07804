import json
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.crawl.children import Children
from catalog.crawl.sources.npm import NpmSource, install_argv
from catalog.crawl.sources.toolchain import Toolchain
from catalog.crawl.target import Process, Unavailable
from catalog.observation import Status
from catalog.server import Server, SourceKind

SERVER = Server(
    name="acme",
    source=SourceKind.NPM,
    package="@acme/mcp",
    version="1.2.3",
    command="acme-mcp",
    args=("--root", "{home}", "{package}/data", "; rm -rf /", "--token=${key}"),
    env={"KEY": "${key}", "HOME_DIR": "{home}"},
    secrets={"key": "t0p-s3cret"},
)
FAKE_NPM = """#!/bin/sh
echo "$@" > called-with
env > environment
{body}
"""


@pytest.fixture
def toolchain(tmp_path: Path) -> Toolchain:
    node = tmp_path / "tools" / "node"
    return Toolchain(
        cache=tmp_path / "cache",
        environment={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path / "cache" / "home")},
        home=tmp_path / "home",
        node=node,
        npm=tmp_path / "tools" / "npm",
        time_limit=20,
    )


def source(toolchain: Toolchain, body: str) -> NpmSource:
    assert toolchain.npm is not None
    toolchain.npm.parent.mkdir(exist_ok=True)
    toolchain.npm.write_text(FAKE_NPM.format(body=body), encoding="utf-8")
    toolchain.npm.chmod(0o755)
    return NpmSource(toolchain, Children())


def installing(bins: object, package: str = "@acme/mcp") -> str:
    manifest = json.dumps({"bin": bins, "version": "1.2.3"})
    folder = f"node_modules/{package}"
    return f"mkdir -p {folder} && printf '%s' '{manifest}' > {folder}/package.json"


def test_install_is_exact_and_runs_no_scripts(toolchain: Toolchain, tmp_path: Path) -> None:
    argv = install_argv(toolchain, SERVER, tmp_path / "w")
    assert argv[-2:] == ("--", "@acme/mcp@1.2.3")
    assert {"--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"} < set(argv)
    assert f"--cache={toolchain.cache}/npm" in argv


def test_placeholders_are_filled_and_the_home_is_left_to_the_sandbox(
    toolchain: Toolchain, tmp_path: Path
) -> None:
    work = tmp_path / "w"
    target = source(toolchain, installing({"acme-mcp": "x.js", "other": "y.js"})).prepare(
        SERVER, work
    )
    assert isinstance(target, Process)
    assert target.argv == (
        f"{work}/node_modules/.bin/acme-mcp",
        "--root",
        "{home}",
        f"{work}/data",
        "; rm -rf /",
        "--token=t0p-s3cret",
    )
    assert target.env == {"KEY": "t0p-s3cret", "HOME_DIR": "{home}"}
    assert work in target.readable
    assert target.writable == ()
    assert target.version == "1.2.3"


COMMANDS = {
    "single": ({"serve": "x.js"}, None, "serve"),
    "named as the package": ({"mcp": "x.js", "other": "y.js"}, None, "mcp"),
    "one file": ("x.js", None, "mcp"),
    "named": ({"a": "x.js", "b": "y.js"}, "b", "b"),
}


@pytest.mark.parametrize(("bins", "command", "found"), COMMANDS.values(), ids=COMMANDS.keys())
def test_command_of_a_package_is_found(
    toolchain: Toolchain, tmp_path: Path, bins: object, command: str | None, found: str
) -> None:
    server = replace(SERVER, command=command)
    target = source(toolchain, installing(bins)).prepare(server, tmp_path / "w")
    assert isinstance(target, Process)
    assert Path(target.argv[0]).name == found


def test_launcher_is_started_by_node(toolchain: Toolchain, tmp_path: Path) -> None:
    server = replace(SERVER, command="node", args=("{package}/launch.mjs",), launcher="await 1;")
    work = tmp_path / "w"
    target = source(toolchain, installing({})).prepare(server, work)
    assert isinstance(target, Process)
    assert target.argv == (str(toolchain.node), f"{work}/launch.mjs")
    assert (work / "launch.mjs").read_text() == "await 1;"


FAILURES = {
    "offline": (
        "echo npm error code ENOTFOUND; exit 1",
        Status.UNREACHABLE,
        True,
        "does not answer",
    ),
    "no such version": (
        "echo npm error code ETARGET; exit 1",
        Status.FAILED_TO_START,
        False,
        "1.2.3",
    ),
    "broken": ("echo odd https://a:b@example.com; exit 1", Status.FAILED_TO_START, False, "odd"),
    "slow": ("sleep 30", Status.TIMED_OUT, False, "longer than"),
    "no command": (installing({"a": "x", "b": "y"}), Status.FAILED_TO_START, False, "a, b"),
}


@pytest.mark.parametrize(
    ("body", "status", "offline", "told"), FAILURES.values(), ids=FAILURES.keys()
)
def test_failed_install_is_a_value(
    toolchain: Toolchain, tmp_path: Path, body: str, status: Status, offline: bool, told: str
) -> None:
    made = source(replace(toolchain, time_limit=2), body)
    target = made.prepare(SERVER, tmp_path / "w")
    assert isinstance(target, Unavailable)
    assert (target.status, target.offline) == (status, offline)
    assert told in target.reason
    assert "a:b@" not in target.reason


def test_missing_node_is_a_skip_with_the_remedy(toolchain: Toolchain, tmp_path: Path) -> None:
    made = NpmSource(replace(toolchain, npm=None), Children())
    target = made.prepare(SERVER, tmp_path / "w")
    assert isinstance(target, Unavailable)
    assert target.status is Status.SKIPPED
    assert "Node.js 20" in target.reason


def test_hostile_package_name_never_reaches_npm(toolchain: Toolchain, tmp_path: Path) -> None:
    made = source(toolchain, "exit 9")
    for package in ("--global", "../x", "a b", "$(id)", "x;y", "git+https://example.com/x"):
        target = made.prepare(replace(SERVER, package=package), tmp_path / "w")
        assert isinstance(target, Unavailable)
        assert target.status is Status.SKIPPED
    assert not (tmp_path / "w").exists()


def test_cleanup_removes_the_install(toolchain: Toolchain, tmp_path: Path) -> None:
    made = source(toolchain, installing({"acme-mcp": "x"}))
    made.prepare(SERVER, tmp_path / "w")
    made.cleanup(SERVER, tmp_path / "w")
    assert not (tmp_path / "w").exists()
