"""The servers that the options of `toolrisk crawl` name: configurations, a registry, your own."""

import os
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from catalog.crawl.candidate import Candidate
from catalog.crawl.importers import RegistryPages, read_client_config, read_registry
from catalog.crawl.importers.hiding import Hidden
from catalog.crawl.importers.launch import package_launch
from catalog.errors import SeedError
from catalog.server import Server, SourceKind


@dataclass(frozen=True, slots=True)
class Wanted:
    """The servers that the command line asks for, beside those of a list."""

    configs: tuple[Path, ...]
    registry: str | None
    updated_since: str | None
    commands: tuple[str, ...]
    urls: tuple[str, ...]
    headers: tuple[str, ...]
    saved: tuple[Path, ...]
    name: str | None


def candidates_of(wanted: Wanted) -> list[Candidate]:
    """Return what configurations, the registry and the ad-hoc options name, in this order.

    Raises:
        SeedError: a configuration, the registry or an option is not usable.
    """
    found: list[Candidate] = []
    for path in wanted.configs:
        found += read_client_config(path, os.environ)
    if wanted.registry:
        pages = RegistryPages(updated_since=wanted.updated_since)
        found += read_registry(wanted.registry, pages)
    return found + [Candidate(server) for server in _ad_hoc(wanted)]


def _ad_hoc(wanted: Wanted) -> list[Server]:
    servers = [_command(line) for line in wanted.commands]
    servers += [_endpoint(url, wanted.headers) for url in wanted.urls]
    servers += [
        Server(name=path.stem, source=SourceKind.SAVED, path=str(path.absolute()))
        for path in wanted.saved
    ]
    if wanted.name is not None:
        if len(servers) != 1:
            raise SeedError("--name goes with exactly one --command, --url or --saved")
        servers = [replace(servers[0], name=wanted.name)]
    return servers


def _command(line: str) -> Server:
    try:
        command, *args = shlex.split(line)
        launch = package_launch(command, args)
    except ValueError as error:
        raise SeedError(f"--command: cannot be started as it is written ({error})") from error
    hidden = Hidden()
    if launch is not None:
        return Server(
            name=launch.package,
            source=launch.source,
            package=launch.package,
            version=launch.version,
            command=launch.command,
            args=hidden.hide_arguments(launch.args),
            env=hidden.hide_settings(launch.settings),
            secrets=hidden.secrets,
        )
    shown = hidden.hide_arguments(args)
    named = [word for word in (command, *shown) if not word.startswith(("-", "$"))]
    return Server(
        name=Path(named[-1]).name or command,
        source=SourceKind.COMMAND,
        command=command,
        args=shown,
        secrets=hidden.secrets,
    )


def _endpoint(url: str, lines: Iterable[str]) -> Server:
    hidden = Hidden()
    address = hidden.hide_address(url)
    headers, known = _headers(lines)
    return Server(
        name=address,
        source=SourceKind.HTTP,
        url=address,
        headers=headers,
        secrets={**known, **hidden.secrets},
    )


def _headers(lines: Iterable[str]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    headers = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name.strip():
            raise SeedError("--header: write it as 'Name: value'")
        headers[name.strip()] = value.strip()
    used = {name for name in os.environ if any(f"${{{name}}}" in text for text in headers.values())}
    return headers, {name: os.environ[name] for name in used}
