"""`toolrisk policy lint`: find what is likely not meant in a policy."""

import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import click

from catalog.cli.policy_file import FILE, file_name, read_policy, read_text
from catalog.cli.policy_tools import DB, tools_in_file, tools_of_server
from classifier import Definition, classify
from policy import printable
from policy.lint import Finding, LockError, Severity, lint, read_lock
from policy.pointer import place_of

EXIT_FINDINGS = 1
"""There is a finding as bad as `--fail-on` says."""

_NEVER = "never"


@click.command("lint")
@click.argument("file", metavar="POLICY", type=FILE)
@click.option("--tools", type=FILE, help="Tools of the server: a tools/list result, or JSON Lines.")
@click.option(
    "--server",
    help="Name of the server in the record (as on its page) or lock file, not in a client.",
)
@click.option(
    "--db", type=click.Path(path_type=Path), default=DB, show_default=True, help="The record."
)
@click.option("--lock", type=FILE, help="Lock file with the digests noted for the tools.")
@click.option("--json", "as_json", is_flag=True, help="Write the findings as JSON.")
@click.option(
    "--fail-on",
    type=click.Choice([*(each.value for each in Severity), _NEVER]),
    default=Severity.ERROR.value,
    show_default=True,
    help="The mildest finding that fails.",
)
def lint_command(
    file: Path,
    *,
    tools: Path | None,
    server: str | None,
    db: Path,
    lock: Path | None,
    as_json: bool,
    fail_on: str,
) -> None:
    """Find what is likely not meant in POLICY (- for standard input), beside the tools it is for.

    The tools come from --tools, or from the record of the catalogue for --server: there it is the
    name that the catalogue has for the server. With --tools, --server only says which server of
    the lock file is meant. What a client calls the server is of no matter here; `policy compile`
    asks for that.

    Each finding has an id, a place in the document, a remedy, and a page of the documentation:
    its address is below the root of a site that `toolrisk build` writes and `toolrisk serve` shows.

    Exit code 0 without findings as bad as --fail-on says, 1 with one, or where the policy is not
    valid; 2 for wrong arguments.

    \b
    Examples:
      toolrisk policy lint policy.json --tools tools.json
      toolrisk policy lint policy.json --server @scope/notes-mcp --db build/catalog.db
      toolrisk policy lint policy.json --server demo --fail-on warning
      toolrisk policy lint policy.json --tools tools.json --lock toolrisk.lock --server notes
    """
    text, policy = read_policy(file)
    pairs = [(each, classify(each)) for each in _definitions(tools, server, db)]
    found = lint(policy, pairs, digests=_digests(lock, server))
    click.echo(_as_json(text, found) if as_json else _as_text(file_name(file), text, found))
    if any(each.severity.rank <= _threshold(fail_on) for each in found):
        sys.exit(EXIT_FINDINGS)


def _definitions(tools: Path | None, server: str | None, db: Path) -> tuple[Definition, ...]:
    if tools is not None:
        return tools_in_file(tools)
    if server is None:
        raise click.UsageError("Give the tools of the server by --tools or by --server.")
    return tools_of_server(server, db)


def _digests(lock: Path | None, server: str | None) -> Mapping[str, str] | None:
    if lock is None:
        return None
    try:
        return read_lock(read_text(lock), server)
    except LockError as error:
        raise click.ClickException(printable(f"{file_name(lock)}: {error}.")) from error


def _threshold(fail_on: str) -> int:
    return -1 if fail_on == _NEVER else Severity(fail_on).rank


def _as_json(text: str, found: tuple[Finding, ...]) -> str:
    placed = [each.as_json() | _place(text, each) for each in found]
    return json.dumps({"version": 1, "findings": placed}, indent=2, sort_keys=True)


def _as_text(name: str, text: str, found: tuple[Finding, ...]) -> str:
    lines = []
    for each in found:
        line, column = place_of(text, each.pointer)
        head = (
            f"{name}:{line}:{column}: {each.severity} {each.id} at {each.pointer or '(document)'}"
        )
        lines += [printable(head), printable(f"  {each.says} {each.remedy}")]
        lines.append(f"  Documentation: {each.page}")
    return "\n".join([*lines, f"{name}: {_summary(found)}"])


def _summary(found: tuple[Finding, ...]) -> str:
    counts = Counter(each.severity for each in found)
    said = [
        f"{counts[each]} {each}{'' if counts[each] == 1 else 's'}"
        for each in Severity
        if counts[each]
    ]
    return f"{', '.join(said)}." if said else "nothing found."


def _place(text: str, finding: Finding) -> dict[str, int]:
    line, column = place_of(text, finding.pointer)
    return {"line": line, "column": column}
