"""`toolrisk policy import`: take over the policy of another product."""

import json
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

import click

from catalog.cli.policy_file import FILE, file_name, read_text
from catalog.cli.policy_tools import tools_in_file
from classifier import Definition
from policy import PolicyError, printable
from policy.importing import (
    Imported,
    ImportingError,
    import_claude_code,
    import_hosted,
    import_intercept,
)

EXIT_LOSSES = 1
"""With `--strict`: something of the source could not be kept."""

_Read = Callable[[str, tuple[Definition, ...], str | None], Imported]


class Format(StrEnum):
    """What a policy can be imported from."""

    INTERCEPT = "intercept"
    POLICYLAYER = "policylayer"
    CLAUDE_CODE = "claude-code"


_READERS: dict[Format, _Read] = {
    Format.INTERCEPT: lambda text, tools, server: import_intercept(text, tools),
    Format.POLICYLAYER: lambda text, tools, server: import_hosted(text),
    Format.CLAUDE_CODE: lambda text, tools, server: import_claude_code(text, tools, server=server),
}


@click.command("import")
@click.argument("file", type=FILE)
@click.option(
    "--from",
    "source",
    type=click.Choice([each.value for each in Format]),
    required=True,
    help="What FILE is a policy of.",
)
@click.option("--tools", type=FILE, help="Tools of the server: a tools/list result, or JSON Lines.")
@click.option("--server", help="Name of the server in the settings of Claude Code.")
@click.option("--json", "as_json", is_flag=True, help="Write the policy and the losses as JSON.")
@click.option("--strict", is_flag=True, help="Exit with code 1 where something could not be kept.")
def import_command(
    file: Path,
    *,
    source: str,
    tools: Path | None,
    server: str | None,
    as_json: bool,
    strict: bool,
) -> None:
    """Write the policy document that FILE (- for standard input) comes to.

    The document goes to standard output. What it cannot keep is told on standard error, with its
    place in FILE; it is always on the stricter side. Give --tools where rules are about patterns
    of names or about arguments: much more can be kept then.

    Exit code 0, also with losses unless --strict; 1 where FILE cannot be imported.

    \b
    Examples:
      toolrisk policy import intercept.yaml --from intercept --tools tools.json > policy.json
      toolrisk policy import .claude/settings.json --from claude-code --server github
    """
    known = tools_in_file(tools) if tools is not None else ()
    try:
        imported = _READERS[Format(source)](read_text(file), known, server)
    except (ImportingError, PolicyError) as error:
        raise click.ClickException(_lines(f"{file_name(file)}: {error}")) from error
    click.echo(json.dumps(_written(imported, as_json), indent=2))
    for loss in () if as_json else imported.losses:
        click.echo(printable(f"{file_name(file)}: {loss.id} at {loss}"), err=True)
    if strict and imported.losses:
        sys.exit(EXIT_LOSSES)


def _lines(text: str) -> str:
    return "\n".join(map(printable, text.splitlines()))


def _written(imported: Imported, as_json: bool) -> object:
    if not as_json:
        return imported.document
    losses = [loss.as_json() for loss in imported.losses]
    return {"version": 1, "policy": imported.document, "losses": losses}
