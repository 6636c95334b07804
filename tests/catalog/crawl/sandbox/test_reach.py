"""The folders a program needs are found, and no more than they."""

from pathlib import Path

import pytest

from catalog.crawl.sandbox.reach import find_program, folders_of, is_private, script_folders


def _program(path: Path, text: str = "#!/bin/sh\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_a_program_shows_the_tree_around_its_folder(tmp_path: Path) -> None:
    program = _program(tmp_path / "tool/bin/run")
    assert tmp_path / "tool" in folders_of(program, ())


def test_every_link_on_the_way_is_followed(tmp_path: Path) -> None:
    real = _program(tmp_path / "real/lib/run")
    middle = tmp_path / "middle/bin/run"
    middle.parent.mkdir(parents=True)
    middle.symlink_to("../../real/lib/run")
    first = tmp_path / "first/bin/run"
    first.parent.mkdir(parents=True)
    first.symlink_to(middle)
    folders = folders_of(first, ())
    assert {tmp_path / "first", tmp_path / "middle", real.parent} <= set(folders)


@pytest.mark.parametrize("line", ["#!/usr/bin/env node", "#!/usr/bin/env -S A=1 node --flag"])
def test_an_interpreter_is_looked_up_in_the_search_path(tmp_path: Path, line: str) -> None:
    node = _program(tmp_path / "versions/v20/bin/node")
    script = _program(tmp_path / "app/node_modules/.bin/run", f"{line}\n")
    folders = folders_of(script, (node.parent,))
    assert {tmp_path / "app/node_modules", tmp_path / "versions/v20"} <= set(folders)


def test_a_virtual_environment_shows_what_it_was_made_from(tmp_path: Path) -> None:
    python = _program(tmp_path / "base/bin/python3")
    script = _program(tmp_path / "venv/bin/run")
    (tmp_path / "venv/pyvenv.cfg").write_text(f"home = {python.parent}\nversion = 3.11\n")
    assert tmp_path / "base" in folders_of(script, ())


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises((OSError, RuntimeError)):
        (tmp_path / "a").resolve(strict=True)
    assert folders_of(tmp_path / "a", ())


def test_a_home_is_never_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    local = _program(tmp_path / ".local/bin/run")
    loose = _program(tmp_path / "run")
    binary = _program(tmp_path / "bin/run")
    assert folders_of(local, ())[0] == tmp_path / ".local/bin"
    assert folders_of(loose, ())[0] == loose
    assert folders_of(binary, ())[0] == tmp_path / "bin"
    assert all(is_private(folder) for folder in (tmp_path, tmp_path.parent, Path("/")))


def test_the_project_of_a_script_is_shown(tmp_path: Path) -> None:
    script = _program(tmp_path / "project/dist/deep/index.js")
    (tmp_path / "project/package.json").write_text("{}")
    found = script_folders(Path("/usr/bin/node"), ["--flag", str(script), "/etc/passwd"])
    assert found == (tmp_path / "project",)


@pytest.mark.parametrize("program", ["/usr/bin/mcp-server-filesystem", "/usr/bin/cat"])
def test_the_arguments_of_other_programs_show_nothing(tmp_path: Path, program: str) -> None:
    assert script_folders(Path(program), [str(_program(tmp_path / "x/secret"))]) == ()


def test_a_program_is_found_in_the_search_path_only(tmp_path: Path) -> None:
    program = _program(tmp_path / "bin/only-here")
    assert find_program("only-here", (program.parent,)) == program
    assert find_program("only-here", ("/usr/bin",)) is None
