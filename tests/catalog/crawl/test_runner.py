import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from catalog.crawl.attempt import AttemptSettings, Outcome
from catalog.crawl.candidate import Candidate
from catalog.crawl.runner import CrawlSettings, crawl
from catalog.crawl.sandbox import SandboxMode
from catalog.crawl.settings import Settings
from catalog.crawl.sources.toolchain import Toolchain
from catalog.crawl.target import Unavailable
from catalog.observation import Observation, Status
from catalog.server import Server, SourceKind

GATED = Path(__file__).resolve().parents[2] / "servers" / "gated.py"


class Memory:
    """A recorder that keeps everything in lists."""

    def __init__(self) -> None:
        self.records: list[tuple[str, Status, str]] = []
        self._by_key: dict[str, Observation] = {}
        self._latest: dict[str, Observation] = {}

    def cached(self, key: str) -> Observation | None:
        return self._by_key.get(key)

    def latest(self, name: str) -> Observation | None:
        return self._latest.get(name)

    def record(self, server: Server, observation: Observation, key: str) -> None:
        self.records.append((server.name, observation.status, key))
        self._latest[server.name] = observation
        if observation.status is Status.OK:
            self._by_key[key] = observation


@pytest.fixture
def settings(tmp_path: Path) -> CrawlSettings:
    toolchain = Toolchain(
        cache=tmp_path / "cache",
        environment={"NPM_CONFIG_REGISTRY": "http://127.0.0.1:9/"},
        home=tmp_path / "home",
        search=(Path("/usr/bin"), Path("/bin")),
        npm=Path("/usr/bin/npm"),
        node=Path("/usr/bin/node"),
        time_limit=20,
    )
    made_with = AttemptSettings(toolchain, Settings(sandbox=SandboxMode.OFF), tmp_path / "installs")
    return CrawlSettings(made_with, jobs=2)


def gated(name: str, gate: str = ".") -> Candidate:
    args = ("-I", "-S", str(GATED), gate, name)
    return Candidate(
        Server(name=name, source=SourceKind.COMMAND, command=sys.executable, args=args)
    )


def saved(folder: Path, name: str, text: str = '{"tools": [{"name": "a"}]}') -> Candidate:
    path = folder / f"{name}.json"
    path.write_text(text, encoding="utf-8")
    return Candidate(Server(name=name, source=SourceKind.SAVED, path=str(path)))


def statuses(outcomes: Iterator[Outcome]) -> dict[str, Status]:
    return {outcome.server.name: outcome.observation.status for outcome in outcomes}


def test_bad_servers_stop_no_other(settings: CrawlSettings, tmp_path: Path) -> None:
    missing = Server(name="missing", source=SourceKind.COMMAND, command="no-such-program")
    mute = Server(name="mute", source=SourceKind.COMMAND, command="/bin/true")
    candidates = [Candidate(missing), gated("good"), Candidate(mute), saved(tmp_path, "s", "{")]
    recorder = Memory()
    found = statuses(crawl(candidates, settings, recorder))
    assert found.pop("good") is Status.OK
    assert found["missing"] is Status.FAILED_TO_START
    assert Status.OK not in found.values()
    assert {name for name, _, _ in recorder.records} == {"missing", "good", "mute", "s"}


def test_second_run_reuses_what_is_known_and_retries_what_failed(
    settings: CrawlSettings, tmp_path: Path
) -> None:
    recorder = Memory()
    candidates = [saved(tmp_path, "good"), saved(tmp_path, "bad", "{")]
    list(crawl(candidates, settings, recorder))
    again = {
        outcome.server.name: outcome.is_cached for outcome in crawl(candidates, settings, recorder)
    }
    assert again == {"good": True, "bad": False}
    refreshed = list(crawl(candidates, replace(settings, refresh=True), recorder))
    assert not any(outcome.is_cached for outcome in refreshed)


def test_changed_file_is_listed_again(settings: CrawlSettings, tmp_path: Path) -> None:
    recorder = Memory()
    list(crawl([saved(tmp_path, "s")], settings, recorder))
    changed = saved(tmp_path, "s", '{"tools": [{"name": "b"}]}')
    (outcome,) = crawl([changed], settings, recorder)
    assert [tool.name for tool in outcome.observation.tools] == ["b"]


def test_listing_that_counts_again_is_recorded_again(
    settings: CrawlSettings, tmp_path: Path
) -> None:
    recorder = Memory()
    first = saved(tmp_path, "s")
    list(crawl([first], settings, recorder))
    (tmp_path / "other").mkdir()
    other = saved(tmp_path / "other", "s", '{"tools": [{"name": "b"}]}')
    recorder._latest["s"] = replace(
        next(crawl([other], settings, recorder)).observation, observed_at="2099-01-01T00:00:00Z"
    )
    (outcome,) = crawl([first], settings, recorder)
    assert outcome.is_cached
    latest = recorder.latest("s")
    assert latest is not None
    assert [tool.name for tool in latest.tools] == ["a"]


def test_same_skip_is_recorded_once(settings: CrawlSettings) -> None:
    recorder = Memory()
    server = Server(name="x", source=SourceKind.COMMAND)
    candidate = Candidate(server, Unavailable(Status.SKIPPED, "is disabled"))
    for _ in range(2):
        assert statuses(crawl([candidate], settings, recorder)) == {"x": Status.SKIPPED}
    assert len(recorder.records) == 1


def test_silent_registry_costs_seconds_for_all_of_its_servers(settings: CrawlSettings) -> None:
    servers = [
        Candidate(Server(name=f"s{number}", source=SourceKind.NPM, package="a", version="1.0.0"))
        for number in range(30)
    ]
    started = time.monotonic()
    outcomes = list(crawl(servers, settings, Memory()))
    assert time.monotonic() - started < 10
    assert all(outcome.is_offline for outcome in outcomes)
    assert {outcome.observation.status for outcome in outcomes} == {Status.UNREACHABLE}


def test_outcome_is_recorded_before_it_is_told(settings: CrawlSettings, tmp_path: Path) -> None:
    recorder = Memory()
    crawling = crawl([saved(tmp_path, str(number)) for number in range(4)], settings, recorder)
    for outcome in crawling:
        assert outcome.server.name in {name for name, _, _ in recorder.records}


def test_leaving_early_ends_what_runs(settings: CrawlSettings, tmp_path: Path) -> None:
    started = time.monotonic()
    crawling = crawl([saved(tmp_path, "s"), gated("slow", "/no/such/gate")], settings, Memory())
    next(crawling)
    crawling.close()
    assert time.monotonic() - started < 10
    assert statuses(crawl([gated("next")], settings, Memory())) == {"next": Status.OK}


class Counting(Executor):
    """Runs each call at once and counts."""

    def __init__(self) -> None:
        self.calls = 0
        self.is_shut_down = False

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.calls += 1
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.is_shut_down = True


def test_attempts_run_on_the_given_executor(settings: CrawlSettings, tmp_path: Path) -> None:
    executor = Counting()
    candidates = [saved(tmp_path, str(number)) for number in range(3)]
    list(crawl(candidates, settings, Memory(), executor=executor))
    assert executor.calls == 3
    assert not executor.is_shut_down
