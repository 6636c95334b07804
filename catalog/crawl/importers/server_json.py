"""Turn one `server.json` of the official registry API into a server to observe."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from catalog.crawl.candidate import Candidate
from catalog.crawl.importers.hiding import Hidden
from catalog.crawl.target import Unavailable
from catalog.crawl.validity import problems
from catalog.observation import Status
from catalog.server import Server, SourceKind

_KINDS = {"npm": SourceKind.NPM, "pypi": SourceKind.PYPI}
_OWN_REGISTRIES = ("https://registry.npmjs.org", "https://pypi.org", "https://pypi.org/simple")
_VARIABLE = re.compile(r"\{([A-Za-z_][\w.-]*)\}")
_BY_FORMAT = {"number": "1", "boolean": "false", "filepath": "{home}"}
_ADDRESS_NAME = re.compile(r"(URL|URI|ENDPOINT|HOST|BASE)\Z", re.IGNORECASE)
_UNUSED_ADDRESS = "http://127.0.0.1:9"


def candidate_of(document: Mapping[str, Any]) -> Candidate | None:
    """Return the server that a `server.json` document describes, or None where it has no name.

    The first npm or PyPI package that speaks stdio is taken, else the first streamable HTTP
    address. Required values that the document leaves open become placeholders. Arguments of
    the runtime (`npx`, `uvx`) are left out: the package's own command is started, not a runner.
    """
    name = document.get("name")
    if not isinstance(name, str) or not name:
        return None
    about = _about(document, name)
    packages, remotes = _objects(document.get("packages")), _objects(document.get("remotes"))
    server = next(_packaged(packages, about), None) or next(_remote(remotes, about), None)
    if server is None:
        offered = sorted(
            {str(item.get("registryType") or item.get("type")) for item in (*packages, *remotes)}
        )
        reason = (
            "offers no npm or PyPI package over stdio and no open streamable HTTP address"
            f" (has: {', '.join(offered) or 'nothing'})"
        )
        bare = Server(source=SourceKind.COMMAND, **about)
        return Candidate(bare, Unavailable(Status.SKIPPED, reason))
    wrong = next(problems(server), None)
    refusal = Unavailable(Status.SKIPPED, f"{wrong[0]}: {wrong[1]}") if wrong else None
    return Candidate(server, refusal)


def _about(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    repository = document.get("repository")
    source_code = repository.get("url") if isinstance(repository, dict) else None
    return {
        "name": name,
        "title": _text(document.get("title")),
        "description": _text(document.get("description")),
        "vendor": name.partition("/")[0] if "/" in name else None,
        "homepage": _text(document.get("websiteUrl")) or _text(source_code),
    }


def _packaged(packages: Sequence[Mapping[str, Any]], about: Mapping[str, Any]) -> Iterator[Server]:
    for package in packages:
        kind = _KINDS.get(str(package.get("registryType")))
        transport = package.get("transport")
        spoken = transport.get("type", "stdio") if isinstance(transport, dict) else "stdio"
        base = str(package.get("registryBaseUrl") or _OWN_REGISTRIES[0]).rstrip("/")
        if kind is None or spoken != "stdio" or base not in _OWN_REGISTRIES:
            continue
        hidden = Hidden()
        arguments = tuple(_arguments(_objects(package.get("packageArguments"))))
        yield Server(
            source=kind,
            package=_text(package.get("identifier")),
            version=_text(package.get("version")),
            args=hidden.hide_arguments(arguments),
            env=dict(_variables(_objects(package.get("environmentVariables")))),
            secrets=hidden.secrets,
            **about,
        )


def _remote(remotes: Sequence[Mapping[str, Any]], about: Mapping[str, Any]) -> Iterator[Server]:
    for remote in remotes:
        url = _text(remote.get("url"))
        if remote.get("type") != "streamable-http" or url is None:
            continue
        url = _substituted(url, remote.get("variables"))
        if _VARIABLE.search(url):
            continue
        # Only what the publisher fixed is sent: a made-up credential is no business of theirs.
        headers = {
            str(header["name"]): header["value"]
            for header in _objects(remote.get("headers"))
            if isinstance(header.get("name"), str)
            and isinstance(header.get("value"), str)
            and not header.get("isSecret")
            and not _VARIABLE.search(header["value"])
        }
        yield Server(source=SourceKind.HTTP, url=url, headers=headers, **about)


def _arguments(declared: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for argument in declared:
        hint = str(argument.get("valueHint") or argument.get("name") or "")
        value = _value(argument, hint)
        is_named = argument.get("type") == "named" and isinstance(argument.get("name"), str)
        if value is None:
            continue
        if not is_named:
            yield value
        elif value == "":
            yield argument["name"]
        else:
            yield f"{argument['name']}={value}"


def _variables(declared: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for variable in declared:
        name = variable.get("name")
        if isinstance(name, str) and (value := _value(variable, name)) is not None:
            yield name, value


def _value(declared: Mapping[str, Any], name: str) -> str | None:
    """Return what stands for an input: its value, default or placeholder; None to leave it out."""
    for key in ("value", "default"):
        if isinstance(declared.get(key), str):
            return _substituted(declared[key], declared.get("variables"))
    return _placeholder(declared, name) if declared.get("isRequired") is True else None


def _placeholder(declared: Mapping[str, Any], name: str) -> str:
    choices = declared.get("choices")
    if isinstance(choices, list) and choices:
        return str(choices[0])
    known = _BY_FORMAT.get(str(declared.get("format")))
    if known is not None:
        return known
    return _UNUSED_ADDRESS if _ADDRESS_NAME.search(name) else "placeholder"


def _substituted(text: str, variables: object) -> str:
    declared = variables if isinstance(variables, dict) else {}

    def value_of(match: re.Match[str]) -> str:
        variable = declared.get(match[1])
        value = _value(variable, match[1]) if isinstance(variable, dict) else None
        return match[0] if value is None else value

    return _VARIABLE.sub(value_of, text)


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
