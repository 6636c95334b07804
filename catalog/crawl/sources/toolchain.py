"""The programs that install packages, and what surrounds them: found once, handed down."""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import uv

OLDEST_NODE = 20
"""Oldest Node.js the npm servers are started with."""
_PASSED_ON = (
    "LANG",
    "LC_ALL",
    "TZ",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "NODE_EXTRA_CA_CERTS",
    "NPM_CONFIG_REGISTRY",
    "npm_config_registry",
    "UV_DEFAULT_INDEX",
    "UV_INDEX_URL",
    "UV_FIND_LINKS",
    "UV_NATIVE_TLS",
    "UV_SYSTEM_CERTS",
    "PIP_INDEX_URL",
)
"""All that an installer sees of the environment: what leads to a registry."""


@dataclass(frozen=True, slots=True)
class Toolchain:
    """Where the installers are, where they may write, and how long they may take."""

    cache: Path
    """Folder for the caches of npm and uv; they share nothing with the user's own."""
    environment: Mapping[str, str]
    """Environment of the installers beside the caches; see `find_toolchain`."""
    home: Path
    """The user's home, to keep it out of what a server may read."""
    search: tuple[Path, ...] = ()
    """Folders to look for commands in, as PATH has them."""
    uv: Path | None = None
    node: Path | None = None
    """None where Node.js is missing, too old, or without npm."""
    npm: Path | None = None
    python: Path = Path(sys.executable)
    time_limit: float = 240.0
    """Longest time of one install in seconds."""

    def program(self, name: str) -> Path | None:
        """Return the program that `name` starts, or None."""
        found = shutil.which(name, path=":".join(map(str, self.search)))
        return Path(found) if found else None


def find_toolchain(environ: Mapping[str, str], cache: Path) -> Toolchain:
    """Look for uv, Node.js and npm; what is missing is None, and no error.

    Installers get a home of their own, so neither `~/.npmrc` nor `~/.config/uv` is read: name
    a mirror in NPM_CONFIG_REGISTRY or UV_DEFAULT_INDEX.
    """
    home = Path(environ.get("HOME", "/nonexistent"))
    search = _search_path(environ.get("PATH", "/usr/bin:/bin"), home)
    path = ":".join(map(str, search))
    npm = shutil.which("npm", path=path)
    node = _usable_node(shutil.which("node", path=path)) if npm else None
    cache = cache.absolute()
    passed_on = {name: environ[name] for name in _PASSED_ON if environ.get(name)}
    if "UV_DEFAULT_INDEX" not in passed_on and "PIP_INDEX_URL" in passed_on:
        passed_on["UV_DEFAULT_INDEX"] = passed_on["PIP_INDEX_URL"]
    return Toolchain(
        cache=cache,
        environment={**passed_on, "PATH": path, "HOME": str(cache / "home")},
        home=home,
        search=search,
        uv=_find_uv(),
        node=node,
        npm=Path(npm) if npm and node else None,
    )


def _search_path(path: str, home: Path) -> tuple[Path, ...]:
    # A pyenv shim is found but starts nothing unless its version is selected; the versions
    # themselves are taken instead, so that an installed newer Python is seen.
    folders = [Path(folder) for folder in path.split(":") if folder.startswith("/")]
    versions = sorted((home / ".pyenv" / "versions").glob("3.*/bin"))
    return (*(folder for folder in folders if folder.name != "shims"), *versions)


def _find_uv() -> Path | None:
    try:
        return Path(uv.find_uv_bin())
    except FileNotFoundError:
        return None


def _usable_node(node: str | None) -> Path | None:
    if node is None:
        return None
    try:
        ran = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    major = re.match(r"v(\d+)\.", ran.stdout)
    return Path(node) if major and int(major[1]) >= OLDEST_NODE else None
