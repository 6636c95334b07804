"""What is known of the commands that start servers; the site's own page reads the same file."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from catalog.paths import LAUNCHES
from catalog.server import SourceKind

Packages = tuple[tuple[SourceKind, str], ...]
"""Registries with the name of a package there; `{name}` stands for what was found."""


@dataclass(frozen=True, slots=True)
class Containers:
    """What starts a container, and the images that stand for packages."""

    programs: tuple[str, ...]
    flags: re.Pattern[str]
    """Options that take no value."""
    image: re.Pattern[str]
    packages: Packages


@dataclass(frozen=True, slots=True)
class Commands:
    """The packages that a command may come from by its name alone."""

    packages: Packages
    reference: re.Pattern[str]
    reference_packages: Packages


@dataclass(frozen=True, slots=True)
class Launches:
    """Everything in the file; patterns are to match the whole of a word."""

    runners: Mapping[SourceKind, tuple[tuple[str, ...], ...]]
    names_package: Mapping[SourceKind, tuple[str, ...]]
    """Options of runners whose value is the package, the strongest first."""
    shell_options: tuple[str, ...]
    takes_value: Mapping[str, frozenset[str]]
    specs: Mapping[SourceKind, re.Pattern[str]]
    endings: re.Pattern[str]
    shells: tuple[str, ...]
    bridges: tuple[str, ...]
    """Packages that lead to the address in their arguments."""
    python: re.Pattern[str]
    module: re.Pattern[str]
    own_runners: tuple[str, ...]
    """Commands that run a file of the user's own."""
    scripts: tuple[str, ...]
    local: re.Pattern[str]
    deno: re.Pattern[str]
    installed: re.Pattern[str]
    containers: Containers
    commands: Commands
    said: Mapping[str, str]


@cache
def launches() -> Launches:
    """Return what the file says, read once."""
    raw = json.loads(LAUNCHES.read_text(encoding="utf-8"))
    return Launches(
        runners={SourceKind(key): _lists(value) for key, value in raw["runners"].items()},
        names_package={SourceKind(key): tuple(it) for key, it in raw["names_package"].items()},
        shell_options=tuple(raw["shell_options"]),
        takes_value={key: frozenset(value) for key, value in raw["takes_value"].items()},
        specs={SourceKind(key): _pattern(value) for key, value in raw["specs"].items()},
        endings=re.compile(f"{raw['endings']}\\Z", re.ASCII | re.IGNORECASE),
        shells=tuple(raw["shells"]),
        bridges=tuple(raw["bridges"]),
        python=_pattern(raw["python"]),
        module=_pattern(raw["module"]),
        own_runners=tuple(raw["own_runners"]),
        scripts=tuple(raw["scripts"]),
        local=_pattern(raw["local"]),
        deno=_pattern(raw["deno"]),
        installed=_pattern(raw["installed"]),
        containers=_containers(raw["containers"]),
        commands=_commands(raw["commands"]),
        said=raw["said"],
    )


def _containers(raw: Mapping[str, Any]) -> Containers:
    return Containers(
        programs=tuple(raw["programs"]),
        flags=_pattern(raw["flags"]),
        image=_pattern(raw["image"]),
        packages=_packages(raw["packages"]),
    )


def _commands(raw: Mapping[str, Any]) -> Commands:
    return Commands(
        packages=_packages(raw["packages"]),
        reference=_pattern(raw["reference"]),
        reference_packages=_packages(raw["reference_packages"]),
    )


def _packages(raw: list[list[str]]) -> Packages:
    return tuple((SourceKind(source), name) for source, name in raw)


def _lists(raw: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(words) for words in raw)


def _pattern(text: str) -> re.Pattern[str]:
    # Browsers read classes such as \w as ASCII.
    return re.compile(text, re.ASCII)
