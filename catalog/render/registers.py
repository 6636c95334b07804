"""Lists by vendor and by letter, and the page to browse by, which links every list there is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from catalog.entry import Catalogue, Row
from catalog.errors import RenderError
from catalog.render.address import BROWSE, LETTERS, VENDORS, file_of, vendor_page
from catalog.render.invisible import plain_name
from catalog.render.listpage import LabelIndex, chunks, part, tool_line
from catalog.render.pages import Printer

_LETTERS = "The number tells how many tools have a name that begins so."
_VENDORS = "The number tells how many tools the servers of a vendor have."


@dataclass(frozen=True, slots=True)
class Register:
    """One list of tools that is not one of a label."""

    name: str
    """What the list is called; one line without unseen characters."""
    heading: str
    """What lists of this kind are called."""
    parent: str
    """Page of all lists of this kind."""
    page: str
    means: str
    more: str
    count: int
    document: str | None = None


def print_registers(
    printer: Printer, catalogue: Catalogue, indexes: Iterable[LabelIndex]
) -> Iterator[str]:
    """Write the lists by vendor and letter and the page to browse by; yields the files."""
    letters = [_letter(letter, number) for letter, number in catalogue.letters().items()]
    vendors = [_vendor(vendor, number) for vendor, number in catalogue.vendors().items()]
    values = {"letters": letters, "vendors": len(vendors), "indexes": tuple(indexes)}
    yield printer.page("browse.html", BROWSE, **values)
    yield from _print_index(printer, letters, page=LETTERS, heading="Letters", lead=_LETTERS)
    yield from _print_index(printer, vendors, page=VENDORS, heading="Vendors", lead=_VENDORS)
    for register, letter in zip(letters, catalogue.letters(), strict=True):
        yield from _print_register(printer, register, catalogue.rows(letter=letter))
    for register, vendor in zip(vendors, catalogue.vendors(), strict=True):
        yield from _print_register(printer, register, catalogue.rows(vendor=vendor))


def _letter(letter: str, number: int) -> Register:
    shown = letter.upper() if len(letter) == 1 else letter
    return Register(
        name={"0-9": "Digits", "other": "Other characters"}.get(letter, shown),
        heading="Letters",
        parent=LETTERS,
        page=f"{LETTERS}{letter}/",
        means="Tools whose name begins so, sorted by name.",
        more="Every tool of the catalogue is in one of these lists.",
        count=number,
    )


def _vendor(vendor: str, number: int) -> Register:
    name = plain_name(vendor)
    return Register(
        name=name,
        heading="Vendors",
        parent=VENDORS,
        page=vendor_page(vendor),
        means=f"Tools of the servers whose vendor is {name}.",
        more="Who the vendor is comes from where the server was found; nobody checked it.",
        count=number,
    )


def _print_index(
    printer: Printer, registers: list[Register], *, page: str, heading: str, lead: str
) -> Iterator[str]:
    for number, chunk in zip(count(1), chunks(iter(registers)), strict=False):
        at = part(page, number, len(registers))
        values = {"part": at, "heading": heading, "lead": lead, "registers": chunk}
        yield printer.page("registers.html", at.address, **values)


def _print_register(printer: Printer, register: Register, rows: Iterator[Row]) -> Iterator[str]:
    seen = 0
    for number, chunk in zip(count(1), chunks(rows), strict=False):
        seen += len(chunk)
        at = part(register.page, number, register.count)
        lines = [tool_line(row, printer.words) for row in chunk]
        yield printer.page("tools.html", at.address, part=at, card=register, rows=lines)
    if seen != register.count:
        raise RenderError(
            f"{file_of(register.page)}: {register.count} tools were counted, {seen} found"
        )
