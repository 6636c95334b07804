"""Say what is wrong with the names, versions and paths of a server before anything uses them."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from catalog.server import Server, SourceKind

_NPM_NAME = re.compile(r"(@[a-z0-9~][a-z0-9._~-]*/)?[a-z0-9~][a-z0-9._~-]*\Z")
_NPM_VERSION = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?\Z")
_PYPI_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\Z")
_PYPI_VERSION = re.compile(r"(\d+!)?\d+(\.\d+)*([._-]?[a-z]+[._-]?\d*)*(\+[a-z0-9.]+)?\Z", re.I)
_CONSTRAINT = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._-]*(\s*(==|!=|<=|>=|<|>|~=)\s*[0-9][\w.*+!]*,?)+\Z"
)
_PYTHON = re.compile(r"3\.\d{1,2}\Z")
_COMMAND = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
LONGEST_NAME = 214
"""Longest package name in characters, as npm has it."""

Problem = tuple[str, str]
"""Field and what to do about it."""


def problems(server: Server) -> Iterator[Problem]:
    """Yield what keeps `server` from being observed."""
    if server.source in (SourceKind.NPM, SourceKind.PYPI):
        yield from _package_problems(server)
    elif server.source is SourceKind.COMMAND and not server.command:
        yield "command", "name the executable to start"
    elif server.source is SourceKind.HTTP and not (server.url or "").startswith(
        ("http://", "https://", "${")
    ):
        yield "url", "give an http:// or https:// address"
    elif server.source is SourceKind.SAVED and not server.path:
        yield "path", "name the file with the saved listing"
    yield from _launch_problems(server)


def _package_problems(server: Server) -> Iterator[Problem]:
    is_npm = server.source is SourceKind.NPM
    name, version = server.package or "", server.version
    if len(name) > LONGEST_NAME or not (_NPM_NAME if is_npm else _PYPI_NAME).match(name):
        yield "package", f"{name[:80]!r} is no package name on {server.source.value}"
    if version is not None and not (_NPM_VERSION if is_npm else _PYPI_VERSION).match(version):
        yield "version", f"{version[:80]!r} is no exact version; ranges and tags are not taken"
    if server.command is not None and not _COMMAND.match(server.command):
        yield "command", f"{server.command[:80]!r} is no plain command name; leave folders out"
    for constraint in server.pip_constraints:
        if not _CONSTRAINT.match(constraint):
            yield "pip_constraints", f"{constraint[:80]!r} is no constraint such as 'mcp<2'"
    if server.python is not None and not _PYTHON.match(server.python):
        yield "python", f"{server.python[:80]!r} is no version such as '3.12' (in quotes)"


def _launch_problems(server: Server) -> Iterator[Problem]:
    for name in server.env:
        if not _VARIABLE.match(name):
            yield "env", f"{name[:80]!r} is no name of an environment variable"
    for path in server.home_files:
        parts = PurePosixPath(path).parts
        if not parts or parts[0] == "/" or ".." in parts or "\0" in path or path.endswith("/"):
            yield "home_files", f"{path[:80]!r} does not stay within the home; give a relative path"
    texts = (server.command or "", *server.args, *server.env.values())
    if any("\0" in text for text in texts):
        yield "args", "a NUL character cannot be passed to a program; remove it"
