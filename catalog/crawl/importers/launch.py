"""Recognise the package behind `npx`, `uvx` and their kin, so that it is installed exactly."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from catalog.server import SourceKind

_NPM_RUNNERS = (("npx",), ("bunx",), ("pnpx",), ("pnpm", "dlx"), ("yarn", "dlx"), ("npm", "exec"))
_PYPI_RUNNERS = (("uvx",), ("uv", "tool", "run"), ("pipx", "run"))
_NPM_SPEC = re.compile(r"(@[^/@\s]+/)?[^/@:\s.][^/@:\s]*(@[^/\s]*)?\Z")
_PYPI_SPEC = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:(?:==|@)([^\s;,\[\]]+))?\Z")
_TAKES_VALUE = (
    "--from",
    "--spec",
    "--with",
    "--package",
    "-p",
    "--python",
    "--index",
    "--index-url",
    "--default-index",
    "--cache",
    "--registry",
)


@dataclass(frozen=True, slots=True)
class PackageLaunch:
    """What a package runner would install and start."""

    source: SourceKind
    package: str
    version: str | None
    """None where the runner would take the latest."""
    command: str | None
    """None where the package's own command is meant."""
    args: tuple[str, ...]


class UnknownPackageError(ValueError):
    """A package runner is given something that is no package of a registry."""


def package_launch(command: str, args: Sequence[str]) -> PackageLaunch | None:
    """Return the package that a runner is told to start, or None where there is no runner.

    Raises:
        UnknownPackageError: the runner takes it from an address, a folder or a shell line.
    """
    words = [PurePath(command.replace("\\", "/")).name.removesuffix(".cmd").removesuffix(".exe")]
    words += args
    if words[0] == "cmd" and len(words) > 2 and words[1].lower() == "/c":
        return package_launch(words[2], words[3:])
    for runners, source in ((_NPM_RUNNERS, SourceKind.NPM), (_PYPI_RUNNERS, SourceKind.PYPI)):
        for runner in runners:
            if tuple(words[: len(runner)]) == runner:
                return _parsed(words[len(runner) :], source)
    return None


def _parsed(words: list[str], source: SourceKind) -> PackageLaunch:
    options, rest = _options(words)
    if "-c" in options or "--call" in options:
        raise UnknownPackageError("is started through a shell line; name its package")
    named = next(
        (options[key] for key in ("--from", "--spec", "--package") if key in options), None
    )
    if named is None and source is SourceKind.NPM:
        named = options.get("-p")
    if not rest:
        raise UnknownPackageError("names no package")
    package, version = _spec(named or rest[0], source)
    command = rest[0] if named else None
    return PackageLaunch(source, package, version, command, tuple(rest[1:]))


def _options(words: list[str]) -> tuple[dict[str, str], list[str]]:
    options: dict[str, str] = {}
    at = 0
    while at < len(words) and words[at].startswith("-"):
        name, is_assigned, value = words[at].partition("=")
        at += 1
        if name == "--":
            break
        if name in _TAKES_VALUE and not is_assigned and at < len(words):
            value = words[at]
            at += 1
        options[name] = value
    return options, words[at:]


def _spec(spec: str, source: SourceKind) -> tuple[str, str | None]:
    if source is SourceKind.NPM:
        if not _NPM_SPEC.match(spec):
            raise UnknownPackageError(f"takes {spec[:80]!r}, which is no package on npm")
        at = spec.find("@", 1)
        name, version = (spec, "") if at < 0 else (spec[:at], spec[at + 1 :])
    else:
        match = _PYPI_SPEC.match(spec)
        if match is None:
            raise UnknownPackageError(f"takes {spec[:80]!r}, which is no exact package on PyPI")
        name, version = match[1], match[2] or ""
    return name, version if version and version != "latest" else None
