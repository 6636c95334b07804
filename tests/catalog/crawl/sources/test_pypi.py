from dataclasses import replace
from pathlib import Path

import pytest

from catalog.crawl.children import Children
from catalog.crawl.sources.pypi import PypiSource, install_arguments, with_old_sdk
from catalog.crawl.sources.toolchain import Toolchain
from catalog.crawl.target import Process, Unavailable
from catalog.observation import Observation, Sandbox, Status
from catalog.server import Server, SourceKind

SERVER = Server(
    name="acme",
    source=SourceKind.PYPI,
    package="acme.mcp-server",
    version="1.2.3",
    command="acme-mcp",
    args=("--root", "{home}"),
    env={"KEY": "placeholder"},
)
FAKE_UV = """#!/bin/sh
echo "$@" >> called-with
case "$1 $2" in
  "python find") {find} ;;
  "venv --quiet") mkdir -p venv/bin && ln -s /usr/bin/env venv/bin/python ;;
  "pip install") {install} ;;
esac
"""
INSTALLS = (
    "touch venv/bin/acme-mcp && chmod +x venv/bin/acme-mcp"
    " && mkdir -p venv/lib/python3.11/site-packages/acme_mcp_server-1.2.3.dist-info"
)


def source(tmp_path: Path, *, install: str = INSTALLS, find: str = "exit 2") -> PypiSource:
    uv = tmp_path / "uv"
    uv.write_text(FAKE_UV.format(install=install, find=find), encoding="utf-8")
    uv.chmod(0o755)
    toolchain = Toolchain(
        cache=tmp_path / "cache",
        environment={"PATH": "/usr/bin:/bin"},
        home=tmp_path / "home",
        uv=uv,
        time_limit=20,
    )
    return PypiSource(toolchain, Children())


def test_install_takes_wheels_of_the_exact_version_only() -> None:
    arguments = install_arguments(SERVER)
    assert arguments[-2:] == ("--", "acme.mcp-server==1.2.3")
    assert {"--only-binary=:all:", "--compile-bytecode", "--link-mode=hardlink"} < set(arguments)


def test_server_runs_from_its_own_environment(tmp_path: Path) -> None:
    work = tmp_path / "w"
    target = source(tmp_path).prepare(SERVER, work)
    assert isinstance(target, Process)
    assert target.argv == (f"{work}/venv/bin/acme-mcp", "--root", "{home}")
    assert target.env["PYTHONHASHSEED"] == "0"
    assert target.env["KEY"] == "placeholder"
    assert target.version == "1.2.3"


FAILURES = {
    "offline": (
        "echo 'error sending request for url'; exit 1",
        Status.UNREACHABLE,
        "does not answer",
    ),
    "untrusted": (
        "echo 'error sending request: invalid peer certificate: UnknownIssuer'; exit 1",
        Status.UNREACHABLE,
        "SSL_CERT_FILE",
    ),
    "sources only": ("echo 'has no usable wheels'; exit 1", Status.SKIPPED, "no wheel"),
    "broken": ("echo odd; exit 1", Status.FAILED_TO_START, "odd"),
    "no command": ("touch venv/bin/other", Status.FAILED_TO_START, "other"),
}


@pytest.mark.parametrize(("install", "status", "told"), FAILURES.values(), ids=FAILURES.keys())
def test_failed_install_is_a_value(tmp_path: Path, install: str, status: Status, told: str) -> None:
    target = source(tmp_path, install=install).prepare(SERVER, tmp_path / "w")
    assert isinstance(target, Unavailable)
    assert target.status is status
    assert target.offline is (status is Status.UNREACHABLE)
    assert told in target.reason


def test_missing_python_is_a_skip_and_nothing_is_downloaded(tmp_path: Path) -> None:
    target = source(tmp_path).prepare(replace(SERVER, python="3.14"), tmp_path / "w")
    assert isinstance(target, Unavailable)
    assert target.status is Status.SKIPPED
    assert "Python 3.14" in target.reason
    assert "pip install" not in (tmp_path / "w" / "called-with").read_text()


def test_newer_python_is_taken_where_it_is_installed(tmp_path: Path) -> None:
    made = source(tmp_path, find="echo /usr/bin/env")
    made.prepare(replace(SERVER, python="3.12"), tmp_path / "w")
    assert "--python /usr/bin/env" in (tmp_path / "w" / "called-with").read_text()


def observed(status: Status) -> Observation:
    return Observation(
        server="acme",
        observed_at="2026-11-24T12:00:00Z",
        duration=1.0,
        status=status,
        reason="",
        transport="stdio",
        sandbox=Sandbox.NONE,
    )


SECOND_TRIES = {
    "crashed on the new SDK": ("mcp-2.3.0", (), Status.FAILED_TO_START, True),
    "listed": ("mcp-2.3.0", (), Status.OK, False),
    "timed out": ("mcp-2.3.0", (), Status.TIMED_OUT, False),
    "has the old SDK": ("mcp-1.9.0", (), Status.FAILED_TO_START, False),
    "is held back already": ("mcp-2.3.0", ("mcp<2",), Status.FAILED_TO_START, False),
}


@pytest.mark.parametrize(
    ("sdk", "constraints", "status", "wanted"), SECOND_TRIES.values(), ids=SECOND_TRIES.keys()
)
def test_old_server_gets_a_second_try_with_the_old_sdk(
    tmp_path: Path, sdk: str, constraints: tuple[str, ...], status: Status, wanted: bool
) -> None:
    (tmp_path / "venv/lib/python3.11/site-packages" / f"{sdk}.dist-info").mkdir(parents=True)
    server = replace(SERVER, pip_constraints=constraints)
    again = with_old_sdk(server, observed(status), tmp_path)
    assert (again is not None) is wanted
    assert again is None or again.pip_constraints == ("mcp<2",)
