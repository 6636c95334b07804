"""`toolrisk policy`: check a policy document, and evaluate a call against it."""

import json
from pathlib import Path
from typing import Any

import click

from catalog.cli.policy_compile import compile_command
from catalog.cli.policy_file import FILE, file_name, read_policy
from catalog.cli.policy_import import import_command
from catalog.cli.policy_lint import lint_command
from policy import Decision, PolicyError, evaluate, printable
from policy.text import read_json


@click.group()
def policy() -> None:
    """Check policy documents and try them out."""


@policy.command()
@click.argument("file", type=FILE)
def check(file: Path) -> None:
    """Tell whether FILE (- for standard input) is a valid policy; every problem is listed.

    Exit code 0 where it is, 1 where it is not.
    """
    _, found = read_policy(file)
    click.echo(
        f"{file_name(file)}: a valid policy: default {found.default}, "
        f"{len(found.hide)} hidden, {len(found.tools)} listed."
    )


@policy.command("evaluate")
@click.argument("file", type=FILE)
@click.option("--tool", required=True, help="Name of the tool that is called.")
@click.option("--args", "arguments", default="{}", help="Arguments of the call, a JSON object.")
@click.option("--approved", is_flag=True, help="A person has agreed to this call.")
@click.option("--json", "as_json", is_flag=True, help="Write the decision as JSON.")
def evaluate_call(file: Path, *, tool: str, arguments: str, approved: bool, as_json: bool) -> None:
    """Tell what the policy in FILE says about one call, with no limit used up yet.

    Exit code 0 for any decision, 1 where the policy is not valid, 2 for wrong arguments.
    """
    _, found = read_policy(file)
    decision = evaluate(found, tool, _object(arguments), approved=approved)
    click.echo(_as_json(decision) if as_json else _as_text(decision))


def _object(text: str) -> dict[str, Any]:
    try:
        value = read_json(text, source="--args")
    except PolicyError as error:
        raise click.BadParameter(str(error.problems[0]), param_hint="--args") from error
    if not isinstance(value, dict):
        raise click.BadParameter("a JSON object is needed", param_hint="--args")
    return value


def _as_text(decision: Decision) -> str:
    hidden = " (hidden)" if decision.hidden else ""
    return printable(f"{decision.outcome}{hidden} by {decision.rule}: {decision.reason}")


def _as_json(decision: Decision) -> str:
    reservations = [
        {
            "counter": each.counter.name,
            "window": each.counter.window,
            "scope": each.counter.scope,
            "amount": f"{each.amount:f}",
            "max": f"{each.max:f}",
            "rule": each.rule,
        }
        for each in decision.reservations
    ]
    facts = {
        "outcome": decision.outcome,
        "hidden": decision.hidden,
        "rule": decision.rule,
        "reason": decision.reason,
        "reservations": reservations,
    }
    return json.dumps(facts, indent=2, sort_keys=True)


policy.add_command(compile_command)
policy.add_command(import_command)
policy.add_command(lint_command)
