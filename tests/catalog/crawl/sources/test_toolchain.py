from pathlib import Path

import pytest

from catalog.crawl.sources.reachability import answers
from catalog.crawl.sources.toolchain import Toolchain, find_toolchain
from catalog.server import SourceKind


def tool(folder: Path, name: str, body: str) -> None:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def find(tmp_path: Path, **environ: str) -> Toolchain:
    environ = {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path), **environ}
    return find_toolchain(environ, tmp_path / "cache")


NODES = {
    "new": ("echo v22.1.0", True),
    "old": ("echo v18.20.0", False),
    "broken": ("exit 1", False),
}


@pytest.mark.parametrize(("body", "usable"), NODES.values(), ids=NODES.keys())
def test_node_has_to_be_new_enough(tmp_path: Path, body: str, usable: bool) -> None:
    tool(tmp_path / "bin", "node", body)
    tool(tmp_path / "bin", "npm", "exit 0")
    found = find(tmp_path)
    assert (found.node is not None, found.npm is not None) == (usable, usable)


def test_node_without_npm_is_none(tmp_path: Path) -> None:
    tool(tmp_path / "bin", "node", "echo v22.1.0")
    assert find(tmp_path).node is None


def test_installers_see_the_way_to_a_registry_and_no_credentials(tmp_path: Path) -> None:
    found = find(tmp_path, HTTPS_PROXY="http://proxy:1", GITHUB_TOKEN="x", NPM_TOKEN="x")
    assert found.environment["HTTPS_PROXY"] == "http://proxy:1"
    assert found.environment["HOME"] == str(tmp_path / "cache" / "home")
    assert not {"GITHUB_TOKEN", "NPM_TOKEN"} & found.environment.keys()


def test_installed_versions_of_pyenv_are_searched_and_its_shims_are_not(tmp_path: Path) -> None:
    (tmp_path / ".pyenv/versions/3.13.0/bin").mkdir(parents=True)
    found = find(tmp_path, PATH=f"{tmp_path}/.pyenv/shims:/bin")
    assert found.search == (Path("/bin"), tmp_path / ".pyenv/versions/3.13.0/bin")


def test_silent_registry_does_not_answer(tmp_path: Path) -> None:
    toolchain = find(tmp_path, NPM_CONFIG_REGISTRY="http://127.0.0.1:9/")
    assert not answers(SourceKind.NPM, toolchain)
    assert answers(SourceKind.HTTP, toolchain)
