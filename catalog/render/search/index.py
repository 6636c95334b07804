"""Write the search index of one catalogue: rows, terms, words and orders, in small shards."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from catalog.entry import Catalogue
from catalog.render.address import vendor_page
from catalog.render.invisible import plain, plain_name, shorten
from catalog.render.overview import ServerRow
from catalog.render.reference import AttackCard
from catalog.render.search.asked import asked
from catalog.render.search.byname import BLOCK, name_blocks
from catalog.render.search.coding import packed, packed_json
from catalog.render.search.postings import Field, Leaf, Postings
from catalog.render.search.profile import described
from catalog.render.search.sorting import SortedTool, SortedTools
from catalog.render.search.terms import joined, terms
from catalog.render.search.topics import labels, topics
from catalog.render.words import Words
from catalog.render.write import Tree
from catalog.slug import server_slug

FOLDER = "search"
ROOT = f"{FOLDER}/root.bin"
ROWS = 16
"""Tools or servers in one shard of rows."""
_VENDORS = 24
_TEXT = 120


def print_search(
    tree: Tree,
    catalogue: Catalogue,
    servers: Sequence[ServerRow],
    *,
    words: Words,
    build: str,
    attacks: Sequence[AttackCard] = (),
) -> list[str]:
    """Write the index; `build` names its folder, so that no page mixes two; returns the files."""
    with (
        TemporaryDirectory(prefix="toolrisk-search-") as folder,
        SortedTools(Path(folder), catalogue.rows()) as tools,
    ):
        return _Writer(tree, build, tools).write(servers, _wording(words, attacks))


def _wording(words: Words, attacks: Sequence[AttackCard]) -> dict[str, Any]:
    """Return what the browser knows of the words of a query before it reads any shard."""
    return {
        "labels": labels(words),
        "topics": topics(attacks),
        "stop": sorted(asked().stop),
        "weak": sorted(asked().weak),
        "same": asked().same,
    }


@dataclass(slots=True)
class _Writer:
    tree: Tree
    build: str
    tools: SortedTools
    files: list[str] = field(default_factory=list)
    postings: Postings = field(default_factory=Postings)

    def write(self, servers: Sequence[ServerRow], wording: dict[str, Any]) -> list[str]:
        profiles = self.tools.profiles()
        count = sum(number for _, number in profiles)
        vendors = _vendor_rows(servers)
        entries = count + len(servers) + len(vendors)
        self._rows(self._entries(servers, vendors, count))
        root = {
            "build": self.build,
            "tools": count,
            "servers": len(servers),
            "entries": entries,
            "rows": ROWS,
            "block": BLOCK,
            "profiles": [[*described(profile), number] for profile, number in profiles],
            "vendors": self._vendors(servers, [profile for profile, _ in profiles]),
            "leaves": self._leaves("terms", self.postings.leaves(entries)),
            "words": self._word_shards(entries),
            "tails": self._leaves("tails", self.postings.tails(entries)),
        }
        for number, data in enumerate(self.postings.long, 1):
            self._shard("long", number, data)
        self._by_name([profile for profile, _ in profiles])
        self._write_bytes(ROOT, packed_json(root | wording))
        return self.files

    def _entries(
        self, servers: Sequence[ServerRow], vendors: Sequence[list[Any]], count: int
    ) -> Iterator[list[Any]]:
        """Yield what is shown of tools, servers and vendors; their places are the ids."""
        owners = {server.name: _owner_terms(server) for server in servers}
        for number, tool in enumerate(self.tools.by_profile()):
            self._add_tool(number, tool, owners.get(tool.server, set()))
            yield _tool_row(tool)
        for number, server in enumerate(servers, count):
            self._add_server(number, server)
            yield _server_row(server)
        for number, vendor in enumerate(vendors, count + len(servers)):
            self._add_name(number, vendor[0], set(terms(vendor[0])))
            yield vendor

    def _add_tool(self, number: int, tool: SortedTool, owner: set[str]) -> None:
        found = set(terms(tool.name))
        self._add_name(number, tool.name, found)
        self.postings.add(number, Field.OWNER, owner - found)
        self.postings.add(number, Field.TEXT, set(terms(tool.text)) - found)
        if tool.vendor:
            self.postings.add(number, Field.NAME, {f"@{tool.vendor}"})

    def _add_server(self, number: int, server: ServerRow) -> None:
        named = set(terms(server.name))
        owner = _owner_terms(server)
        self._add_name(number, server.name, named)
        self.postings.add(number, Field.NAME, owner - named)
        self.postings.add(number, Field.TEXT, set(terms(server.description or "")) - owner)

    def _add_name(self, number: int, name: str, found: set[str]) -> None:
        self.postings.add(number, Field.WHOLE, {joined(name)} - {""})
        self.postings.add(number, Field.NAME, found)

    def _rows(self, entries: Iterator[list[Any]]) -> None:
        shard = 0
        while rows := list(islice(entries, ROWS)):
            self._shard("rows", shard, packed_json(rows))
            shard += 1

    def _leaves(self, kind: str, leaves: Iterable[Leaf]) -> list[str]:
        """Write a sorted run of leaves; returns what each begins with."""
        firsts = []
        for number, leaf in enumerate(leaves):
            firsts.append(leaf.first)
            self._shard(kind, number, leaf.data)
        return firsts

    def _word_shards(self, entries: int) -> str:
        shards = self.postings.words(entries)
        for name, data in shards.items():
            self._write_bytes(f"{FOLDER}/{self.build}/words/{name}.bin", data)
        return "".join(shards)

    def _by_name(self, profiles: list[int]) -> None:
        numbers = {profile: number for number, profile in enumerate(profiles)}
        sequence = (numbers[profile] for profile in self.tools.profiles_by_name())
        skips = bytearray()
        for number, (block, skip) in enumerate(name_blocks(sequence)):
            self._shard("names", number, block)
            skips += skip
        self._write_bytes(f"{FOLDER}/{self.build}/names/skips.bin", packed(bytes(skips)))

    def _vendors(self, servers: Iterable[ServerRow], profiles: list[int]) -> list[list[Any]]:
        """Return the vendors to choose from: slug, name, and pairs of profile and count."""
        names = {server_slug(row.vendor): plain_name(row.vendor) for row in servers if row.vendor}
        numbers = {profile: number for number, profile in enumerate(profiles)}
        return [
            [slug, names[slug], [at for profile, n in counts for at in (numbers[profile], n)]]
            for slug, counts in self.tools.vendors(_VENDORS)
        ]

    def _shard(self, kind: str, number: int, data: bytes) -> None:
        # At most a thousand files a folder, as some hosts list folders.
        place = f"{FOLDER}/{self.build}/{kind}/{number // 1000}/{number % 1000}.bin"
        self._write_bytes(place, data)

    def _write_bytes(self, path: str, data: bytes) -> None:
        self.tree.write_bytes(path, data)
        self.files.append(path)


def _vendor_rows(servers: Iterable[ServerRow]) -> list[list[Any]]:
    """Return name, page, tools and servers of each vendor that has tools."""
    tools: Counter[str] = Counter()
    listed: Counter[str] = Counter()
    for server in servers:
        if server.vendor and server.tools:
            tools[server.vendor] += server.tools
            listed[server.vendor] += 1
    return [
        [plain_name(vendor), vendor_page(vendor), tools[vendor], listed[vendor]]
        for vendor in sorted(tools)
    ]


def _owner_terms(server: ServerRow) -> set[str]:
    named = (server.name, server.title, server.vendor, server.package)
    return {term for text in named if text for term in terms(text)}


def _tool_row(tool: SortedTool) -> list[Any]:
    page = tool.page.removeprefix("tools/").removesuffix("/")
    return [plain_name(tool.name), plain_name(tool.server), page, shorten(plain(tool.text), _TEXT)]


def _server_row(server: ServerRow) -> list[Any]:
    worst = server.worst.rank if server.worst else -1
    text = server.title if server.title and server.title != server.name else server.description
    about = shorten(plain(text or ""), _TEXT)
    return [plain_name(server.name), server.page, about, server.tools, worst, server.is_listed]
