"""Servers from PyPI: an exact version in a virtual environment of its own, wheels only."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from catalog.crawl.children import Children, Ran
from catalog.crawl.sources.filling import fill_all, fill_values
from catalog.crawl.sources.package import (
    failed,
    no_answer,
    no_command,
    outside_system,
    refusal,
    remove,
)
from catalog.crawl.sources.toolchain import Toolchain
from catalog.crawl.target import Process, Target, Unavailable
from catalog.observation import Observation, Status
from catalog.server import Server, SourceKind

OLD_SDK = "mcp<2"
"""Constraint for servers written before version 2 of the `mcp` package, which broke them."""
_NO_UV = "needs uv, which comes with the installation of toolrisk; install toolrisk again"
_OFFLINE = (
    "error sending request",
    "dns error",
    "Connection refused",
    "Connection reset",
    "Network is unreachable",
    "operation timed out",
    "Failed to download distribution due to network timeout",
)
_SERVER_ENVIRONMENT = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
"""One server lists a set in hash order; a fixed seed makes its listing the same every time."""


@dataclass(frozen=True, slots=True)
class PypiSource:
    """Installs a package with uv and finds the command it brings."""

    toolchain: Toolchain
    children: Children

    def prepare(self, server: Server, workspace: Path) -> Target:
        """Install `server` into a virtual environment below `workspace`, its `{package}`."""
        if unfit := refusal(server):
            return unfit
        if self.toolchain.uv is None:
            return Unavailable(Status.SKIPPED, _NO_UV)
        workspace.mkdir(parents=True, exist_ok=True)
        python = self._python(server, workspace)
        if python is None:
            reason = (
                f"needs Python {server.python} or newer, and none is installed;"
                " install it so that it is on PATH and run again"
            )
            return Unavailable(Status.SKIPPED, reason)
        started = time.perf_counter()
        if broken := self._install(server, workspace, python):
            return broken
        return _process(server, workspace, time.perf_counter() - started)

    def cleanup(self, server: Server, workspace: Path) -> None:
        """Remove the virtual environment."""
        remove(workspace)

    def _python(self, server: Server, workspace: Path) -> Path | None:
        if server.python is None:
            return self.toolchain.python
        request = f">={server.python}"
        ran = self._uv(workspace, "python", "find", "--no-project", "--system", request)
        found = Path(ran.output.strip().splitlines()[-1]) if ran.code == 0 else None
        return found if found and found.is_file() else None

    def _install(self, server: Server, workspace: Path, python: Path) -> Unavailable | None:
        made = self._uv(
            workspace, "venv", "--quiet", "--no-project", "--python", str(python), "venv"
        )
        if made.code != 0:
            return failed(server, made, self.toolchain.time_limit)
        constraints = workspace / "constraints.txt"
        constraints.write_text("".join(f"{line}\n" for line in server.pip_constraints), "utf-8")
        ran = self._uv(workspace, *install_arguments(server))
        if ran.code == 0:
            return None
        if any(sign in ran.output for sign in _OFFLINE):
            return no_answer(SourceKind.PYPI, ran.output)
        return _told(server, ran, self.toolchain.time_limit)

    def _uv(self, workspace: Path, *arguments: str) -> Ran:
        environment = {
            **self.toolchain.environment,
            "UV_CACHE_DIR": str(self.toolchain.cache / "uv"),
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_NO_CONFIG": "1",
            "UV_NO_PROGRESS": "1",
            "UV_HTTP_TIMEOUT": "60",
            "UV_HTTP_RETRIES": "1",
        }
        return self.children.run(
            (str(self.toolchain.uv), *arguments),
            env=environment,
            cwd=workspace,
            time_limit=self.toolchain.time_limit,
        )


def install_arguments(server: Server) -> tuple[str, ...]:
    """Return the call of uv: wheels only, compiled, linked from the shared cache."""
    wanted = f"{server.package}=={server.version}" if server.version else str(server.package)
    return (
        "pip",
        "install",
        "--quiet",
        "--python=venv/bin/python",
        "--only-binary=:all:",
        "--compile-bytecode",
        "--link-mode=hardlink",
        "--constraints=constraints.txt",
        "--",
        wanted,
    )


def with_old_sdk(server: Server, observation: Observation, workspace: Path) -> Server | None:
    """Return `server` held back to `mcp<2` where the new SDK may be why it did not start."""
    if server.source is not SourceKind.PYPI or observation.status is not Status.FAILED_TO_START:
        return None
    is_new = any(workspace.glob("venv/lib/python*/site-packages/mcp-[2-9]*.dist-info"))
    if not is_new or OLD_SDK in server.pip_constraints:
        return None
    return replace(server, pip_constraints=(*server.pip_constraints, OLD_SDK))


def _told(server: Server, ran: Ran, limit: float) -> Unavailable:
    if (
        "no usable wheels" in ran.output
        or "building source distributions is disabled" in ran.output
    ):
        reason = (
            f"{server.package} or a package it needs has no wheel, only sources, and building"
            " those would run strangers' code at install; name a version that has wheels"
        )
        return Unavailable(Status.SKIPPED, reason)
    return failed(server, ran, limit)


def _process(server: Server, workspace: Path, seconds: float) -> Target:
    scripts = workspace / "venv" / "bin"
    command = server.command or _default_command(scripts, str(server.package))
    if command is None or not os.access(scripts / command, os.X_OK):
        return no_command(server, _commands(scripts))
    interpreter = (scripts / "python").resolve()
    return Process(
        argv=(str(scripts / command), *fill_all(server.args, server, workspace)),
        env={**_SERVER_ENVIRONMENT, **fill_values(server.env, server, workspace)},
        path=(scripts,),
        readable=(workspace, *outside_system(interpreter.parent.parent)),
        writable=(workspace,) if server.package_dir_writable else (),
        home_files=server.home_files,
        needs_network=server.needs_network,
        install_seconds=seconds,
        version=_installed_version(workspace, str(server.package)),
    )


def _default_command(scripts: Path, package: str) -> str | None:
    offered = {name.replace("_", "-").lower(): name for name in _commands(scripts)}
    return offered.get(package.replace("_", "-").lower())


def _commands(scripts: Path) -> Sequence[str]:
    own = ("python", "activate", "deactivate", "pydoc")
    return [path.name for path in scripts.glob("*") if not path.name.startswith(own)]


def _installed_version(workspace: Path, package: str) -> str | None:
    wanted = package.replace("-", "_").replace(".", "_").lower()
    for folder in workspace.glob("venv/lib/python*/site-packages/*.dist-info"):
        name, _, version = folder.name.removesuffix(".dist-info").partition("-")
        if name.replace(".", "_").lower() == wanted:
            return version
    return None
