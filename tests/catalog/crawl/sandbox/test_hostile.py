"""What a hostile server can reach, with bubblewrap and with limits only."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from catalog.crawl.sandbox import SandboxMode
from catalog.observation import Observation, Sandbox, Status

Observe = Callable[..., Observation]
HOST_HOME = Path.home()


def _described(seen: Observation) -> str:
    assert seen.status is Status.OK, seen.reason
    return seen.tools[0].description or ""


@pytest.fixture
def canary() -> Iterator[Path]:
    """Lay a secret beside the keys of whoever runs the tests."""
    folder = HOST_HOME / ".ssh"
    had_folder = folder.is_dir()
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"toolrisk-canary-{uuid.uuid4().hex}"
    file.write_text("sesame-of-the-host")
    yield file
    file.unlink()
    if not had_folder:
        folder.rmdir()


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """Listen on the loopback of the host and note who comes."""
    callers: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        done = threading.Event()

        def accept() -> None:
            while not done.is_set():
                try:
                    connection, address = server.accept()
                except TimeoutError:
                    continue
                callers.append(str(address))
                connection.close()

        thread = threading.Thread(target=accept)
        thread.start()
        yield server.getsockname()[1], callers
        done.set()
        thread.join()


@pytest.mark.sandbox
def test_the_keys_of_the_host_are_out_of_sight(observed: Observe, canary: Path) -> None:
    seen = observed("hostile.py", "read_files", str(canary), str(HOST_HOME / ".ssh"))
    text = _described(seen)
    assert seen.sandbox is Sandbox.BUBBLEWRAP
    assert text.count("FileNotFoundError") == len(text.splitlines())
    assert "sesame" not in repr(seen)


def test_without_bubblewrap_the_keys_could_be_read(observed: Observe, canary: Path) -> None:
    """The control: it shows that the test above would notice."""
    seen = observed("hostile.py", "read_files", str(canary), sandbox=SandboxMode.OFF)
    assert seen.sandbox is Sandbox.LIMITS
    assert "sesame-of-the-host" in _described(seen)


@pytest.mark.sandbox
def test_nobody_comes_out_to_the_network(
    observed: Observe, listener: tuple[int, list[str]]
) -> None:
    port, callers = listener
    assert "connected" not in _described(observed("hostile.py", "connect", str(port)))
    assert callers == []


@pytest.mark.sandbox
def test_the_network_is_open_where_the_server_needs_it(
    observed: Observe, listener: tuple[int, list[str]]
) -> None:
    port, callers = listener
    seen = observed("hostile.py", "connect", str(port), process={"needs_network": True})
    assert _described(seen).startswith("connected")
    assert len(callers) == 1


@pytest.mark.sandbox
def test_a_fork_bomb_is_contained(observed: Observe) -> None:
    seen = observed("hostile.py", "fork_bomb")
    if seen.status is Status.OK:
        forks, error = _described(seen).split(" forks, then ")
        assert (int(forks) < 40, error) == (True, "BlockingIOError")
    else:
        assert "processes" in seen.reason


def test_as_many_processes_as_allowed_may_run(observed: Observe, mode: SandboxMode) -> None:
    assert _described(observed("hostile.py", "many_children", "12", sandbox=mode)) == "grown"


def test_too_many_processes_end_the_server(observed: Observe, mode: SandboxMode) -> None:
    seen = observed("hostile.py", "many_children", "60", sandbox=mode)
    assert seen.status is not Status.OK or mode is SandboxMode.OFF


@pytest.mark.sandbox
def test_the_environment_holds_nothing_of_the_host(
    observed: Observe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOOLRISK_SECRET_OF_HOST", "x")
    env = {"KEY": "value of {home}", "LD_PRELOAD": ""}
    text = _described(observed("hostile.py", "environment", process={"env": env}))
    names = {line.partition("=")[0] for line in text.splitlines()}
    assert names <= {"HOME", "KEY", "LANG", "LC_CTYPE", "LD_PRELOAD", "PATH", "PWD", "TMPDIR"}
    assert "KEY=value of /home/agent" in text


def test_limits_alone_come_with_a_clean_environment(
    observed: Observe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOOLRISK_SECRET_OF_HOST", "x")
    text = _described(observed("hostile.py", "environment", sandbox=SandboxMode.OFF))
    assert "SECRET_OF_HOST" not in text
    assert str(HOST_HOME) not in text


@pytest.mark.sandbox
def test_only_private_folders_can_be_written(observed: Observe) -> None:
    ours = ("/home/agent/x", "/tmp/x", "/dev/shm/x")
    lines = _described(observed("hostile.py", "write_files", *ours)).splitlines()
    assert [line for line in lines if line.endswith("written")] == [f"{x} written" for x in ours]


@pytest.mark.sandbox
def test_a_writable_folder_can_be_written(observed: Observe, tmp_path: Path) -> None:
    folder = tmp_path / "install"
    (folder / "inner").mkdir(parents=True)
    folder.chmod(0o755)
    changes = {"writable": (folder,)}
    observed("hostile.py", "write_files", str(folder / "inner" / "x"), process=changes)
    assert (folder / "inner" / "x").read_text() == "written"


@pytest.mark.sandbox
def test_home_files_lie_in_the_private_home(observed: Observe) -> None:
    changes = {"home_files": {".kube/config": "laid down"}}
    text = _described(
        observed("hostile.py", "read_files", "/home/agent/.kube/config", process=changes)
    )
    assert "/home/agent/.kube/config=laid down" in text


@pytest.mark.sandbox
@pytest.mark.parametrize("folder", ["/home/agent", "/tmp", "/dev/shm", "/var/tmp"])
def test_no_disk_is_filled(observed: Observe, folder: str) -> None:
    assert _described(observed("hostile.py", "fill_disk", folder)) == "8 MiB, then OSError"


def test_a_daemon_that_left_its_group_ends_too(
    observed: Observe, mode: SandboxMode, tmp_path: Path, gone: Callable[[int], bool]
) -> None:
    file = tmp_path / "pid" if mode is SandboxMode.OFF else Path("/tmp/pid")
    seen = observed("hostile.py", "daemon", str(file), sandbox=mode)
    assert _described(seen) == "left a daemon"
    if mode is SandboxMode.OFF:
        assert gone(int(file.read_text()))
    assert not _processes_named("toolrisk-test-daemon")


def test_all_ends_when_the_crawler_is_killed(
    mode: SandboxMode, tmp_path: Path, gone: Callable[[int], bool]
) -> None:
    server = Path(__file__).resolve().parents[3] / "servers" / "hostile.py"
    mark = f"mark-{uuid.uuid4().hex}"
    code = f"""
import anyio, sys
from pathlib import Path
from catalog.crawl.observe import Settings, observe
from catalog.crawl.sandbox import SandboxMode
from catalog.crawl.target import Process
from catalog.server import Server, SourceKind
argv = (sys.executable, "-I", "-S", {str(server)!r}, "ends_never", {mark!r})
target = Process(argv=argv, readable=(Path({str(server.parent)!r}),))
settings = Settings(sandbox=SandboxMode({mode.value!r}), time_limit=60)
anyio.run(lambda: observe(Server("x", SourceKind.COMMAND), target, settings, observed_at=""))
"""
    folder = tmp_path / "temporary"
    folder.mkdir()
    env = {**os.environ, "TMPDIR": str(folder)}
    crawler = subprocess.Popen([sys.executable, "-c", code], cwd=server.parents[2], env=env)
    found: list[int] = []
    deadline = time.monotonic() + 20
    while len(found) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
        found = [pid for pid in _processes_named(mark) if pid != crawler.pid]
    crawler.send_signal(signal.SIGKILL)
    crawler.wait()
    assert found
    assert all(gone(pid) for pid in found)
    while any(folder.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list(folder.iterdir()) == []


def _processes_named(text: str) -> list[int]:
    found = []
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if text.encode() in command.read_bytes() and int(command.parent.name) != os.getpid():
                found.append(int(command.parent.name))
        except OSError:
            continue
    return found


def test_no_descriptor_of_the_crawler_is_inherited(observed: Observe, mode: SandboxMode) -> None:
    opened = _described(observed("hostile.py", "descriptors", sandbox=mode)).split()
    assert [name.partition(":")[0] for name in opened] == ["pipe"] * 3
