"""`toolrisk policy compile`: write a policy in the format of another product."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import click

from catalog.cli.policy_file import FILE, read_policy
from catalog.cli.policy_tools import DB, tools_in_file, tools_of_server
from classifier import Definition
from policy import HIDE_ALL, Action, Policy, printable
from policy.targets import Compiled, compile_policy, targets

_OUTPUT = click.Path(dir_okay=False, writable=True, path_type=Path)
_TARGETS = click.Choice([target.id for target in targets()])


class Lost(StrEnum):
    """What becomes of a tool with conditions or limits that the target does not have."""

    STRICTER = "stricter"
    """Denied; where only a rate limit is lost a person is asked before each call."""
    DENY = "deny"
    ASK = "ask"


_ACTIONS = {
    Lost.STRICTER: (Action.DENY, Action.REQUIRE_APPROVAL),
    Lost.DENY: (Action.DENY, Action.DENY),
    Lost.ASK: (Action.REQUIRE_APPROVAL, Action.REQUIRE_APPROVAL),
}


@click.command("compile")
@click.argument("file", metavar="POLICY", type=FILE)
@click.option("--to", "target", required=True, type=_TARGETS, help="What to compile for.")
@click.option(
    "--server", required=True, help="Name of the server in the configuration of the client."
)
@click.option("--tools", type=FILE, help="Tools of the server: a tools/list result, or JSON Lines.")
@click.option("--from-record", "recorded", help="Name of the server in the record, for its tools.")
@click.option(
    "--db", type=click.Path(path_type=Path), default=DB, show_default=True, help="The record."
)
@click.option(
    "--lost",
    type=click.Choice([each.value for each in Lost]),
    default=Lost.STRICTER.value,
    show_default=True,
    help="What becomes of tools with rules that are lost; `ask` is laxer, `deny` strictest.",
)
@click.option("-o", "--output", type=_OUTPUT, help="File to write instead of standard output.")
def compile_command(
    file: Path,
    *,
    target: str,
    server: str,
    tools: Path | None,
    recorded: str | None,
    db: Path,
    lost: str,
    output: Path | None,
) -> None:
    """Write the policy in POLICY (- for standard input) in the format of another product.

    A tool with conditions or caps that the product cannot express is denied, and that is told on
    standard error, and in the output where its format has comments. Where no more than a rate
    limit is lost, a person is asked before each call if the product can ask, else it is denied;
    --lost deny denies that too. With --lost ask a person is asked about all of them: a yes then
    lets through what the policy denies. Tools that only the policy names are written too.

    --server is the name that your client has for the server, not that of the record. The tools
    come from --tools, or from the record for --from-record.

    Exit code 0 also where something is lost, 1 where the policy or the tools cannot be read, 2
    for wrong arguments, or a name that the product has no way to write.

    \b
    Examples:
      toolrisk policy compile policy.json --to claude-code --server github --tools tools.json
      toolrisk policy compile policy.json --to codex --server gh --from-record github -o gh.toml
    """
    _, policy = read_policy(file)
    definitions = _definitions(tools, recorded, db)

    def compiled(lost: Lost, server: str = server) -> Compiled:
        denied, uncounted = _ACTIONS[lost]
        return compile_policy(
            policy, target, server=server, tools=definitions, lost=denied, uncounted=uncounted
        )

    try:
        written = compiled(Lost(lost))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--server") from error
    _write(written, output)
    for loss in written.losses:
        click.echo(f"Lost: {printable(loss.says)}", err=True)
    if lost != Lost.ASK and compiled(Lost.ASK).text != written.text:
        click.echo("To be asked about what that denies, which is laxer: --lost ask.", err=True)
    _tell_unlisted(policy, definitions)
    _tell_place(target)
    if compiled(Lost(lost), f"{server}-").text != written.text:
        told = f"“{server}” has to be the name of the server in your own configuration."
        click.echo(printable(told), err=True)


def _definitions(tools: Path | None, recorded: str | None, db: Path) -> tuple[Definition, ...]:
    if (tools is None) == (recorded is None):
        raise click.UsageError("Give the tools of the server by --tools or by --from-record.")
    return tools_in_file(tools) if tools is not None else tools_of_server(recorded or "", db)


def _write(compiled: Compiled, output: Path | None) -> None:
    if output is None:
        click.echo(compiled.text, nl=False)
        return
    try:
        output.write_text(compiled.text, encoding="utf-8", newline="")
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror}.") from error


def _tell_unlisted(policy: Policy, definitions: Iterable[Definition]) -> None:
    known = {definition.name for definition in definitions}
    named = dict.fromkeys([*policy.tools, *(name for name in policy.hide if name != HIDE_ALL)])
    if missing := [f"“{name}”" for name in named if name not in known]:
        told = f"Written although the server does not list it: {', '.join(missing)}."
        click.echo(printable(told), err=True)


def _tell_place(target: str) -> None:
    words = next(each for each in targets() if each.id == target)
    click.echo(f"{words.title}: {words.place}. {words.how_to}", err=True)
