"""Which folders a program needs beside the system: where it and its interpreter really lie."""

import os
import pwd
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

SYSTEM_PATH = (
    "/usr/local/sbin",
    "/usr/local/bin",
    "/usr/sbin",
    "/usr/bin",
    "/sbin",
    "/bin",
    "/run/current-system/sw/bin",
)
_PROGRAM_FOLDERS = {"bin", "sbin", "shims", "Scripts"}
_RUNS_SCRIPTS = re.compile(r"(?:python[\d.]*|node|nodejs|deno|bun|ruby|perl|php|(?:ba|da|z)?sh)\Z")
_PROJECT_MARKS = ("package.json", "pyproject.toml", "setup.py", "Cargo.toml", "go.mod", ".git")
_MOST_HOPS = 20
_SHARED = frozenset(Path(name) for name in ("/", "/etc", "/var", "/opt", "/tmp", "/srv", "/home"))
_OF_A_HOME = (".local", ".local/share", ".config", ".cache")


def find_program(name: str, search: Iterable[Path | str]) -> Path | None:
    """Return the absolute path of the program `name`, looked up in `search` only."""
    found = shutil.which(name, path=os.pathsep.join(str(folder) for folder in search))
    return Path(found).absolute() if found else None


def folders_of(program: Path, search: tuple[Path | str, ...]) -> tuple[Path, ...]:
    """Return the folders that `program`, every link to it and its interpreter lie in."""
    folders: list[Path] = []
    waiting = [program]
    seen: set[Path] = set()
    while waiting and len(seen) < _MOST_HOPS:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        folders.append(_tree_around(path))
        waiting += _next(path, search)
    return tuple(dict.fromkeys(folders))


def script_folders(program: Path, args: Iterable[str]) -> tuple[Path, ...]:
    """Return the project of the script that an interpreter is told to run, if it is a file."""
    if not _RUNS_SCRIPTS.match(program.name):
        return ()
    for arg in args:
        path = Path(arg)
        if path.is_absolute() and path.is_file():
            return projects_of(path)
    return ()


def projects_of(path: Path) -> tuple[Path, ...]:
    """Return the project that `path` lies in, and the one of what it links to; a folder is its own.

    A package that is installed beside others needs them, so all of them are its project. Where
    no mark is found below what is private, only what lies right around `path` is.
    """
    return tuple(dict.fromkeys((_project_around(path), _project_around(_real(path)))))


def is_private(folder: Path) -> bool:
    """Return whether showing `folder` would show far more than one program."""
    if folder in _SHARED:
        return True
    return any(
        folder in {home, *home.parents} or folder in {home / name for name in _OF_A_HOME}
        for home in _homes()
    )


def _homes() -> Iterator[Path]:
    """Yield the home of the user, as the environment and as the system know it."""
    with suppress(RuntimeError):
        yield Path.home()
    with suppress(KeyError):
        # In a container the user may be a number only.
        yield Path(pwd.getpwuid(os.getuid()).pw_dir)


def _next(path: Path, search: tuple[Path | str, ...]) -> Iterator[Path]:
    if path.is_symlink():
        yield Path(os.path.normpath(path.parent / path.readlink()))
        yield _real(path)
        return
    interpreter = _interpreter(path, search)
    if interpreter is not None:
        yield interpreter
    yield from _base_of_environment(path)


def _real(path: Path) -> Path:
    """Return what `path` stands for; a circle of links, which `Path.resolve` refuses, as it is."""
    return Path(os.path.realpath(path))


def _interpreter(path: Path, search: tuple[Path | str, ...]) -> Path | None:
    try:
        with path.open("rb") as file:
            first = file.readline(512).decode("utf-8", "replace")
    except OSError:
        return None
    words = first[2:].split() if first.startswith("#!") else []
    if words and Path(words[0]).name == "env":
        words = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
        return find_program(words[0], search) if words else None
    return Path(words[0]) if words and Path(words[0]).is_absolute() else None


def _base_of_environment(path: Path) -> Iterator[Path]:
    """Yield the interpreter that a Python virtual environment was made from."""
    try:
        text = (path.parent.parent / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    match = re.search(r"^home\s*=\s*(.+)$", text, re.MULTILINE)
    if match:
        yield Path(match[1].strip()) / "python3"


def _tree_around(path: Path) -> Path:
    """Return the folder to show for one program file; the file alone where that is private."""
    folder = path.parent
    if "node_modules" in path.parts:
        at = path.parts.index("node_modules")
        folder = Path(*path.parts[: at + 1])
    elif folder.name in _PROGRAM_FOLDERS and not is_private(folder.parent):
        folder = folder.parent
    return path if is_private(folder) else folder


def _project_around(path: Path) -> Path:
    if path.is_dir():
        return path
    if "node_modules" in path.parts:
        return _tree_around(path)
    for folder in path.parents:
        if is_private(folder):
            # A mark that somebody left in a shared folder makes no project of it.
            break
        if any((folder / mark).exists() for mark in _PROJECT_MARKS):
            return folder
    return _tree_around(path)
