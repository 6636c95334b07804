"""With `--offline` tools come from a published catalogue, and nothing is started or asked."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from catalog.build import build
from catalog.crawl.sandbox.bubblewrap import Style, usable_style
from catalog.errors import ScanError
from catalog.observation import Observation, Sandbox, Status
from catalog.scan.published import look_up, open_catalogue
from catalog.server import Server, SourceKind
from catalog.store import Store
from classifier import parse_definition

TOOLRISK = str(Path(sys.executable).with_name("toolrisk"))
ROOT = Path(__file__).resolve().parents[3]
MAIL = Server("mail", SourceKind.NPM, package="@acme/mail", version="1.2.0")
OLD = replace(MAIL, version="1.1.0")
WEB = Server("web", SourceKind.PYPI, package="Acme_Web", version="3.0")
NOTES = Server("notes", SourceKind.COMMAND, command="notes")


def observation(server: Server, *names: str) -> Observation:
    tools = [{"name": name, "inputSchema": {"type": "object"}} for name in names]
    return Observation(
        server=server.name,
        observed_at="2026-11-24T12:00:00Z",
        duration=0.5,
        status=Status.OK,
        reason="listed",
        transport="stdio",
        sandbox=Sandbox.BUBBLEWRAP,
        tools=tuple(parse_definition(tool) for tool in tools),
    )


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the build folder of a small catalogue."""
    folder = tmp_path_factory.mktemp("build")
    with Store(folder / "catalog.db") as store:
        store.record(OLD, observation(OLD, "send_mail"), "1")
        store.record(MAIL, observation(MAIL, "send_mail", "delete_mail"), "2")
        store.record(NOTES, observation(NOTES, "read_note"), "3")
        store.record(WEB, observation(WEB, "fetch_page"), "4")
        build(store, folder / "site")
    return folder


@pytest.fixture(params=["catalog.db", "site", "site/api/v1"])
def catalogue(request: pytest.FixtureRequest, published: Path) -> Path:
    """Return the catalogue in each of its forms."""
    found: Path = published / request.param
    return found


def names(catalogue: Path, server: Server) -> tuple[list[str], tuple[str, ...]]:
    seen, notes = look_up(open_catalogue(catalogue), server)
    return [tool.name for tool in seen.tools], notes


def test_exact_version_is_found_whatever_the_name(catalogue: Path) -> None:
    wanted = replace(MAIL, name="post")
    assert names(catalogue, wanted) == (["send_mail", "delete_mail"], ())


def test_another_version_is_found_and_said(catalogue: Path) -> None:
    found, (note,) = names(catalogue, replace(MAIL, version="9.0.0"))
    assert found == ["send_mail", "delete_mail"]
    assert note == "the catalogue knows version 1.2.0, the configuration names 9.0.0"
    assert "names no version" in names(catalogue, replace(MAIL, version=None))[1][0]


def test_record_knows_older_versions_too(published: Path) -> None:
    assert names(published / "catalog.db", OLD) == (["send_mail"], ())


def test_server_without_a_package_is_found_by_name_and_that_is_said(catalogue: Path) -> None:
    assert names(catalogue, NOTES) == (["read_note"], ("found in the catalogue by its name only",))


def test_a_command_is_found_by_the_package_it_may_start(catalogue: Path) -> None:
    web = Server("my web", SourceKind.COMMAND, command="python3", args=("-m", "acme_web"))
    found, (taken, version) = names(catalogue, web)
    assert found == ["fetch_page"]
    assert taken == "the module acme_web is taken for the package of that name"
    assert "names no version" in version


def test_a_package_of_another_server_is_never_taken_for_a_command(catalogue: Path) -> None:
    shell = Server("mail", SourceKind.COMMAND, command="bash", args=("-c", "a; b"))
    found, notes = names(catalogue, shell)
    assert found and notes == ("found in the catalogue by its name only",)


@pytest.mark.parametrize("written", ["acme_web", "Acme.Web", "acme-web"])
def test_a_package_is_found_however_it_is_written(catalogue: Path, written: str) -> None:
    wanted = replace(WEB, name="x", package=written)
    assert names(catalogue, wanted) == (["fetch_page"], ())


@pytest.mark.parametrize(
    "server",
    [
        replace(MAIL, package="@evil/mail"),
        replace(MAIL, source=SourceKind.PYPI),
        replace(NOTES, name="other"),
    ],
    ids=["package", "registry", "name"],
)
def test_unknown_server_is_unknown(catalogue: Path, server: Server) -> None:
    seen, _ = look_up(open_catalogue(catalogue), server)
    assert seen.status is Status.SKIPPED
    assert seen.tools == ()


def test_what_is_no_catalogue_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    with pytest.raises(ScanError, match="no record"):
        list(open_catalogue(tmp_path / "text").listings())
    with pytest.raises(ScanError, match="neither a record"):
        open_catalogue(tmp_path)


def test_a_catalogue_cannot_name_files_outside(published: Path, tmp_path: Path) -> None:
    api = tmp_path / "v1"
    api.mkdir()
    row = json.loads((published / "site/api/v1/servers.json").read_text())["result"][0]
    (api / "servers.json").write_text(json.dumps({"result": [row | {"document": "../../x.json"}]}))
    with pytest.raises(ScanError, match="outside"):
        list(open_catalogue(api).listings())


def test_record_is_read_where_nothing_can_be_written(published: Path, project: Any) -> None:
    before = sorted(path.name for path in published.iterdir())
    configure(project)
    assert project.scan(".mcp.json", "--offline", str(published / "catalog.db")).exit_code == 0
    assert sorted(path.name for path in published.iterdir()) == before


def configure(project: Any) -> None:
    mail = {"command": "npx", "args": ["-y", "@acme/mail@1.2.0"], "env": {"TOKEN": "canary-12345"}}
    project.configure(post=mail, notes={"command": "notes"})


def test_scan_offline_starts_nothing(published: Path, project: Any) -> None:
    configure(project)
    args = (".mcp.json", "--offline", str(published / "site"))
    servers = project.json(*args)["stacks"][0]["servers"]
    assert [len(server["tools"]) for server in servers] == [2, 1]
    assert project.scan(*args, "--fail-on", "high").exit_code == 1
    assert not project.cache.exists()


@pytest.mark.sandbox
def test_scan_offline_works_with_networking_removed(published: Path, project: Any) -> None:
    style = usable_style("bwrap")
    if not isinstance(style, Style):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(style)
    configure(project)
    scan = [TOOLRISK, "scan", ".mcp.json", "--json", "--offline", str(published / "catalog.db")]
    alone = ["bwrap", "--unshare-net", "--bind", "/", "/", "--dev", "/dev", "--proc", "/proc"]
    done = subprocess.run(
        [*alone, *scan], capture_output=True, text=True, timeout=60, check=False, cwd=project.folder
    )
    assert done.returncode == 0, done.stderr
    assert "canary" not in done.stdout + done.stderr
    with_network = project.json(".mcp.json", "--offline", str(published / "catalog.db"))
    assert digests(json.loads(done.stdout)) == digests(with_network)
    assert len(digests(with_network)) == 3


def digests(found: Any) -> list[str]:
    servers = found["stacks"][0]["servers"]
    return [tool["digest"] for server in servers for tool in server["tools"]]
