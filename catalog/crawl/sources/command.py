"""Servers that are a command of their own: nothing is installed, little is made readable."""

from dataclasses import dataclass
from pathlib import Path

from catalog.crawl.sandbox.reach import projects_of
from catalog.crawl.sources.filling import fill, fill_all, fill_values
from catalog.crawl.sources.package import outside_system, refusal
from catalog.crawl.sources.toolchain import Toolchain
from catalog.crawl.target import Process, Target, Unavailable
from catalog.observation import Status
from catalog.server import Server

_CONTAINERS = ("docker", "podman", "nerdctl")


@dataclass(frozen=True, slots=True)
class CommandSource:
    """Finds an executable and what it needs to be readable."""

    toolchain: Toolchain

    def prepare(self, server: Server, workspace: Path) -> Target:
        """Resolve the command of `server`; the folder of the program becomes readable."""
        if unfit := refusal(server):
            return unfit
        command = fill(str(server.command), server)
        if Path(command).name in _CONTAINERS:
            reason = f"starts a container with {Path(command).name}; give a package or an address"
            return Unavailable(Status.SKIPPED, reason)
        program = self.toolchain.program(command)
        if program is None:
            reason = f"{command!r} is not on PATH; install it or give its full path"
            return Unavailable(Status.FAILED_TO_START, reason)
        arguments = fill_all(server.args, server)
        cwd = Path(fill(server.cwd, server)) if server.cwd else None
        return Process(
            argv=(str(program.absolute()), *arguments),
            env=fill_values(server.env, server),
            path=(program.absolute().parent,),
            readable=self._readable(program.absolute(), arguments, cwd),
            cwd=cwd,
            home_files=server.home_files,
            needs_network=server.needs_network,
        )

    def cleanup(self, server: Server, workspace: Path) -> None:
        """Leave everything; nothing was laid down."""

    def _readable(
        self, program: Path, arguments: tuple[str, ...], cwd: Path | None
    ) -> tuple[Path, ...]:
        named = [Path(text) for text in arguments if text.startswith("/")]
        folders = [*_program_folders(program), *_editable_folders(program)]
        folders += [folder for path in named if path.exists() for folder in projects_of(path)]
        if cwd is not None:
            folders.append(cwd)
        return tuple(folder for folder in outside_system(*folders) if not self._is_too_wide(folder))

    def _is_too_wide(self, folder: Path) -> bool:
        # The home, and what holds it, must not come in through a launcher that lies there.
        home = self.toolchain.home
        return home.is_relative_to(folder) or folder == home / ".local"


def _program_folders(program: Path) -> list[Path]:
    folders = []
    for path in (program, program.resolve()):
        is_prefix = path.parent.name == "bin"
        folders += [path.parent, *([path.parent.parent] if is_prefix else [])]
    return folders


def _editable_folders(program: Path) -> list[Path]:
    """Return the folders that the virtual environment of `program` takes packages from."""
    environment = program.parent.parent
    if not (environment / "pyvenv.cfg").is_file():
        return []
    lines = [
        line
        for file in environment.glob("lib/python*/site-packages/*.pth")
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines()
    ]
    return [Path(line) for line in lines if line.startswith("/") and Path(line).is_dir()]
