"""Observe many servers at a time, record each as it is done, and reuse what is known."""

import os
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Protocol

from catalog.crawl.attempt import CHILDREN, AttemptSettings, Outcome, attempt, refused
from catalog.crawl.candidate import Candidate
from catalog.crawl.key import is_reusable
from catalog.crawl.sources.package import no_answer
from catalog.crawl.sources.reachability import answers
from catalog.observation import Observation, Status
from catalog.server import Server, SourceKind


class Recorder(Protocol):
    """What a crawl writes to; `catalog.store.Store` is one."""

    def cached(self, key: str) -> Observation | None:
        """Return the newest successful observation under this listing key."""

    def latest(self, name: str) -> Observation | None:
        """Return the observation that counts for a server now."""

    def record(self, server: Server, observation: Observation, key: str) -> None:
        """Keep one observation, all or nothing."""


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """How a crawl goes about many servers."""

    attempt: AttemptSettings
    jobs: int = 0
    """Servers at a time; 0 for one more than there are processors."""
    refresh: bool = False
    """True to list again what is known."""

    @property
    def workers(self) -> int:
        """Servers at a time, at least one."""
        # An install waits for the network half of its time, so one more keeps every core busy.
        return self.jobs if self.jobs > 0 else (os.cpu_count() or 1) + 1


def crawl(
    candidates: Iterable[Candidate],
    settings: CrawlSettings,
    recorder: Recorder,
    *,
    executor: Executor | None = None,
    on_start: Callable[[Server], None] = lambda server: None,
) -> Generator[Outcome]:
    """Yield an outcome for every candidate, each recorded before it is yielded.

    Leaving the iteration early, by an interrupt too, ends what runs and keeps what is done.
    `executor` runs the attempts; None for threads on this machine.
    """
    pool = executor or ThreadPoolExecutor(settings.workers, thread_name_prefix="crawl")
    try:
        crawling = _Crawl(settings, recorder, pool, on_start)
        yield from crawling.outcomes(candidates)
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        CHILDREN.end_all()
        raise
    finally:
        if executor is None:
            pool.shutdown(wait=True, cancel_futures=True)
        CHILDREN.allow()


class _Crawl:
    """The state of one crawl: what is under way, and which registries answer."""

    def __init__(
        self,
        settings: CrawlSettings,
        recorder: Recorder,
        pool: Executor,
        on_start: Callable[[Server], None],
    ) -> None:
        self._settings = settings
        self._recorder = recorder
        self._pool = pool
        self._on_start = on_start
        self._answers: dict[SourceKind, bool] = {}
        self._under_way: set[Future[Outcome]] = set()

    def outcomes(self, candidates: Iterable[Candidate]) -> Iterator[Outcome]:
        """Keep as many attempts under way as there are workers, never the whole list."""
        for candidate in candidates:
            if known := self._without_attempt(candidate):
                yield self._recorded(known)
                continue
            while len(self._under_way) >= self._settings.workers:
                yield from self._finished()
            self._on_start(candidate.server)
            self._under_way.add(self._pool.submit(attempt, candidate, self._settings.attempt))
        while self._under_way:
            yield from self._finished()

    def _without_attempt(self, candidate: Candidate) -> Outcome | None:
        server, made_with = candidate.server, self._settings.attempt
        if candidate.refusal is not None:
            return refused(server, candidate.refusal, made_with)
        if not self._settings.refresh and is_reusable(server):
            key = made_with.key(server)
            known = self._recorder.cached(key)
            if known is not None and known.server == server.name:
                return Outcome(server, known, key, is_cached=True)
        if self._is_unreachable(server):
            return refused(server, no_answer(server.source), made_with)
        return None

    def _is_unreachable(self, server: Server) -> bool:
        kind, toolchain = server.source, self._settings.attempt.toolchain
        if kind is SourceKind.NPM and toolchain.npm is None:
            return False
        if kind not in self._answers:
            self._answers[kind] = answers(kind, toolchain)
        return not self._answers[kind]

    def _finished(self) -> Iterator[Outcome]:
        done, self._under_way = wait(self._under_way, return_when=FIRST_COMPLETED)
        # All are recorded before the first is handed out: an interrupt there loses none.
        yield from [self._recorded(future.result()) for future in done]

    def _recorded(self, outcome: Outcome) -> Outcome:
        latest = self._recorder.latest(outcome.server.name)
        if outcome.is_cached and _is_same(latest, outcome.observation):
            return outcome
        is_repeated = latest is not None and (latest.status, latest.reason) == (
            Status.SKIPPED,
            outcome.observation.reason,
        )
        if outcome.observation.status is Status.SKIPPED and is_repeated:
            # Skipped for the same reason: nothing new, and a rebuild has nothing to do.
            return replace(outcome, is_cached=True)
        self._recorder.record(outcome.server, outcome.observation, outcome.key)
        return outcome


def _is_same(latest: Observation | None, observation: Observation) -> bool:
    return latest is not None and latest.observed_at == observation.observed_at
