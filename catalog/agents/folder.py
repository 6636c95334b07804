"""Look things up in a published folder `api/v1`; each look-up reads the documents it needs."""

import heapq
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from catalog.agents.facts import Filter, Recommended, ServerFacts, ToolFacts
from catalog.agents.streaming import rows
from catalog.entry import Row
from catalog.errors import CatalogError
from catalog.observation import Status
from catalog.render.address import API, document_of, label_page
from catalog.slug import server_page
from catalog.store.codec import read_verdict
from classifier import Category, ClassifierError, RiskLevel, Signal, parse_definition

_SERVERS = "servers.json"
_TOOL_PAGE = re.compile(r"tools(?:/[a-z0-9_~-]+){2,}/")


class ApiFolder:
    """A copy of the JSON API of a catalogue, read lazily and never written."""

    def __init__(self, folder: Path) -> None:
        """Read from `folder`, which is called `api/v1` in a site.

        Raises:
            CatalogError: no catalogue is there.
        """
        self._folder = folder.resolve()
        if not (self._folder / _SERVERS).is_file():
            raise CatalogError(f"{folder}: holds no {_SERVERS}; name the folder api/v1 of a site")

    def search(self, wanted: Filter) -> Iterator[Row]:
        """Yield the tools that match, sorted by server."""
        return (row for row in self._candidates(wanted) if wanted.takes(row))

    def tool(self, page: str) -> ToolFacts | None:
        """Return the tool of a page, or None."""
        found = self._read(document_of(page)) if _TOOL_PAGE.fullmatch(page) else None
        if found is None:
            return None
        server, name = found["server"], found["name"]
        listed = self._read(document_of(server_page(server))) or {"tools": []}
        try:
            verdict = read_verdict(json.dumps(found["verdict"]))
            definition = parse_definition(found["definition"])
        except (ClassifierError, KeyError, TypeError, ValueError) as error:
            raise CatalogError(f"{self._folder}: {found['page']!r}: {error}") from error
        policy = next((one for one in found["policies"] if one["id"] == "restrict"), None)
        return ToolFacts(
            row=Row(
                server=server,
                name=name,
                page=found["page"],
                category=verdict.category,
                risk=verdict.risk,
                needs_review=verdict.needs_review,
                signals=verdict.signals,
                text="",
            ),
            definition=definition,
            verdict=verdict,
            policy=_recommended(policy),
            observed_at=found["observation"]["observed_at"],
            same_name=sum(one["name"] == name for one in listed["tools"]),
        )

    def server(self, name: str) -> ServerFacts | None:
        """Return one server, or None."""
        found = self._server_document(name)
        if found is None:
            return None
        return ServerFacts(
            name=name,
            page=found["page"],
            title=found["title"],
            description=found["description"],
            source=found["package"]["source"],
            package=found["package"]["name"],
            version=found["package"]["version"],
            status=Status(found["observation"]["status"]),
            reason=found["observation"]["reason"],
            observed_at=found["observation"]["observed_at"],
            tools=tuple(_row(row) for row in found["tools"]),
        )

    def server_policy(self, name: str) -> Recommended | None:
        """Return the policy for a whole server, or None where its tools are not known."""
        found = self._server_document(name) or {"policies": []}
        policies = (one for one in found["policies"] if one["id"] == "least-privilege")
        return _recommended(next(policies, None))

    def from_package(self, package: str) -> tuple[str, ...]:
        """Return the names of the servers that come from a package, sorted."""
        listed = rows(self._folder / _SERVERS)
        return tuple(sorted(row["name"] for row in listed if row["package"] == package))

    def _candidates(self, wanted: Filter) -> Iterator[Row]:
        if wanted.server is not None:
            found = self._server_document(wanted.server) or {"tools": []}
            return (_row(row) for row in found["tools"])
        label = wanted.signal or wanted.category or wanted.risk
        labels = (label,) if label else tuple(Category)
        lists = [rows(self._place(document_of(label_page(each)))) for each in labels]
        return (_row(row) for row in heapq.merge(*lists, key=lambda row: str(row["server"])))

    def _server_document(self, name: str) -> Any:
        found = self._read(document_of(server_page(name)))
        return found if found is not None and found["name"] == name else None

    def _place(self, document: str) -> Path:
        path = (self._folder / document.removeprefix(f"{API}/")).resolve()
        if not path.is_relative_to(self._folder):
            raise CatalogError(f"{self._folder}: a document lies outside: {document!r}")
        return path

    def _read(self, document: str) -> Any:
        path = self._place(document)
        try:
            return json.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise CatalogError(f"{path}: cannot be read ({type(error).__name__})") from error


def _row(raw: dict[str, Any]) -> Row:
    return Row(
        server=raw["server"],
        name=raw["name"],
        page=raw["page"],
        category=Category(raw["category"]),
        risk=RiskLevel(raw["risk"]),
        needs_review=raw["needs_review"],
        signals=tuple(Signal(signal) for signal in raw["signals"]),
        text="",
    )


def _recommended(raw: dict[str, Any] | None) -> Recommended | None:
    return None if raw is None else Recommended(raw["document"], raw["claim"])
