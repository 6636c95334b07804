"""Write single pages and documents: a template or a schema, a value, a place."""

from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import Environment

from catalog.entry import ServerEntry, ToolEntry
from catalog.render.address import base_of, document_of, file_of
from catalog.render.budget import fits, slimmer
from catalog.render.documents import server_document, tool_document
from catalog.render.environment import environment
from catalog.render.formats import Formats
from catalog.render.jsontext import dumps
from catalog.render.linked import twin_of
from catalog.render.schemas import Schemas
from catalog.render.serverpage import server_page
from catalog.render.toolpage import Publisher, tool_page
from catalog.render.twin import markdown
from catalog.render.words import Words, read_words
from catalog.render.write import Tree


class Printer:
    """What every page needs, held once: templates, schemas, words and the folder."""

    def __init__(self, tree: Tree, site_url: str | None, repository: str | None = None) -> None:
        """Print into `tree`; pages name their canonical address where `site_url` is given.

        Verdicts can be objected to where there is a `repository`.
        """
        self.tree = tree
        self.words: Words = read_words()
        self.schemas = Schemas()
        self._site_url = site_url.rstrip("/") if site_url else None
        self.publisher = Publisher(self._site_url, repository)
        self._environment: Environment = environment()

    def page(self, template: str, address: str, **values: Any) -> str:
        """Write one page; returns its file."""
        file = file_of(address)
        self.tree.write(file, self.text(template, address, **values))
        return file

    def text(self, template: str, address: str, **values: Any) -> str:
        """Return one page as it would be written."""
        canonical = f"{self._site_url}/{address}" if self._site_url else None
        return self._text(template, base_of(address), canonical, values)

    def missing(self) -> str:
        """Write the page for what is missing, shown at any depth; returns its file."""
        path = "/" + (self._site_url or "").partition("://")[2].partition("/")[2]
        self.tree.write("404.html", self._text("404.html", path.rstrip("/"), None, {}))
        return "404.html"

    def document(self, kind: str, path: str, document: Mapping[str, Any]) -> str:
        """Write one API document once it holds against its schema; returns its file."""
        self.schemas.check(kind, document, path)
        self.tree.write(path, f"{dumps(document)}\n")
        return path

    def _text(
        self, template: str, base: str, canonical: str | None, values: Mapping[str, Any]
    ) -> str:
        shared = {"base_url": base, "canonical": canonical, "words": self.words}
        text = self._environment.get_template(template).render({**values, **shared})
        return text if text.endswith("\n") else f"{text}\n"


def server_files(entry: ServerEntry) -> list[str]:
    """Return the files of one server, its tools included."""
    pages = (entry.page, *(tool.page for tool in entry.tools))
    files = [path for page in pages for path in (file_of(page), document_of(page))]
    return files + [twin_of(tool.page) for tool in entry.tools]


def print_server(printer: Printer, entry: ServerEntry) -> None:
    """Write the pages and documents of one server and of all its tools."""
    printer.document("server", document_of(entry.page), server_document(entry))
    printer.page("server.html", entry.page, view=server_page(entry, printer.words))
    formats = Formats(entry)
    for tool in entry.tools:
        _print_tool(printer, entry, tool, formats)


def _print_tool(printer: Printer, entry: ServerEntry, tool: ToolEntry, formats: Formats) -> None:
    printer.document("tool", document_of(tool.page), tool_document(entry, tool))
    publisher = printer.publisher
    whole = tool_page(entry, tool, printer.words, formats=formats, publisher=publisher)
    printer.tree.write(twin_of(tool.page), markdown(whole))
    pages = (printer.text("tool.html", tool.page, view=view) for view in slimmer(whole))
    printer.tree.write(file_of(tool.page), _first_fitting(pages))


def _first_fitting(pages: Iterator[str]) -> str:
    """Return the first page within the budget, or the last one: it has the least."""
    page = ""
    for page in pages:
        if fits(page):
            return page
    return page
