"""How a long command ends: by Ctrl-C, by SIGTERM as cleanly, or by an error that is told."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click

from catalog.errors import CatalogError, SeedError

EXIT_INTERRUPTED = 130
EXIT_TERMINATED = 143
_INTERRUPTED = "Interrupted; what was done is kept. Run again to continue."


class Terminated(KeyboardInterrupt):
    """SIGTERM arrived; whatever cleans up after Ctrl-C cleans up after it."""


@contextmanager
def exits_by_sigterm() -> Iterator[None]:
    """Turn the first SIGTERM into `Terminated`, and that into the exit code of the signal.

    Later ones change nothing: cleaning up has begun.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    except Terminated:
        sys.exit(EXIT_TERMINATED)
    finally:
        signal.signal(signal.SIGTERM, former)


@contextmanager
def exits_by_signal() -> Iterator[None]:
    """Say what an interrupt leaves, and exit with the code of the signal."""
    with exits_by_sigterm():
        try:
            yield
        except KeyboardInterrupt as ending:
            click.echo(_INTERRUPTED, err=True)
            if isinstance(ending, Terminated):
                raise
            sys.exit(EXIT_INTERRUPTED)


@contextmanager
def tells_errors() -> Iterator[None]:
    """Show errors of the catalogue as those of the command, with its exit codes."""
    try:
        yield
    except SeedError as error:
        raise click.UsageError(str(error)) from error
    except CatalogError as error:
        raise click.ClickException(str(error)) from error


def _terminate(number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Terminated
