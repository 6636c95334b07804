"""Render the whole site: what changed is made anew, the rest is taken over."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from catalog.entry import Catalogue, ServerEntry
from catalog.render.guide import build_guide, repository, site_url
from catalog.render.jsontext import dumps
from catalog.render.lists import print_overview
from catalog.render.manifest import (
    FILE,
    Manifest,
    read_manifest,
    record_digest,
    templates_digest,
)
from catalog.render.overview import ServerRow, server_row
from catalog.render.pages import Printer, print_server, server_files
from catalog.render.reference import Survey, attack_cards
from catalog.render.search import print_search
from catalog.render.sitemap import write_sitemaps
from catalog.render.write import Tree

_INDEX = "index.html"
_BUILD = 12
"""Characters of a digest that tell two builds apart."""


@dataclass(frozen=True, slots=True)
class RenderReport:
    """What a run wrote and what it could take over from the former site."""

    servers_rendered: int
    servers_reused: int
    files_written: int
    files_reused: int


def render_site(
    catalogue: Catalogue, target: Path, *, previous: Path | None = None
) -> RenderReport:
    """Fill the empty folder `target` with the site; pages of servers are streamed.

    What `previous`, a site made by this function, holds unchanged is taken over by hard links.

    Raises:
        RenderError: a page or document would be wrong; `target` is then to be thrown away.
    """
    with Survey() as survey:
        return _Run(catalogue, target, previous, survey).render()


class _Run:
    def __init__(
        self, catalogue: Catalogue, target: Path, previous: Path | None, survey: Survey
    ) -> None:
        self._catalogue = catalogue
        self._survey = survey
        self._previous = previous
        self._tree = Tree(target)
        self._site_url = site_url()
        self._former = read_manifest(previous)
        self._made = Manifest(templates=templates_digest(self._site_url or ""))
        self._printer = Printer(self._tree, self._site_url, repository())
        self._reused = 0

    def render(self) -> RenderReport:
        """Write everything, the manifest last."""
        servers = [self._server(entry) for entry in self._catalogue.entries()]
        prints = (f"{name}\0{print_}" for name, print_ in self._made.servers.items())
        self._made.record = record_digest((repr(self._catalogue.summary()), *prints))
        self._made.shared = self._shared(servers)
        self._tree.write(FILE, f"{dumps(self._made.as_json())}\n")
        return RenderReport(
            servers_rendered=len(servers) - self._reused,
            servers_reused=self._reused,
            files_written=self._tree.written,
            files_reused=self._tree.linked,
        )

    def _server(self, entry: ServerEntry) -> ServerRow:
        self._made.servers[entry.server.name] = entry.fingerprint
        known = self._former.servers.get(entry.server.name) == entry.fingerprint
        if known and self._take_over(server_files(entry)):
            self._reused += 1
        else:
            print_server(self._printer, entry)
        self._survey.add(entry)
        return server_row(entry)

    def _shared(self, servers: list[ServerRow]) -> list[str]:
        if self._former.record == self._made.record and self._take_over(self._former.shared):
            return self._former.shared
        files = build_guide(self._tree)
        files += print_overview(self._printer, self._catalogue, servers, self._survey)
        files += self._search(servers)
        pages = _pages(files, servers, self._catalogue)
        return files + write_sitemaps(self._tree, pages, self._site_url)

    def _search(self, servers: list[ServerRow]) -> list[str]:
        build = record_digest((self._made.record, self._made.templates))[:_BUILD]
        words = self._printer.words
        attacks = attack_cards(self._survey.counts("attack"), words)
        return print_search(
            self._tree, self._catalogue, servers, words=words, build=build, attacks=attacks
        )

    def _take_over(self, files: list[str]) -> bool:
        """Link `files` from the former site, if all are there and still look as they would."""
        former = self._previous
        if former is None or self._former.templates != self._made.templates:
            return False
        if not all((former / path).is_file() for path in files):
            return False
        for path in files:
            self._tree.link(former, path)
        return True


def _pages(files: list[str], servers: list[ServerRow], catalogue: Catalogue) -> Iterator[str]:
    """Yield the address of every page that search engines may find."""
    yield from (file.removesuffix(_INDEX) for file in files if file.endswith(_INDEX))
    yield from (server.page for server in servers)
    yield from (row.page for row in catalogue.rows())
