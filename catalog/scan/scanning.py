"""Scan configurations: list every server, judge every tool, and put them together in stacks."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from catalog.crawl.candidate import Candidate
from catalog.crawl.runner import CrawlSettings, crawl
from catalog.observation import Observation, Status
from catalog.scan.clients import CLIENT_FOLDERS, Client, Places
from catalog.scan.configuration import Configuration, Configured, shown_path
from catalog.scan.guards import guards_of
from catalog.scan.published import Catalogue, look_up
from catalog.scan.redaction import CleanRecorder, Secrets
from catalog.scan.stack import GuardOf, ScannedServer, ScannedTool, Stack, labelled
from catalog.store import Store
from classifier import classify


@dataclass(frozen=True, slots=True)
class Listing:
    """What is known of a configured server, without its credentials."""

    observation: Observation
    notes: tuple[str, ...] = ()
    words: str = ""
    """What the server said when it failed, for the eyes of its user only."""


Listings = Mapping[str, Listing]
"""Key of a configured server → what it lists."""
OnDone = Callable[[str, Observation], None]


@dataclass(frozen=True, slots=True)
class Live:
    """List servers by starting them in the sandbox, with what is known reused."""

    settings: CrawlSettings
    cache: Path
    """The record that listings are kept in."""


def secrets_of(configurations: Iterable[Configuration]) -> Secrets:
    """Return the credentials that the configurations hold."""
    servers = [server for config in configurations for server in config.servers]
    return Secrets(
        (server.candidate.server for server in servers),
        (value for server in servers for value in server.values),
    )


def scan(
    groups: Sequence[Sequence[Configuration]],
    source: Live | Catalogue,
    places: Places,
    *,
    on_done: OnDone = lambda name, observation: None,
) -> tuple[Stack, ...]:
    """Return a stack for each group of configurations that one agent has together.

    Nothing of what is returned holds a credential of the configurations.

    Raises:
        ScanError: a settings file or the catalogue cannot be read.
    """
    everything = [config for group in groups for config in group]
    secrets = secrets_of(everything)
    wanted = {
        _key(config, server): server.candidate
        for config in everything
        for server in config.servers
        if not server.is_disabled
    }
    if isinstance(source, Live):
        found = _live(wanted, source, secrets, on_done)
    else:
        found = _offline(wanted, source)
    listings = {key: _cleaned(seen, notes, secrets) for key, (seen, notes) in found}
    rows = [(config, server) for config in everything for server in config.servers]
    labels = dict(
        zip(
            (_key(config, server) for config, server in rows),
            labelled(
                [server.name for _, server in rows],
                [shown_path(config.path, places.project, places.home) for config, _ in rows],
            ),
            strict=True,
        )
    )
    return tuple(_stack(group, places, listings, labels) for group in groups)


def _cleaned(seen: Observation, notes: tuple[str, ...], secrets: Secrets) -> Listing:
    cleaned = secrets.cleaned(replace(seen, warnings=notes))
    words = "" if seen.status is Status.OK else secrets.hide(seen.reason)
    said = words if words != cleaned.reason else ""
    return Listing(cleaned, cleaned.warnings, said)


def by_client(configurations: Iterable[Configuration]) -> list[list[Configuration]]:
    """Group configurations by client: a client loads all of its files together."""
    groups: dict[str, list[Configuration]] = {}
    for config in configurations:
        groups.setdefault(config.client.id if config.client else str(config.path), []).append(
            config
        )
    return list(groups.values())


def _live(
    wanted: Mapping[str, Candidate], source: Live, secrets: Secrets, on_done: OnDone
) -> Iterator[tuple[str, tuple[Observation, tuple[str, ...]]]]:
    # A crawl tells servers apart by name, and several configurations may use one.
    candidates = [
        replace(candidate, server=replace(candidate.server, name=key))
        for key, candidate in wanted.items()
    ]
    with Store(source.cache) as store:
        recorder = CleanRecorder(store, secrets)
        with closing(crawl(candidates, source.settings, recorder)) as outcomes:
            for outcome in outcomes:
                key = outcome.server.name
                on_done(wanted[key].server.name, outcome.observation)
                yield key, (outcome.observation, outcome.observation.warnings)


def _offline(
    wanted: Mapping[str, Candidate], source: Catalogue
) -> Iterator[tuple[str, tuple[Observation, tuple[str, ...]]]]:
    for key, candidate in wanted.items():
        yield key, look_up(source, candidate.server)


def _key(config: Configuration, server: Configured) -> str:
    return f"{config.path.absolute()}#{server.scope}#{server.name}"


def _stack(
    group: Sequence[Configuration],
    places: Places,
    listings: Listings,
    labels: Mapping[str, str],
) -> Stack:
    servers = []
    rules: list[Path] = []
    for config in group:
        own = rules_of(config.path, config.client, places)
        rules += own
        guard = guards_of(config.client, own, config.path)
        for server in config.servers:
            key = _key(config, server)
            servers.append(_scanned(server, config, guard, (labels[key], listings.get(key))))
    return Stack(
        group[0].client, tuple(config.path for config in group), tuple(servers), tuple(rules)
    )


def _scanned(
    server: Configured,
    config: Configuration,
    guard: GuardOf,
    found: tuple[str, Listing | None],
) -> ScannedServer:
    label, listing = found
    observation = listing.observation if listing else None
    tools = tuple(
        ScannedTool(label, tool, classify(tool), guard(server.name, tool.name))
        for tool in (observation.tools if observation else ())
    )
    return ScannedServer(
        label=label,
        name=server.name,
        config=config.path,
        line=server.line,
        settings=server.settings,
        observation=observation,
        tools=tools,
        notes=listing.notes if listing else (),
        scope=server.scope,
        words=listing.words if listing else "",
    )


def rules_of(config: Path, client: Client | None, places: Places) -> list[Path]:
    """Return every file whose rules hold for the servers of a configuration."""
    if client is None:
        return []
    folder = config.absolute().parent
    if folder.name in CLIENT_FOLDERS:
        folder = folder.parent
    # A file named on the command line may belong to another project than the one at hand.
    where = places if folder == places.home else replace(places, project=folder)
    return [where.path(rule) for rule in client.rules]
