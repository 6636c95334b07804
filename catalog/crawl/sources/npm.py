"""Servers from npm: an exact version in a folder of its own, without install scripts."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.crawl.children import Children
from catalog.crawl.sources.filling import fill_all, fill_values
from catalog.crawl.sources.package import (
    LAUNCHER,
    failed,
    no_answer,
    no_command,
    outside_system,
    refusal,
    remove,
)
from catalog.crawl.sources.toolchain import OLDEST_NODE, Toolchain
from catalog.crawl.target import Process, Target, Unavailable
from catalog.observation import Status
from catalog.server import Server, SourceKind

_NO_NODE = (
    f"needs Node.js {OLDEST_NODE} or newer with npm, and none is on PATH; install it and run again"
)
_OFFLINE = (
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ECONNRESET",
    "ETIMEDOUT",
    "ENETUNREACH",
    "EHOSTUNREACH",
    "ERR_SOCKET_TIMEOUT",
    "UNABLE_TO_GET_ISSUER_CERT",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "SELF_SIGNED_CERT_IN_CHAIN",
)
_NOT_THERE = ("E404", "ETARGET")


@dataclass(frozen=True, slots=True)
class NpmSource:
    """Installs a package and finds the command it brings."""

    toolchain: Toolchain
    children: Children

    def prepare(self, server: Server, workspace: Path) -> Target:
        """Install `server` into `workspace`, which is its `{package}`."""
        if unfit := refusal(server):
            return unfit
        if self.toolchain.npm is None or self.toolchain.node is None:
            return Unavailable(Status.SKIPPED, _NO_NODE)
        workspace.mkdir(parents=True, exist_ok=True)
        started = time.perf_counter()
        if broken := self._install(server, workspace):
            return broken
        if server.launcher is not None:
            (workspace / LAUNCHER).write_text(server.launcher, encoding="utf-8")
        return self._process(server, workspace, time.perf_counter() - started)

    def cleanup(self, server: Server, workspace: Path) -> None:
        """Remove the install folder."""
        remove(workspace)

    def _install(self, server: Server, workspace: Path) -> Unavailable | None:
        # A package.json of its own keeps npm from climbing to one in a folder above.
        (workspace / "package.json").write_text('{"private": true}\n', encoding="utf-8")
        ran = self.children.run(
            install_argv(self.toolchain, server, workspace),
            env=self.toolchain.environment,
            cwd=workspace,
            time_limit=self.toolchain.time_limit,
        )
        if ran.code == 0:
            return None
        if any(code in ran.output for code in _OFFLINE):
            return no_answer(SourceKind.NPM, ran.output)
        if any(code in ran.output for code in _NOT_THERE):
            wanted = f"{server.package}@{server.version or 'latest'}"
            reason = f"npm has no {wanted}, or a package it needs; check the name and the version"
            return Unavailable(Status.FAILED_TO_START, reason)
        return failed(server, ran, self.toolchain.time_limit)

    def _process(self, server: Server, workspace: Path, seconds: float) -> Target:
        node = self.toolchain.node
        assert node is not None
        manifest = _manifest(workspace / "node_modules" / str(server.package))
        executable = _executable(server, manifest, workspace, node)
        if executable is None:
            return no_command(server, _commands(manifest, str(server.package)))
        return Process(
            argv=(str(executable), *fill_all(server.args, server, workspace)),
            env=fill_values(server.env, server, workspace),
            path=(node.parent,),
            readable=(workspace, *outside_system(node.parent, node.resolve().parent.parent)),
            writable=(workspace,) if server.package_dir_writable else (),
            home_files=server.home_files,
            needs_network=server.needs_network,
            install_seconds=seconds,
            version=_text(manifest.get("version")),
        )


def install_argv(toolchain: Toolchain, server: Server, workspace: Path) -> tuple[str, ...]:
    """Return the call of npm; after `--` comes nothing but the package."""
    return (
        str(toolchain.npm),
        "install",
        f"--prefix={workspace}",
        f"--cache={toolchain.cache / 'npm'}",
        "--ignore-scripts",
        "--omit=dev",
        "--no-audit",
        "--no-fund",
        "--no-update-notifier",
        "--no-package-lock",
        "--prefer-offline",
        "--loglevel=error",
        "--fetch-retries=1",
        "--fetch-retry-mintimeout=500",
        "--fetch-retry-maxtimeout=2000",
        "--fetch-timeout=60000",
        "--",
        f"{server.package}@{server.version or 'latest'}",
    )


def _executable(
    server: Server, manifest: Mapping[str, Any], workspace: Path, node: Path
) -> Path | None:
    if server.command == "node":
        return node
    package = str(server.package)
    offered = _commands(manifest, package)
    command = server.command or _default_command(offered, package)
    if command is None or command not in offered:
        return None
    return workspace / "node_modules" / ".bin" / command


def _default_command(offered: tuple[str, ...], package: str) -> str | None:
    own = package.rpartition("/")[2]
    if own in offered:
        return own
    return offered[0] if len(offered) == 1 else None


def _commands(manifest: Mapping[str, Any], package: str) -> tuple[str, ...]:
    declared = manifest.get("bin")
    if isinstance(declared, str):
        return (package.rpartition("/")[2],)
    return tuple(declared) if isinstance(declared, dict) else ()


def _manifest(folder: Path) -> Mapping[str, Any]:
    try:
        manifest = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
