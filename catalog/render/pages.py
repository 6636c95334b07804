"""Write single pages and documents: a template or a schema, a value, a place."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from catalog.entry import ServerEntry, ToolEntry
from catalog.render.address import base_of, document_of, file_of
from catalog.render.budget import BUDGET, slimmer, weight
from catalog.render.documents import forms_document, server_document, tool_document
from catalog.render.environment import environment
from catalog.render.formats import Formats
from catalog.render.formfiles import FormFile, document_of_forms, files_of_forms, form_files
from catalog.render.jsontext import dumps
from catalog.render.linked import twin_of
from catalog.render.schemas import Schemas
from catalog.render.serverpage import server_page
from catalog.render.toolpage import Publisher, ToolPage, tool_page
from catalog.render.twin import markdown
from catalog.render.words import Words, read_words
from catalog.render.write import Tree

_MOST_FORMS = 2_000


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
        self.shared_forms: dict[Any, Any] = {}
        """What the formats of many tools have in common."""
        self.forms_made: dict[Any, str] = {}
        """Formats as HTML, by what they depend on."""
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
    return files + [twin_of(tool.page) for tool in entry.tools] + files_of_forms(entry)


def print_server(printer: Printer, entry: ServerEntry) -> None:
    """Write the pages and documents of one server and of all its tools."""
    printer.document("server", document_of(entry.page), server_document(entry))
    formats = Formats(entry, printer.shared_forms)
    forms = tuple(form_files(entry, formats.marks))
    for made in forms:
        _print_forms(printer, entry, made, formats.client_name)
    view = server_page(entry, printer.words, forms=forms, client_name=formats.client_name)
    printer.page("server.html", entry.page, view=view)
    for tool in entry.tools:
        _print_tool(printer, entry, tool, formats)


def _print_forms(
    printer: Printer, entry: ServerEntry, made: tuple[FormFile, ...], client_name: str
) -> None:
    """Write one policy for a server in every format, and what each of them loses."""
    for form in made:
        printer.tree.write(form.file, form.made.text(client_name))
    place = document_of_forms(entry.page, made[0].preset.id)
    printer.document("forms", place, forms_document(entry, made, client_name))


def _print_tool(printer: Printer, entry: ServerEntry, tool: ToolEntry, formats: Formats) -> None:
    printer.document("tool", document_of(tool.page), tool_document(entry, tool))
    publisher = printer.publisher
    whole = tool_page(entry, tool, printer.words, formats=formats, publisher=publisher)
    printer.tree.write(twin_of(tool.page), markdown(whole))
    printer.tree.write(file_of(tool.page), _fitting(printer, whole))


def _fitting(printer: Printer, whole: ToolPage) -> str:
    """Return the page of a tool within the budget, or the last try: it has the least."""
    page = _tool_text(printer, whole)
    excess = weight(page) - BUDGET
    for view in slimmer(whole, excess) if excess > 0 else ():
        page = _tool_text(printer, view)
        if weight(page) <= BUDGET:
            break
    return page


def _tool_text(printer: Printer, view: ToolPage) -> str:
    return printer.text("tool.html", view.address, view=view, forms=_forms_text(printer, view))


def _forms_text(printer: Printer, view: ToolPage) -> Markup:
    """Return the formats of a tool as HTML, made once for all tools that are treated alike."""
    forms = view.forms
    key = (view.server.page, forms.key, view.shows_forms, view.address.count("/"))
    made = printer.forms_made.get(key) if forms.key else None
    if made is None:
        made = printer.text("tool_forms.html", view.address, view=view)
        if forms.key:
            if len(printer.forms_made) > _MOST_FORMS:
                printer.forms_made.clear()
            printer.forms_made[key] = made
    # What stands for the name is letters, digits and `-`, and so is a name that it stands for.
    return Markup(made.replace(forms.stands_for, view.entry.name) if forms.stands_for else made)
