"""Write single pages and documents: a template or a schema, a value, a place."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment

from catalog.entry import ServerEntry, ToolEntry
from catalog.render.address import base_of, document_of, file_of
from catalog.render.documents import server_document, tool_document
from catalog.render.environment import environment
from catalog.render.jsontext import dumps
from catalog.render.schemas import Schemas
from catalog.render.serverpage import server_page
from catalog.render.toolpage import tool_page
from catalog.render.words import Words, read_words
from catalog.render.write import Tree


class Printer:
    """What every page needs, held once: templates, schemas, words and the folder."""

    def __init__(self, tree: Tree, site_url: str | None) -> None:
        """Print into `tree`; pages name their canonical address where `site_url` is given."""
        self.tree = tree
        self.words: Words = read_words()
        self.schemas = Schemas()
        self._site_url = site_url.rstrip("/") if site_url else None
        self._environment: Environment = environment()

    def page(self, template: str, address: str, **values: Any) -> str:
        """Write one page; returns its file."""
        file = file_of(address)
        canonical = f"{self._site_url}/{address}" if self._site_url else None
        self._print(template, file, base_of(address), canonical, values)
        return file

    def missing(self) -> str:
        """Write the page for what is missing, shown at any depth; returns its file."""
        path = "/" + (self._site_url or "").partition("://")[2].partition("/")[2]
        self._print("404.html", "404.html", path.rstrip("/"), None, {})
        return "404.html"

    def document(self, kind: str, path: str, document: Mapping[str, Any]) -> str:
        """Write one API document once it holds against its schema; returns its file."""
        self.schemas.check(kind, document, path)
        self.tree.write(path, f"{dumps(document)}\n")
        return path

    def _print(
        self, template: str, file: str, base: str, canonical: str | None, values: Mapping[str, Any]
    ) -> None:
        shared = {"base_url": base, "canonical": canonical, "words": self.words}
        text = self._environment.get_template(template).render({**values, **shared})
        self.tree.write(file, text if text.endswith("\n") else f"{text}\n")


def server_files(entry: ServerEntry) -> list[str]:
    """Return the files of one server, its tools included."""
    pages = (entry.page, *(tool.page for tool in entry.tools))
    return [path for page in pages for path in (file_of(page), document_of(page))]


def print_server(printer: Printer, entry: ServerEntry) -> None:
    """Write the pages and documents of one server and of all its tools."""
    printer.document("server", document_of(entry.page), server_document(entry))
    printer.page("server.html", entry.page, view=server_page(entry, printer.words))
    for tool in entry.tools:
        _print_tool(printer, entry, tool)


def _print_tool(printer: Printer, entry: ServerEntry, tool: ToolEntry) -> None:
    printer.document("tool", document_of(tool.page), tool_document(entry, tool))
    printer.page("tool.html", tool.page, view=tool_page(entry, tool, printer.words))
