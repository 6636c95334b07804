"""What a run of the checker found, and how to print it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from proof_forms import Tried


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a page says something else than its policy does."""

    page: str
    where: str
    told: str


@dataclass(slots=True)
class Report:
    """What was checked."""

    servers: int = 0
    tools: int = 0
    snippets: int = 0
    answers: int = 0
    forms: int = 0
    """Formats of other products that pages tell about."""
    files: int = 0
    """Policies for a whole server in the format of another product."""
    tried: Tried = field(default_factory=Tried)
    """What was evaluated by what the products make of a text."""
    builds: int = 0
    """Policies that the builder made."""
    combinations: int = 0
    instead: int = 0
    """Tools that a page names as the weaker one."""
    calls: int = 0
    unfit: int = 0
    """How often no call that was made fits the input schema."""
    differences: list[Difference] = field(default_factory=list)


def lines(report: Report) -> Iterator[str]:
    """Yield what to print about a report."""
    yield (
        f"{report.servers:,} servers, {report.tools:,} tools, {report.snippets:,} policies,"
        f" {report.forms:,} forms for other products, {report.answers:,} answers,"
        f" {report.calls:,} calls: {len(report.differences):,} differences"
        f" ({report.unfit:,} input schemas not met)"
    )
    yield (
        f"{report.files:,} files for whole servers; {report.tried.texts:,} texts for other"
        f" products, asked {report.tried.decisions:,} times; {report.tried.sentences:,} sentences"
        f" on losses; {report.builds:,} policies of the builder;"
        f" {report.combinations:,} combinations; {report.instead:,} weaker tools named"
    )
    yield from (f"{each.page} · {each.where} · {each.told}" for each in report.differences)


def told(report: Report) -> str:
    """Return what to print about a report, as one text."""
    return "\n".join(lines(report))
