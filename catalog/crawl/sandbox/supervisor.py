"""Start one command, watch over the tree of its processes, and end all of it.

A script of its own: `observe` runs it with a bare interpreter, so it needs nothing but the
standard library and never shares a process with the crawler. It reads one line of JSON from
its standard input, starts the command with its limits on the pipes that line names, and waits
until the command ends, the tree grows past a limit, or standard input closes (the crawler is
done, or died). Then it ends every descendant, those included that left the process group and
were orphaned, and writes one line of JSON about the end to its standard output.

What it cannot catch without bubblewrap: a process that ends the supervisor itself, which
runs as the same user; the crawler then ends the process group, but not who left it.
"""

import ctypes
import json
import os
import resource
import select
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

_CONTROL, _REPORT = 0, 1
_MOST_FDS = 256
"""More than this script can have inherited or opened."""
_TICK = 0.2
"""Seconds between two looks at the process tree."""
_PATIENCE = 5.0
"""Seconds until a tree that does not die is left and reported."""
_SET_NO_NEW_PRIVS, _SET_CHILD_SUBREAPER = 38, 36
_PROC = Path("/proc")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Carry out what standard input asks for and report how it ended."""
    spec = json.loads(_line(_CONTROL))
    _prctl(_SET_CHILD_SUBREAPER)
    child = os.fork()
    if child == 0:
        _become(spec)
    for fd in spec["streams"]:
        # The command alone holds its pipes, so that the crawler sees it close them.
        os.close(fd)
    ending = _watch(child, spec)
    ending["left"] = _end_tree(child)
    if ending["ended"] == "orphaned":
        _remove(spec["folder"])
    os.write(_REPORT, json.dumps(ending).encode() + b"\n")


def _line(fd: int) -> bytes:
    text = b""
    while not text.endswith(b"\n"):
        chunk = os.read(fd, 65536)
        if not chunk:
            raise SystemExit(0)
        text += chunk
    return text


def _prctl(option: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, 1, 0, 0, 0)


def _become(spec: dict[str, Any]) -> None:
    """Turn this fork into the command; never returns."""
    try:
        for fd, stream in enumerate(spec["streams"]):
            os.dup2(stream, fd)
        os.closerange(3, _MOST_FDS)
        os.setpgid(0, 0)
        for name in ("SIGPIPE", "SIGXFSZ", "SIGINT"):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
        _set_limits(spec)
        if spec["no_new_privileges"]:
            _prctl(_SET_NO_NEW_PRIVS)
        argv = _with_sealed_arguments(spec["argv"], spec["sealed"])
        os.chdir(spec["cwd"])
        os.execve(argv[0], argv, spec["env"])
    except (OSError, ValueError) as error:
        os.write(2, f"{spec['argv'][0]}: {error}\n".encode(errors="replace"))
    os._exit(127)


def _set_limits(spec: dict[str, Any]) -> None:
    for name, value in spec["rlimits"].items():
        kind = getattr(resource, name)
        _, hard = resource.getrlimit(kind)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))
    if spec["count_user_processes"]:
        # The kernel counts every process of the user, so those that run already are added.
        allowed = spec["processes"] + _tasks_of(os.getuid())
        _, hard = resource.getrlimit(resource.RLIMIT_NPROC)
        allowed = allowed if hard == resource.RLIM_INFINITY else min(allowed, hard)
        resource.setrlimit(resource.RLIMIT_NPROC, (allowed, allowed))


def _with_sealed_arguments(argv: list[str], sealed: list[str] | None) -> list[str]:
    """Hand long or private arguments over in memory, where no process list shows them."""
    if sealed is None:
        return argv
    fd = os.memfd_create("arguments", 0)
    os.write(fd, b"\0".join(os.fsencode(argument) for argument in sealed) + b"\0")
    os.lseek(fd, 0, os.SEEK_SET)
    return [argv[0], "--args", str(fd), *argv[1:]]


def _watch(child: int, spec: dict[str, Any]) -> dict[str, Any]:
    poll = select.poll()
    poll.register(_CONTROL, select.POLLIN | select.POLLHUP)
    if hasattr(os, "pidfd_open"):
        poll.register(os.pidfd_open(child), select.POLLIN)
    while True:
        ready = {fd for fd, _ in poll.poll(_TICK * 1000)}
        status = _reap().get(child)
        if status is not None:
            return {"ended": "exited", "code": os.waitstatus_to_exitcode(status)}
        if _CONTROL in ready:
            # A crawler that is done says so; one that died just lets go of the pipe.
            return {"ended": "stopped" if os.read(_CONTROL, 16) else "orphaned"}
        tree = _tree()
        if len(tree) > spec["processes"]:
            return {"ended": "processes"}
        if sum(tree.values()) > spec["memory"]:
            return {"ended": "memory"}


def _reap() -> dict[int, int]:
    ended: dict[int, int] = {}
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if pid == 0:
            return ended
        ended[pid] = status


def _tree() -> dict[int, int]:
    """Return every living descendant and the bytes of private memory it holds."""
    children: dict[int, list[int]] = {}
    for pid in _pids():
        parent = _parent(pid)
        if parent is not None:
            children.setdefault(parent, []).append(pid)
    found: dict[int, int] = {}
    waiting = [os.getpid()]
    while waiting:
        for pid in children.get(waiting.pop(), ()):
            found[pid] = _private_memory(pid)
            waiting.append(pid)
    return found


def _pids() -> list[int]:
    try:
        return [int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit()]
    except OSError:
        return []


def _read(pid: int, name: str) -> str:
    try:
        return (_PROC / str(pid) / name).read_text(errors="replace")
    except OSError:
        return ""


def _parent(pid: int) -> int | None:
    """Return the parent of a living process; zombies hold nothing and are left out."""
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return int(fields[1]) if len(fields) > 1 and fields[0] != "Z" else None


def _private_memory(pid: int) -> int:
    fields = _read(pid, "statm").split()
    return (int(fields[1]) - int(fields[2])) * _PAGE if len(fields) > 2 else 0


def _tasks_of(uid: int) -> int:
    count = 0
    for pid in _pids():
        try:
            if (_PROC / str(pid)).stat().st_uid == uid:
                count += sum(1 for _ in (_PROC / str(pid) / "task").iterdir())
        except OSError:
            continue
    return count


def _end_tree(child: int) -> int:
    """End every descendant and return how many are left."""
    _signal(-child, signal.SIGKILL)
    stopped: set[int] = set()
    for _ in range(100):
        # Stopped first: who is stopped cannot fork while the others are being killed.
        fresh = _tree().keys() - stopped
        if not fresh:
            break
        for pid in fresh:
            _signal(pid, signal.SIGSTOP)
        stopped |= fresh
    deadline = time.monotonic() + _PATIENCE
    while (tree := _tree()) and time.monotonic() < deadline:
        for pid in tree:
            _signal(pid, signal.SIGKILL)
        _reap()
        time.sleep(0.005)
    _reap()
    return len(tree)


def _remove(folder: str) -> None:
    """Remove the private home, which the crawler no longer can; no link is followed."""
    for root, folders, files in os.walk(folder, topdown=False):
        for name in (*folders, *files):
            path = Path(root) / name
            with suppress(OSError):
                path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    with suppress(OSError):
        Path(folder).rmdir()


def _signal(pid: int, number: int) -> None:
    with suppress(OSError):
        os.kill(pid, number)


if __name__ == "__main__":
    main()
