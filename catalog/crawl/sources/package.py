"""What the npm and the PyPI source have in common: refusals, launch files and clean-up."""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from catalog.crawl.children import Ran
from catalog.crawl.target import Unavailable
from catalog.crawl.validity import problems
from catalog.observation import Status
from catalog.server import Server, SourceKind

LAUNCHER = "launch.mjs"
_SHOWN = 300
"""Longest excerpt of an installer's output in a reason, in characters."""
_UNTRUSTED = re.compile(r"certificate|\bCERT_|_CERT\b|_CERT_", re.IGNORECASE)
_SECRET_URL = re.compile(r"(\w+://)[^/\s@]+@")


def refusal(server: Server) -> Unavailable | None:
    """Return why `server` cannot be prepared at all, judged by its fields alone."""
    wrong = next(problems(server), None)
    if wrong is None:
        return None
    return Unavailable(Status.SKIPPED, f"{wrong[0]}: {wrong[1]}")


def no_answer(kind: SourceKind, output: str = "") -> Unavailable:
    """Return the refusal for a registry that cannot be reached, judged by the installer's words."""
    reason = f"the {kind.value} registry does not answer; check the network and run again"
    if _UNTRUSTED.search(output):
        variable = "NODE_EXTRA_CA_CERTS" if kind is SourceKind.NPM else "SSL_CERT_FILE"
        reason = (
            f"the certificate of the {kind.value} registry is not trusted;"
            f" name the file of its authority in {variable} and run again"
        )
    return Unavailable(Status.UNREACHABLE, reason, offline=True)


def failed(server: Server, ran: Ran, limit: float) -> Unavailable:
    """Return the refusal for an install that ended badly or took too long."""
    if ran.is_timed_out:
        reason = f"the install took longer than {limit:.0f} s; raise the limit or drop the server"
        return Unavailable(Status.TIMED_OUT, reason)
    named = f"{server.package}@{server.version or 'latest'}"
    return Unavailable(Status.FAILED_TO_START, f"{named} does not install: {excerpt(ran.output)}")


def excerpt(output: str) -> str:
    """Return the end of an installer's output in one line, without credentials in addresses."""
    line = " ".join(_SECRET_URL.sub(r"\1", output).split())
    return line if len(line) <= _SHOWN else f"…{line[-_SHOWN:]}"


def no_command(server: Server, offered: Iterable[str]) -> Unavailable:
    """Return the refusal for a package that does not install the command that is to be started."""
    names = ", ".join(sorted(offered)) or "none at all"
    wanted = f"no command {server.command!r}" if server.command else "no single command to start"
    reason = f"{server.package} installs {wanted}; it has {names}; name one of them"
    return Unavailable(Status.FAILED_TO_START, reason)


def remove(workspace: Path) -> None:
    """Remove an install folder; what cannot be removed stays for the next run to try."""
    shutil.rmtree(workspace, ignore_errors=True)


def outside_system(*folders: Path) -> tuple[Path, ...]:
    """Return the folders that a sandbox with the system's own folders does not have yet."""
    return tuple(dict.fromkeys(folder for folder in folders if folder.parts[:2] != ("/", "usr")))
