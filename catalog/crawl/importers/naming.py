"""Name the public package or address behind any command, as far as one can tell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from catalog.crawl.importers.launch import package_words, read_spec, runner_of
from catalog.crawl.importers.launches import Packages, launches
from catalog.crawl.importers.words import split_options, started
from catalog.server import SourceKind, address_key, package_key


@dataclass(frozen=True, slots=True)
class Named:
    """What a command is known by in a catalogue."""

    keys: tuple[str, ...] = ()
    """As `lookup_key` makes them, the likeliest first."""
    version: str | None = None
    taken: str = ""
    """What is only taken for granted: a sentence, empty where the command says it."""
    why: str = ""
    """Why there are no keys: a sentence."""


def name_launch(command: str, args: Sequence[str]) -> Named:
    """Return the packages or the address that a command may start."""
    return _name(started(command, args).words)


def _name(words: Sequence[str]) -> Named:
    if not words:
        return _unknown("no_package")
    first, args = words[0], words[1:]
    if runner := runner_of(words):
        return _of_runner(*runner)
    known = launches()
    by_program: tuple[tuple[bool, Callable[[Sequence[str]], Named]], ...] = (
        (first == "uv", _of_uv),
        (known.python.fullmatch(first) is not None, _of_python),
        (first in known.containers.programs, _of_container),
        (first == "deno", _of_deno),
        (first in known.scripts, _of_script),
    )
    for is_it, read in by_program:
        if is_it:
            return read(args)
    return _unknown("local") if known.local.fullmatch(first) else _of_command(first)


def _unknown(reason: str) -> Named:
    return Named(why=launches().said[reason])


def _package(source: SourceKind, spec: str) -> Named | None:
    found = read_spec(source, spec)
    return Named((package_key(source, found[0]),), found[1]) if found else None


def _of_runner(source: SourceKind, words: Sequence[str]) -> Named:
    found = package_words(words, source)
    named = _package(source, found[0]) if found else None
    if found is None or named is None:
        return _unknown("no_package")
    if named.keys[0].partition(":")[2] in launches().bridges:
        addresses = (word for word in found[2][1:] if word.startswith(("http:", "https:")))
        if key := next(map(_address, addresses), ""):
            return Named((key,))
    return named


def _address(url: str) -> str:
    try:
        return address_key(url)
    except ValueError:
        return ""


def _of_uv(args: Sequence[str]) -> Named:
    takes_value = launches().takes_value["uv"]
    _, rest = split_options(args, takes_value)
    if rest[:2] == ("tool", "run"):
        return _of_runner(SourceKind.PYPI, rest[2:])
    if rest[:1] != ("run",):
        return _unknown("no_package")
    options, rest = split_options(rest[1:], takes_value)
    if module := options.get("-m") or options.get("--module"):
        return _module(module)
    if not rest:
        return _unknown("no_package")
    if launches().local.fullmatch(rest[0]) or _runs_own_file(rest):
        return _unknown("local")
    if launches().python.fullmatch(rest[0]):
        return _of_python(rest[1:])
    return _with_added(rest[0], options.get("--with", ""))


def _runs_own_file(words: Sequence[str]) -> bool:
    return words[0] in launches().own_runners and words[1:2] == ("run",)


def _with_added(target: str, spec: str) -> Named:
    """Name a command that may come from a package that is added for the one run."""
    own, added = _package(SourceKind.PYPI, target), _package(SourceKind.PYPI, spec)
    if own is None or added is None:
        return own or _unknown("no_package")
    if own.keys == added.keys:
        return added
    return replace(own, keys=own.keys + added.keys, version=own.version or added.version)


def _of_python(args: Sequence[str]) -> Named:
    options, _ = split_options(args, launches().takes_value["python"], "-m")
    return _module(options["-m"]) if "-m" in options else _unknown("local")


def _module(module: str) -> Named:
    name = module.partition(".")[0]
    if not launches().module.fullmatch(name):
        return _unknown("no_package")
    return Named((package_key(SourceKind.PYPI, name),), taken=_taken("module_taken", name))


def _taken(sentence: str, name: str) -> str:
    return launches().said[sentence].replace("{name}", name)


def _keys(packages: Packages, name: str) -> tuple[str, ...]:
    return tuple(package_key(source, said.replace("{name}", name)) for source, said in packages)


def _of_container(args: Sequence[str]) -> Named:
    words = list(args[1:] if args[:1] == ("container",) else args)
    known = launches().containers
    image = _image(words[1:]) if words[:1] == ["run"] else ""
    match = known.image.fullmatch(image)
    if match is None:
        return _unknown("image")
    return Named(_keys(known.packages, match[1]), taken=_taken("image_taken", match[1]))


def _image(words: Sequence[str]) -> str:
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 1 if _stands_alone(words[at]) else 2
    return words[at] if at < len(words) else ""


def _stands_alone(option: str) -> bool:
    """Tell whether an option of a container has no value, or one attached to it."""
    if launches().containers.flags.fullmatch(option) or "=" in option:
        return True
    return not option.startswith("--") and len(option) > 2 and option[1].isalpha()


def _of_deno(args: Sequence[str]) -> Named:
    match = next(filter(None, map(launches().deno.match, args)), None)
    return (match and _package(SourceKind.NPM, match[1])) or _unknown("local")


def _of_script(args: Sequence[str]) -> Named:
    match = next(filter(None, map(launches().installed.fullmatch, args)), None)
    if match is None:
        return _unknown("local")
    return Named((package_key(SourceKind.NPM, match[1].replace("\\", "/")),))


def _of_command(name: str) -> Named:
    """Name a command by itself: perhaps the one of a package with the same name."""
    found = read_spec(SourceKind.PYPI, name)
    if found is None or found[0] != name:
        return _unknown("no_package")
    known = launches().commands
    keys = _keys(known.packages, name)
    if match := known.reference.fullmatch(name):
        keys += _keys(known.reference_packages, match[1])
    return Named(keys, taken=_taken("command_taken", name))
