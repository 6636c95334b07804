"""`toolrisk policy compile`: write a policy in the format of another product."""

from pathlib import Path

import click

from catalog.cli.policy_file import FILE, read_policy
from catalog.cli.policy_tools import tools_in_file
from policy import printable
from policy.targets import Compiled, compile_policy, targets

_OUTPUT = click.Path(dir_okay=False, writable=True, path_type=Path)
_TARGETS = click.Choice([target.id for target in targets()])


@click.command("compile")
@click.argument("file", metavar="POLICY", type=FILE)
@click.option("--to", "target", required=True, type=_TARGETS, help="What to compile for.")
@click.option("--server", required=True, help="Name that the client knows the server by.")
@click.option("--tools", required=True, type=FILE, help="What the server lists.")
@click.option("-o", "--output", type=_OUTPUT, help="File to write instead of standard output.")
def compile_command(
    file: Path, *, target: str, server: str, tools: Path, output: Path | None
) -> None:
    """Write the policy in POLICY (- for standard input) in the format of another product.

    What the product cannot express is made stricter (asked about where it can ask, else
    denied) and told on standard error, and in the output where its format has comments.
    The file for --tools is a `tools/list` result, or has one definition a line.

    Exit code 0 also where something is lost, 1 where the policy or the tools cannot be read.

    \b
    Examples:
      toolrisk policy compile policy.json --to claude-code --server github --tools tools.json
      toolrisk policy compile policy.json --to codex --server gh --tools tools.json -o codex.toml
    """
    _, policy = read_policy(file)
    definitions = tools_in_file(tools)
    try:
        compiled = compile_policy(policy, target, server=server, tools=definitions)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--server") from error
    _write(compiled, output)
    for loss in compiled.losses:
        click.echo(f"Lost: {printable(loss.says)}", err=True)
    _tell_place(target)


def _write(compiled: Compiled, output: Path | None) -> None:
    if output is None:
        click.echo(compiled.text, nl=False)
        return
    try:
        output.write_text(compiled.text, encoding="utf-8", newline="")
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror}.") from error


def _tell_place(target: str) -> None:
    words = next(each for each in targets() if each.id == target)
    click.echo(f"{words.title}: {words.place}. {words.how_to}", err=True)
