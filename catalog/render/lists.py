"""Write the pages and documents that span servers, row by row."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any, TextIO

from catalog.entry import Catalogue, Row, Summary
from catalog.errors import RenderError
from catalog.render.address import HOME, SERVERS, document_of, file_of
from catalog.render.documents import SCHEMA_VERSION, index_document, server_row, tool_row
from catalog.render.jsontext import dumps
from catalog.render.listpage import Label, LabelCard, chunks, label_indexes, part, tool_line
from catalog.render.overview import ServerRow, most_recent
from catalog.render.pages import Printer
from catalog.render.reference import Survey, label_reference, print_reference
from catalog.render.registers import print_registers
from classifier import Category, RiskLevel, Signal

_RECENT = 8


def print_overview(
    printer: Printer, catalogue: Catalogue, servers: list[ServerRow], survey: Survey
) -> list[str]:
    """Write everything that belongs to no single server; returns the files."""
    summary = catalogue.summary()
    indexes = label_indexes(summary, printer.words)
    cards = {index.kind: index.cards for index in indexes}
    home = {
        "summary": summary,
        "cards": cards,
        "signals": sorted(cards["signal"], key=lambda card: -card.count),
        "recent": most_recent(servers, _RECENT),
    }
    files = [
        printer.page("home.html", HOME, **home),
        printer.missing(),
        printer.document("index", document_of(HOME), index_document(summary)),
        *_print_servers(printer, summary, servers),
        *printer.schemas.publish(printer.tree),
    ]
    for index in indexes:
        files.append(printer.page("labels.html", index.page, index=index))
        for card in index.cards:
            files += _print_label(printer, catalogue, summary, card)
    files += print_registers(printer, catalogue, indexes)
    files += print_reference(printer, survey, summary)
    return files


def _print_servers(printer: Printer, summary: Summary, servers: list[ServerRow]) -> Iterator[str]:
    with _listing(printer, document_of(SERVERS), "server_row", summary) as write:
        for number, chunk in zip(count(1), chunks(iter(servers)), strict=False):
            for row in chunk:
                write(server_row(row))
            at = part(SERVERS, number, len(servers))
            values = {"part": at, "servers": chunk, "summary": summary}
            yield printer.page("servers.html", at.address, **values)
    yield document_of(SERVERS)


def _print_label(
    printer: Printer, catalogue: Catalogue, summary: Summary, card: LabelCard
) -> Iterator[str]:
    seen = 0
    with _listing(printer, card.document, "row", summary) as write:
        rows = _rows_with(catalogue, card.label)
        for number, chunk in zip(count(1), chunks(rows), strict=False):
            for row in chunk:
                write(tool_row(row))
            seen += len(chunk)
            at = part(card.page, number, card.count)
            lines = [tool_line(row, printer.words) for row in chunk]
            values = {"part": at, "card": card, "rows": lines}
            reference = label_reference(card.label) if number == 1 else None
            yield printer.page("label.html", at.address, reference=reference, **values)
    if seen != card.count:
        raise RenderError(f"{file_of(card.page)}: {card.count} tools were counted, {seen} found")
    yield card.document


def _rows_with(catalogue: Catalogue, label: Label) -> Iterator[Row]:
    match label:
        case RiskLevel():
            return catalogue.rows(risk=label)
        case Category():
            return catalogue.rows(category=label)
        case Signal():
            return catalogue.rows(signal=label)


@contextmanager
def _listing(printer: Printer, path: str, kind: str, summary: Summary) -> Iterator["_Rows"]:
    """Stream a document whose result is a list; each row is held against the schema alone."""
    with printer.tree.stream(path) as file:
        rows = _Rows(printer, file, kind, path)
        file.write(f'{{"generated_at":{dumps(summary.generated_at)},"result":[')
        yield rows
        file.write(f'],"schema_version":{SCHEMA_VERSION},"total":{rows.total}}}\n')


class _Rows:
    """The rows of one streamed document."""

    def __init__(self, printer: Printer, file: TextIO, kind: str, path: str) -> None:
        self.total = 0
        self._printer, self._file, self._kind, self._path = printer, file, kind, path

    def __call__(self, row: Mapping[str, Any]) -> None:
        self._printer.schemas.check(self._kind, row, self._path)
        self._file.write(f"{',' if self.total else ''}{dumps(row)}")
        self.total += 1
