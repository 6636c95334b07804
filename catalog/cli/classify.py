"""`toolrisk classify`: verdicts for definitions from a file or from standard input."""

import io
import json
import sys
from collections.abc import Iterator
from typing import BinaryIO

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from classifier import RiskLevel, Verdict, classify
from classifier.records import BadRecord, Record, read_records

EXIT_BAD_LINE = 1
"""Some line was no definition; the others were classified."""

_COLOURS = {
    RiskLevel.LOW: "green",
    RiskLevel.MEDIUM: "yellow",
    RiskLevel.HIGH: "dark_orange",
    RiskLevel.CRITICAL: "bold red",
}
_LONGEST_CELL = 60
_PLAIN_WIDTH = 140


@click.command("classify")
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON line per definition.")
def classify_command(file: BinaryIO, as_json: bool) -> None:
    """Classify the tool definitions in FILE, or on standard input.

    FILE holds JSON Lines, one definition a line (server, name, title, description,
    inputSchema, outputSchema, annotations), or the result of `tools/list`. A line that is no
    definition is reported on standard error with its number; the others go on, and the exit
    code is 1.

    \b
    Examples:
      toolrisk classify tools.json
      toolrisk classify --json definitions.jsonl > verdicts.jsonl
      echo '{"name": "delete_note"}' | toolrisk classify --json
    """
    failures: list[BadRecord] = []
    classified = _classified(file, failures)
    if as_json:
        _write_lines(classified)
    else:
        _write_table(classified)
    if failures:
        sys.exit(EXIT_BAD_LINE)


def _classified(file: BinaryIO, failures: list[BadRecord]) -> Iterator[tuple[Record, Verdict]]:
    for record in read_records(file):
        if isinstance(record, BadRecord):
            failures.append(record)
            click.echo(_visible(f"line {record.line}: {record.reason}"), err=True)
        else:
            yield record, classify(record.definition)


def _write_lines(classified: Iterator[tuple[Record, Verdict]]) -> None:
    out = sys.stdout.buffer
    for record, verdict in classified:
        head = {"server": record.server, "name": record.definition.name}
        out.write(_encoded(head | verdict.as_json()) + b"\n")
        out.flush()


def _encoded(value: dict[str, object]) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        # UTF-8 has no lone surrogates, JSON's escapes do.
        return json.dumps(value).encode()


def _write_table(classified: Iterator[tuple[Record, Verdict]]) -> None:
    table = Table("Tool", "Category", "Risk", "Sure", "Signals", "Why")
    for record, verdict in classified:
        table.add_row(*_cells(record, verdict))
    is_terminal = sys.stdout.isatty()
    buffer = io.StringIO()
    width = None if is_terminal else _PLAIN_WIDTH
    Console(file=buffer, force_terminal=is_terminal, width=width).print(table)
    sys.stdout.buffer.write(buffer.getvalue().encode("utf-8", "replace"))


def _cells(record: Record, verdict: Verdict) -> Iterator[Text]:
    name = record.definition.name
    yield Text(_visible(f"{record.server}: {name}" if record.server else name))
    yield Text(verdict.category + (" ?" if verdict.needs_review else ""))
    yield Text(verdict.risk, style=_COLOURS[verdict.risk])
    yield Text("review" if verdict.needs_review else f"{verdict.confidence:.0%}")
    yield Text(", ".join(verdict.signals))
    yield Text(_visible(verdict.why_not_runner_up))


def _visible(text: str) -> str:
    """Show control, bidirectional and other unprintable characters as escapes."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
