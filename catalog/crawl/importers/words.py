"""Take the command of a server apart: what stands around it, and its options."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.crawl.importers.launches import launches

_DEEPEST = 4
_SHELL_LINE = re.compile(r"-\w*c", re.ASCII)
_SHELL_SIGNS = re.compile(r"[;&|`$<>(]")
_QUOTED = re.compile(r"""(["'])(.*)\1""")
_SETTING = re.compile(r"\w+=", re.ASCII)


@dataclass(frozen=True, slots=True)
class Started:
    """What a command starts in the end."""

    words: tuple[str, ...]
    """The program without its folder, then its arguments; empty where no one can tell."""
    settings: tuple[str, ...] = ()
    """`NAME=value` for each variable that is set on the way."""


def started(command: str, args: Sequence[str]) -> Started:
    """Return what is started through `cmd /c`, the line of a shell, or `env`."""
    words: tuple[str, ...] = (command, *args)
    settings: tuple[str, ...] = ()
    for _ in range(_DEEPEST + 1):
        first = program_name(words[0])
        inner, more = _inner(first, words[1:])
        settings = (*settings, *more)
        if inner is None:
            return Started((first, *words[1:]), settings)
        if not inner:
            break
        words = inner
    return Started((), settings)


def program_name(command: str) -> str:
    """Return the name of a program without its folder and without the ending of Windows."""
    return launches().endings.sub("", command.replace("\\", "/").rsplit("/", 1)[-1])


def split_options(
    words: Sequence[str], takes_value: frozenset[str], last: str = ""
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the options with their values, and the words behind them or behind `last`."""
    options: dict[str, str] = {}
    at = 0
    while at < len(words) and words[at].startswith("-") and last not in options:
        name, is_assigned, value = words[at].partition("=")
        at += 1
        if name == "--" and not is_assigned:
            break
        if name in takes_value and not is_assigned and at < len(words):
            value = words[at]
            at += 1
        options[name] = value
    return options, tuple(words[at:])


def _inner(first: str, args: tuple[str, ...]) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Return the words that `first` starts, None where it is no wrapper, and what it sets."""
    if first == "cmd" and args and args[0].lower() == "/c":
        return args[1:], ()
    if first in launches().shells and args and _SHELL_LINE.fullmatch(args[0]):
        return _line(args[1] if len(args) > 1 else ""), ()
    if first == "env":
        named = (at for at, word in enumerate(args) if not _is_set(word))
        start = next(named, len(args))
        return args[start:], tuple(word for word in args[:start] if not word.startswith("-"))
    return None, ()


def _is_set(word: str) -> bool:
    return word.startswith("-") or bool(_SETTING.match(word))


def _line(line: str) -> tuple[str, ...]:
    if _SHELL_SIGNS.search(line):
        return ()
    words = (_QUOTED.sub(r"\2", word) if _QUOTED.fullmatch(word) else word for word in line.split())
    return tuple(word for word in words if word and word != "exec")
