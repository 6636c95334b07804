"""List a server that is started here, with a second start for the few that need one."""

import signal
from dataclasses import dataclass, replace

import anyio

from catalog.crawl.listing.credentials import misses_credential
from catalog.crawl.listing.errors import ListingError, Mute
from catalog.crawl.listing.listing import Listing, list_server
from catalog.crawl.listing.negotiation import Opening
from catalog.crawl.listing.outcome import Outcome, failed, listed
from catalog.crawl.listing.stdio import Chatter, stdio_wire
from catalog.crawl.listing.text import clean, last_lines
from catalog.crawl.sandbox import (
    Ending,
    Launch,
    LaunchRefused,
    Limits,
    SandboxUnavailable,
    confine,
    started,
)
from catalog.crawl.settings import Settings
from catalog.crawl.target import Process
from catalog.observation import Status

STDIO = "stdio"
_PATIENCE = 1.0
"""Seconds until `initialize` follows the probe. Half of the npm servers answer within 0.75 s of
their start; the others find both requests waiting when they are up."""
_SILENT_SHARE = 0.5
"""Share of the time limit after which a server that said nothing is started again."""
_LAST_WORDS = 0.5
"""Seconds for the end of standard error and the exit code of a server that hung up."""
_NOT_STARTED = (126, 127)
_KILLED = (-signal.SIGKILL, -signal.SIGXCPU, 128 + signal.SIGKILL, 128 + signal.SIGXCPU)
"""What a limit looks like from outside; bubblewrap adds 128 to the number of a signal."""


async def list_process(process: Process, settings: Settings) -> Outcome:
    """Start the server, list its tools and end it; whatever it does is an outcome."""
    try:
        with confine(
            process, settings.sandbox, settings.limits, program=settings.bubblewrap
        ) as launch:
            outcome = await _list(launch, settings)
    except SandboxUnavailable as error:
        return Outcome(Status.SKIPPED, str(error), STDIO)
    except LaunchRefused as error:
        return Outcome(Status.FAILED_TO_START, str(error), STDIO)
    return replace(
        outcome,
        sandbox=launch.sandbox,
        warnings=(*process.warnings, *launch.warnings, *outcome.warnings),
    )


@dataclass(slots=True)
class _Start:
    """One start of a server, and what came of it."""

    opening: Opening
    chatter: Chatter
    ending: Ending
    result: Listing | ListingError

    @property
    def next_opening(self) -> Opening | None:
        """Return how to start once more; None where that would change nothing."""
        if self.opening is not Opening.BOTH or not isinstance(self.result, Mute):
            return None
        is_ours = self.chatter.excess or self.ending.cause in ("processes", "memory")
        if (
            is_ours
            or self.ending.code in (*_NOT_STARTED, *_KILLED)
            or misses_credential(self.chatter.stderr)
        ):
            return None
        return Opening.DISCOVER if self.result.was_modern else Opening.HANDSHAKE


async def _list(launch: Launch, settings: Settings) -> Outcome:
    deadline = anyio.current_time() + settings.time_limit
    start = await _start(launch, settings, Opening.BOTH, deadline)
    warnings: tuple[str, ...] = ()
    opening = start.next_opening
    if opening is not None:
        first = "initialize" if opening is Opening.DISCOVER else "server/discover"
        start = await _start(launch, settings, opening, deadline)
        warnings = (f"started twice: the server does not bear `{first}` before it is ready",)
    if isinstance(start.result, Listing):
        return listed(start.result, STDIO, (*start.chatter.warnings(), *warnings))
    return failed(_explained(start, settings), STDIO, start.chatter.warnings())


async def _start(launch: Launch, settings: Settings, opening: Opening, deadline: float) -> _Start:
    chatter = Chatter()
    result: Listing | ListingError = ListingError(Status.TIMED_OUT, "")
    async with started(launch, settings.limits) as running:
        with anyio.CancelScope(deadline=deadline):
            async with stdio_wire(running, settings.limits, chatter) as wire:
                with anyio.CancelScope() as silence:
                    async with anyio.create_task_group() as group:
                        if opening is Opening.BOTH:
                            group.start_soon(_end_silence, silence, chatter, deadline, settings)
                        try:
                            result = await list_server(wire, opening, _PATIENCE, settings.limits)
                        except ListingError as error:
                            result = error
                            if isinstance(error, Mute) and not chatter.excess:
                                await running.ended(_LAST_WORDS)
                                await chatter.stderr_ended(_LAST_WORDS)
                        group.cancel_scope.cancel()
                if silence.cancelled_caught:
                    result = Mute("no answer to `server/discover`")
        return _Start(opening, chatter, await running.stop(), result)


async def _end_silence(
    silence: anyio.CancelScope, chatter: Chatter, deadline: float, settings: Settings
) -> None:
    """Give up on a server that hangs at the probe, in time for a second start."""
    await anyio.sleep_until(deadline - settings.time_limit * (1 - _SILENT_SHARE))
    if chatter.messages == 0:
        silence.cancel()


def _explained(start: _Start, settings: Settings) -> ListingError:
    """Return the failure with its cause, as far as the process and its last words tell it."""
    assert isinstance(start.result, ListingError)
    chatter, status = start.chatter, start.result.status
    passed = chatter.excess or _passed_limit(start.ending, settings.limits)
    if passed:
        return ListingError(Status.INVALID, f"the server was ended: {passed}")
    if status is Status.INVALID:
        return start.result
    credential = misses_credential(chatter.stderr)
    if credential:
        told = clean(credential)
        return ListingError(Status.AUTH_REQUIRED, f"the server asks for a credential: {told}")
    if chatter.unreadable and not chatter.messages and not start.ending.code:
        return ListingError(Status.INVALID, f"no MCP was spoken: {chatter.warnings()[0]}")
    reason = _end_of(start, settings)
    words = last_lines(chatter.stderr) or chatter.first_unreadable
    return ListingError(status, f"{reason}; its last words: {words}" if words else reason)


def _passed_limit(ending: Ending, limits: Limits) -> str:
    return {
        "processes": f"more than {limits.processes} processes",
        "memory": f"more than {limits.memory_bytes >> 20} MiB of memory",
    }.get(ending.cause, "")


def _end_of(start: _Start, settings: Settings) -> str:
    if start.result.status is Status.TIMED_OUT:  # type: ignore[union-attr]
        said = "no complete answer" if start.chatter.messages else "no answer"
        return f"{said} within {settings.time_limit:g} s"
    code = start.ending.code
    if code is None:
        return "the server closed its standard output before it listed its tools"
    number = -code if code < 0 else code - 128
    if number in {item.value for item in signal.Signals}:
        name = signal.Signals(number).name
        return f"the server was ended by {name} before it listed its tools"
    return f"the server ended with exit code {code} before it listed its tools"
