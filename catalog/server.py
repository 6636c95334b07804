"""A server as the catalogue knows it before it was ever started: what to run, and whose it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit


class SourceKind(StrEnum):
    """Where the definitions of a server come from; one file in `catalog/crawl/sources/` each."""

    NPM = "npm"
    PYPI = "pypi"
    COMMAND = "command"
    HTTP = "http"
    SAVED = "saved"


@dataclass(frozen=True, slots=True)
class Server:
    """One server to observe. Values come from `catalog/servers.yaml`, a client configuration,
    a registry, or the command line."""

    name: str
    """Name in the catalogue, unique in one run; hostile when it comes from a configuration."""
    source: SourceKind
    package: str | None = None
    """Package name on npm or PyPI."""
    version: str | None = None
    """Exact version of the package."""
    command: str | None = None
    """Executable; for packages the name of the command the package installs."""
    args: tuple[str, ...] = ()
    """`{home}` and `{package}` stand for the private home and the install folder."""
    env: Mapping[str, str] = field(default_factory=dict)
    """Environment of the server process. Values are never printed, stored or published."""
    home_files: Mapping[str, str] = field(default_factory=dict)
    """Files to lay into the private home: relative path → content."""
    launcher: str | None = None
    """ECMAScript module laid into the package folder as `launch.mjs`."""
    pip_constraints: tuple[str, ...] = ()
    python: str | None = None
    """Minimum Python version the package wants, such as `3.12`."""
    needs_network: bool = False
    """True where listing needs the network; the sandbox then leaves it open."""
    package_dir_writable: bool = False
    url: str | None = None
    """Streamable HTTP endpoint."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """HTTP headers; values may name environment variables as `${NAME}`. Never published."""
    path: str | None = None
    """File with a saved `tools/list` result."""
    cwd: str | None = None
    """Working folder that a client configuration names; None for the private home."""
    secrets: Mapping[str, str] = field(default_factory=dict)
    """Values for `${NAME}` in command, args, env, url and headers, filled in at the very last.
    Never printed, stored or published."""
    title: str | None = None
    description: str | None = None
    vendor: str | None = None
    homepage: str | None = None
    license: str | None = None
    """SPDX expression."""
    starter: bool = False
    """True for the servers that `make catalog` takes by default."""

    def launch_facts(self) -> dict[str, Any]:
        """Return what may be published about the launch: names of variables, never values."""
        return {
            "source": self.source.value,
            "package": self.package,
            "version": self.version,
            "command": self.command,
            "args": list(self.args),
            "env": sorted(self.env),
        }


def lookup_key(server: Server) -> str:
    """Return what a client configuration names a server by; empty where it has no public name."""
    if server.source in (SourceKind.NPM, SourceKind.PYPI) and server.package:
        return package_key(server.source, server.package)
    if server.source is SourceKind.HTTP and server.url:
        return address_key(server.url)
    return ""


def package_key(source: str, package: str) -> str:
    """Return the one key of a package, however its name is written."""
    # PyPI takes `-`, `_` and `.` for the same, in any case.
    is_folded = source == SourceKind.PYPI
    name = package.lower().replace("_", "-").replace(".", "-") if is_folded else package
    return f"{source}:{name}"


def address_key(url: str) -> str:
    """Return the public part of an address; empty where a variable or a person stands in it."""
    parts = urlsplit(url)
    if "$" in url or "@" in parts.netloc:
        return ""
    return f"url:{parts.scheme}://{parts.netloc.lower()}{parts.path}".rstrip("/")
