"""From a process that a source asks for to the command that really is started."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from catalog.crawl.sandbox import bubblewrap
from catalog.crawl.sandbox.bubblewrap import Style, View
from catalog.crawl.sandbox.errors import LaunchRefused, SandboxUnavailable
from catalog.crawl.sandbox.home import PrivateHome, private_home
from catalog.crawl.sandbox.limits import Limits, SandboxMode
from catalog.crawl.sandbox.reach import SYSTEM_PATH, find_program, folders_of, script_folders
from catalog.crawl.target import Process
from catalog.observation import Sandbox

BUBBLEWRAP = "bwrap"


@dataclass(frozen=True, slots=True)
class Launch:
    """A command ready to be started by the supervisor."""

    sandbox: Sandbox
    argv: tuple[str, ...]
    env: Mapping[str, str]
    cwd: Path
    folder: Path
    """What the supervisor removes if the crawler dies; it ends with the context otherwise."""
    sealed: tuple[str, ...] | None = None
    """Arguments of bubblewrap, handed over in memory."""
    warnings: tuple[str, ...] = ()


@contextmanager
def confine(
    process: Process, mode: SandboxMode, limits: Limits, *, program: str = BUBBLEWRAP
) -> Iterator[Launch]:
    """Make a private home and the launch of `process` in it; both end with the context.

    Raises:
        SandboxUnavailable: `mode` requires bubblewrap and it does not work.
        LaunchRefused: the command is not found, or something in it cannot be passed on.
    """
    style = Style.USER_NAMESPACE if mode is SandboxMode.OFF else bubblewrap.usable_style(program)
    if mode is SandboxMode.REQUIRE and not isinstance(style, Style):
        raise SandboxUnavailable(
            f"{style}; install bubblewrap and allow user namespaces, or use --sandbox=auto"
        )
    with private_home(process.home_files) as home:
        if mode is SandboxMode.OFF:
            yield _limited(process, home)
        elif isinstance(style, Style):
            yield _shut_in(process, home, style, limits=limits, program=program)
        else:
            yield replace(_limited(process, home), warnings=(f"limits only: {style}",))


def _limited(process: Process, home: PrivateHome) -> Launch:
    temporary = home.root / "tmp"
    temporary.mkdir()
    program, argv = _command(process, home.folder)
    env = _environment(process, home.folder, temporary)
    return Launch(
        sandbox=Sandbox.LIMITS,
        argv=(str(program), *argv[1:]),
        env=env,
        cwd=process.cwd or home.folder,
        folder=home.root,
    )


def _shut_in(
    process: Process, home: PrivateHome, style: Style, *, limits: Limits, program: str
) -> Launch:
    executable, argv = _command(process, bubblewrap.HOME)
    view = View(
        home=home,
        env=_environment(process, bubblewrap.HOME, Path("/tmp")),
        cwd=process.cwd or bubblewrap.HOME,
        readable=_readable(process, executable, argv),
        writable=process.writable,
        has_network=process.needs_network,
    )
    style, warnings = _fitting(style, view)
    uid = bubblewrap.new_uid()
    if style is Style.SWITCHED_USER:
        _give_folders(view, uid)
    return Launch(
        sandbox=Sandbox.BUBBLEWRAP,
        argv=(
            str(find_program(program, SYSTEM_PATH)),
            "--",
            *bubblewrap.inner_command(style, uid=uid, limits=limits),
            str(executable),
            *argv[1:],
        ),
        env={},
        cwd=Path("/"),
        folder=home.root,
        sealed=tuple(bubblewrap.sealed_arguments(style, view, uid=uid, limits=limits)),
        warnings=warnings,
    )


def _command(process: Process, home: Path) -> tuple[Path, tuple[str, ...]]:
    argv = tuple(arg.replace("{home}", str(home)) for arg in process.argv)
    if not argv or not argv[0]:
        raise LaunchRefused("no command to start")
    for text in (*argv, str(process.cwd or ""), *process.env, *process.env.values()):
        _check(text)
    for name in process.env:
        if not name or "=" in name:
            raise LaunchRefused(f"{name!r} cannot be the name of an environment variable")
    program = find_program(argv[0], _search(process))
    if program is None:
        raise LaunchRefused(f"command {argv[0]!r} was not found or is not executable")
    return program, argv


def _check(text: str) -> None:
    try:
        if b"\0" not in os.fsencode(text):
            return
    except UnicodeEncodeError:
        pass
    raise LaunchRefused("the command or its environment holds a character that cannot be passed on")


def _search(process: Process) -> tuple[Path | str, ...]:
    return (*process.path, *SYSTEM_PATH)


def _environment(process: Process, home: Path, temporary: Path) -> dict[str, str]:
    own = {
        "PATH": os.pathsep.join(str(folder) for folder in _search(process)),
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "LANG": "C.UTF-8",
    }
    return own | {name: text.replace("{home}", str(home)) for name, text in process.env.items()}


def _readable(process: Process, executable: Path, argv: tuple[str, ...]) -> tuple[Path, ...]:
    shown = [*process.readable, *process.path, *folders_of(executable, _search(process))]
    shown += script_folders(executable, argv[1:])
    if process.cwd is not None:
        shown.append(process.cwd)
    for folder in process.path:
        shown += [path for tool in _tools(folder) for path in folders_of(tool, _search(process))]
    return tuple(dict.fromkeys(shown))


def _tools(folder: Path) -> list[Path]:
    """Return the interpreters in `folder` that scripts look up through PATH."""
    return [folder / name for name in ("node", "python3", "python") if (folder / name).exists()]


def _fitting(style: Style, view: View) -> tuple[Style, tuple[str, ...]]:
    """Stay with root's own user where the folders are open to no other one."""
    closed = [
        path for path in (*view.readable, *view.writable) if path.exists() and not _is_open(path)
    ]
    if style is Style.USER_NAMESPACE or not closed:
        return style, ()
    return Style.USER_NAMESPACE, (
        f"{closed[0]} is readable by root only, so the number of processes is watched, not limited",
    )


def _is_open(path: Path) -> bool:
    wanted = 0o005 if path.is_dir() else 0o004
    return path.stat().st_mode & wanted == wanted


def _give_folders(view: View, uid: int) -> None:
    """Let the listing's user create and replace files; the files that lie there stay as they are.

    Package managers share files between installs by hard links, so a file is never touched.
    """
    for top in view.writable:
        for folder, _, _ in os.walk(top):
            os.chown(folder, uid, -1)
    for path in view.home.files:
        os.chown(view.home.folder / path, uid, -1)
