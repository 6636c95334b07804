"""Recognise the package behind `npx`, `uvx` and their kin, so that it is installed exactly."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.crawl.importers.launches import launches
from catalog.crawl.importers.words import split_options, started
from catalog.server import SourceKind


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
    settings: tuple[str, ...] = ()
    """`NAME=value` for each variable that is set in front of the runner."""


class UnknownPackageError(ValueError):
    """A package runner is given something that is no package of a registry."""


def package_launch(command: str, args: Sequence[str]) -> PackageLaunch | None:
    """Return the package that a runner is told to start, or None where there is no runner.

    Raises:
        UnknownPackageError: the runner takes it from an address, a folder or a shell line.
    """
    found = started(command, args)
    if runner := runner_of(found.words):
        source, words = runner
        return _parsed(words, source, found.settings)
    if found.words[:1] == ("deno",):
        return _of_deno(found.words[1:], found.settings)
    return None


def runner_of(words: Sequence[str]) -> tuple[SourceKind, tuple[str, ...]] | None:
    """Return the registry that a runner takes packages from, and the words behind the runner."""
    for source, runners in launches().runners.items():
        for runner in runners:
            if tuple(words[: len(runner)]) == runner:
                return source, tuple(words[len(runner) :])
    return None


def package_words(
    words: Sequence[str], source: SourceKind
) -> tuple[str, bool, tuple[str, ...]] | None:
    """Return what names the package, whether an option does, and the words behind the options.

    None where a line for a shell stands in place of a package.
    """
    options, rest = split_options(words, launches().takes_value["runner"])
    if any(option in options for option in launches().shell_options):
        return None
    naming = (options[key] for key in launches().names_package[source] if key in options)
    named = next(naming, "")
    return named or next(iter(rest), ""), bool(named), rest


def read_spec(source: SourceKind, spec: str) -> tuple[str, str | None] | None:
    """Return the name and the version in `spec`; None where it is no package of a registry."""
    match = launches().specs[source].fullmatch(spec)
    if match is None:
        return None
    return match[1], match[2] if match[2] and match[2] != "latest" else None


def _parsed(words: Sequence[str], source: SourceKind, settings: tuple[str, ...]) -> PackageLaunch:
    found = package_words(words, source)
    if found is None:
        raise UnknownPackageError("is started through a shell line; name its package")
    spec, is_named, rest = found
    if not rest:
        raise UnknownPackageError("names no package")
    package, version = _exact(spec, source)
    command = rest[0] if is_named else None
    return PackageLaunch(source, package, version, command, rest[1:], settings)


def _exact(spec: str, source: SourceKind) -> tuple[str, str | None]:
    found = read_spec(source, spec)
    if source is SourceKind.NPM:
        if found is None:
            raise UnknownPackageError(f"takes {spec[:80]!r}, which is no package on npm")
        return found
    if found is None or not _is_exact(spec.removeprefix(found[0]), found[1]):
        raise UnknownPackageError(f"takes {spec[:80]!r}, which is no exact package on PyPI")
    return found


def _is_exact(rest: str, version: str | None) -> bool:
    # An extra or a range is more than a name and a version, which is all that gets installed.
    return rest in ("", "@latest") or (version is not None and rest.startswith(("==", "@")))


def _of_deno(words: Sequence[str], settings: tuple[str, ...]) -> PackageLaunch | None:
    for at, word in enumerate(words):
        if match := launches().deno.match(word):
            found = read_spec(SourceKind.NPM, match[1])
            command = word[match.end() :].strip("/") or None
            rest = tuple(words[at + 1 :])
            return found and PackageLaunch(SourceKind.NPM, *found, command, rest, settings)
    return None
