from pathlib import Path

import pytest

from catalog.crawl.seeds import load_seeds
from catalog.errors import SeedError
from catalog.paths import SEEDS
from catalog.server import SourceKind

GOOD = """
- name: git
  source: pypi
  package: mcp-server-git
  version: 1.2.3
  command: mcp-server-git
  args: ['--root', '{home}']
  env: {TOKEN: placeholder}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "servers.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_entry_becomes_a_server(tmp_path: Path) -> None:
    (server,) = load_seeds(write(tmp_path, GOOD))
    assert (server.name, server.source, server.version) == ("git", SourceKind.PYPI, "1.2.3")
    assert server.args == ("--root", "{home}")
    assert server.env == {"TOKEN": "placeholder"}


WRONG = {
    "unknown field": ("colour: red", "git: colour: unknown field"),
    "secrets are not for files": ("secrets: {A: b}", "git: secrets: unknown field"),
    "range": ("version: ^1.2.3", "git: version: '^1.2.3' is no exact version"),
    "tag": ("version: latest", "git: version: 'latest' is no exact version"),
    "number": ("version: 1.2", "git: version: must be a text"),
    "flag": ("starter: sometimes", "git: starter: must be true or false"),
    "option as package": ("package: --index-url=x", "git: package: '--index-url=x'"),
    "path as package": ("package: ../evil", "git: package: '../evil' is no package name"),
    "path as command": ("command: ../../bin/sh", "git: command: '../../bin/sh'"),
    "args are texts": ("args: [1]", "git: args: must be a list of texts"),
    "env is texts": ("env: {PORT: 1}", "git: env: must be names with texts"),
    "env name": ("env: {'A=B': x}", "git: env: 'A=B' is no name"),
    "escaping file": ("home_files: {../x: y}", "git: home_files: '../x' does not stay"),
    "absolute file": ("home_files: {/etc/x: y}", "git: home_files: '/etc/x' does not stay"),
    "address as constraint": (
        "pip_constraints: ['x @ https://example.com/x.whl']",
        "git: pip_constraints: 'x @ https://example.com/x.whl'",
    ),
    "python": ("python: '>=3'", "git: python: '>=3' is no version"),
    "source": ("source: cargo", "git: source: 'cargo' is none of npm, pypi"),
}


@pytest.mark.parametrize(("line", "told"), WRONG.values(), ids=WRONG.keys())
def test_wrong_field_is_named_with_a_remedy(tmp_path: Path, line: str, told: str) -> None:
    key = line.partition(":")[0]
    kept = [text for text in GOOD.splitlines() if not text.strip().startswith(f"{key}:")]
    with pytest.raises(SeedError) as caught:
        load_seeds(write(tmp_path, "\n".join([*kept, f"  {line}"])))
    assert f"servers.yaml: {told}" in str(caught.value)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    text = "- {name: a, source: npm, package: A, version: '1'}\n- {source: npm}\n- 7\n"
    with pytest.raises(SeedError) as caught:
        load_seeds(write(tmp_path, text))
    told = str(caught.value).splitlines()
    assert [line.split(": ")[1] for line in told] == ["a", "a", "server 2", "server 3"]


def test_name_is_used_once(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="git: name: used 2 times"):
        load_seeds(write(tmp_path, GOOD + GOOD))


@pytest.mark.parametrize("text", ["", "a: b", "[", "- !!python/object:os.x {}"])
def test_file_without_a_list_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SeedError, match=r"servers\.yaml"):
        load_seeds(write(tmp_path, text))


def test_shipped_seeds_are_usable() -> None:
    servers = load_seeds(SEEDS)
    starter = [server for server in servers if server.starter]
    assert len(servers) == 50
    assert 18 <= len(starter) <= 22
    assert {server.source for server in starter} == {SourceKind.NPM, SourceKind.PYPI}
    assert all(server.title and server.version and server.command for server in servers)
