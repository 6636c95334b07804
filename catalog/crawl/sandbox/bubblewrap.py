"""The arguments that shut a process in with bubblewrap, and whether that works here."""

import functools
import itertools
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from catalog.crawl.sandbox.home import PrivateHome
from catalog.crawl.sandbox.limits import Limits
from catalog.crawl.sandbox.reach import SYSTEM_PATH, find_program

HOME = Path("/home/agent")
"""The home inside; the same everywhere, so that a listing does not tell where it was made."""

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store")
# Of /etc only what programs need to start: no keys, no configuration of services.
_CONFIGURATION = (
    "/etc/alternatives",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/fonts",
    "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf",
    "/etc/ca-certificates",
    "/etc/pki/tls/certs",
    "/etc/pki/ca-trust",
    "/etc/crypto-policies",
)
# A range that systemd sets aside for services that come and go, and below 65,536, so that it
# exists within containers too.
_FIRST_UID, _UIDS = 61184, 4000
_PROBE_SECONDS = 20
_turn = itertools.count()


class Style(StrEnum):
    """How a process inside gets an identity that holds nothing outside."""

    SWITCHED_USER = "switched_user"
    """Started by root: a user of its own for each listing. The kernel exempts root, even from
    within a user namespace, from the limit on processes."""
    USER_NAMESPACE = "user_namespace"
    """Started by anyone else: uid 1000 in a user namespace."""


@dataclass(frozen=True, slots=True)
class View:
    """What a process inside sees of the file system, and what it is told."""

    home: PrivateHome
    env: Mapping[str, str]
    cwd: Path
    readable: tuple[Path, ...] = ()
    writable: tuple[Path, ...] = ()
    has_network: bool = False


@functools.cache
def usable_style(program: str) -> Style | str:
    """Return the way in which bubblewrap works here, or the reason why it does not."""
    path = find_program(program, SYSTEM_PATH)
    if path is None:
        return f"{program} is not installed"
    styles = [Style.SWITCHED_USER] if os.geteuid() == 0 else []
    reason = ""
    for style in (*styles, Style.USER_NAMESPACE):
        reason = _failure(path, style)
        if not reason:
            return style
    return f"{program} does not work here: {reason}"


def new_uid() -> int:
    """Return the user id for the next listing; one process does not repeat it soon."""
    return _FIRST_UID + (os.getpid() * 31 + next(_turn)) % _UIDS


def sealed_arguments(style: Style, view: View, *, uid: int, limits: Limits) -> list[str]:
    """Return the arguments of bubblewrap itself, up to the command."""
    return [
        *_isolation(style, has_network=view.has_network),
        *_environment(view),
        *_system(),
        *_own_folders(limits),
        *_identity(style, view, uid=uid),
        *_shown(view),
        *_home_files(view.home),
        "--remount-ro",
        "/",
        "--chdir",
        str(view.cwd),
    ]


def inner_command(style: Style, *, uid: int, limits: Limits) -> list[str]:
    """Return what stands before the command inside: the change of user, the process limit."""
    # Counted inside: there the kernel counts the processes of this listing alone.
    counted = ["/usr/bin/prlimit", f"--nproc={limits.processes}", "--"]
    if style is Style.USER_NAMESPACE:
        return counted
    user = [f"--reuid={uid}", f"--regid={uid}", "--clear-groups", "--inh-caps=-all"]
    return ["/usr/bin/setpriv", *user, "--no-new-privs", "--", *counted]


def _failure(path: Path, style: Style) -> str:
    limits = Limits()
    bare = [*_isolation(style, has_network=False), *_system(), *_own_folders(limits)]
    command = [*inner_command(style, uid=new_uid(), limits=limits), "/bin/true"]
    try:
        done = subprocess.run(
            [str(path), *bare, "--", *command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PROBE_SECONDS,
            check=False,
            env={},
        )
    except (OSError, subprocess.SubprocessError) as error:
        return str(error)
    text = done.stderr.decode("utf-8", "replace").strip()
    return "" if done.returncode == 0 else text or f"exit code {done.returncode}"


def _isolation(style: Style, *, has_network: bool) -> list[str]:
    kinds = ["pid", "ipc", "uts", "cgroup-try", *([] if has_network else ["net"])]
    shared = ["--die-with-parent", "--new-session", "--clearenv", "--hostname", "localhost"]
    shared += [f"--unshare-{kind}" for kind in kinds] + ["--cap-drop", "ALL"]
    if style is Style.SWITCHED_USER:
        return [*shared, "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return [*shared, "--unshare-user", "--uid", "1000", "--gid", "1000"]


def _environment(view: View) -> Iterator[str]:
    for name, value in view.env.items():
        yield from ("--setenv", name, value)


def _system() -> Iterator[str]:
    for name in _SYSTEM:
        path = Path(name)
        if path.is_symlink():
            yield from ("--symlink", str(path.readlink()), name)
        elif path.is_dir():
            yield from ("--ro-bind", name, name)
    for name in _CONFIGURATION:
        if Path(name).exists():
            yield from _bind("--ro-bind", name, name)


def _own_folders(limits: Limits) -> list[str]:
    """Return the folders held in memory: what is written there is bounded and gone at the end."""
    own = ["--proc", "/proc", "--dev", "/dev"]
    for folder in ("/dev/shm", "/tmp", "/var/tmp", str(HOME)):
        own += ["--perms", "1777", "--size", str(limits.file_bytes), "--tmpfs", folder]
    return [*own, "--remount-ro", "/dev"]


def _identity(style: Style, view: View, *, uid: int) -> Iterator[str]:
    inside = uid if style is Style.SWITCHED_USER else 1000
    texts = {
        "passwd": f"agent:x:{inside}:{inside}::{HOME}:/bin/sh\n",
        "group": f"agent:x:{inside}:\n",
        "hosts": "127.0.0.1 localhost\n::1 localhost\n",
        "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
    }
    for name, text in texts.items():
        path = view.home.root / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o644)
        yield from _bind("--ro-bind", str(path), f"/etc/{name}")
    resolver = Path("/etc/resolv.conf")
    if view.has_network and resolver.exists():
        yield from _bind("--ro-bind", str(resolver.resolve()), str(resolver))


def _shown(view: View) -> Iterator[str]:
    for option, paths in (("--ro-bind", view.readable), ("--bind", view.writable)):
        for path in _outermost_first(paths):
            yield from _bind(option, str(path), str(path))


def _bind(option: str, source: str, target: str) -> list[str]:
    """Show `source`; bubblewrap alone would make the folders above it root's own."""
    return ["--perms", "0755", "--dir", str(Path(target).parent), option, source, target]


def _outermost_first(paths: Iterable[Path]) -> list[Path]:
    """Return the paths and what they really are, without what the system shows already."""
    every = {path.absolute() for path in paths} | {Path(os.path.realpath(path)) for path in paths}
    hidden = {path for path in every if path.is_relative_to("/usr") or not path.exists()}
    return sorted(every - hidden, key=lambda path: (len(path.parts), path))


def _home_files(home: PrivateHome) -> Iterator[str]:
    parents = {parent for path in home.files for parent in path.parents if parent.name}
    for parent in sorted(parents):
        yield from ("--perms", "0777", "--dir", str(HOME / parent))
    for path in home.files:
        yield from ("--bind", str(home.folder / path), str(HOME / path))
