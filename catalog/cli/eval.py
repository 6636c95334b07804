"""`toolrisk eval`: measure the classifier on servers it has not seen, and write the report."""

import sys
from pathlib import Path

import click

from catalog.cli.train import EXIT_UNUSABLE, definitions_argument, training_package
from classifier.errors import ClassifierError
from classifier.model import default_model


@click.command("eval")
@definitions_argument
@click.option(
    "--site",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Write guide/method.md and its pictures below this folder, too.",
)
def eval_command(definitions: tuple[Path, ...], site: Path | None) -> None:
    """Print how often verdicts are right, from a cross-check split by server.

    DEFINITIONS are what `toolrisk train` takes. Takes some minutes.
    """
    training = training_package()
    try:
        evaluation = training.evaluate(training.read_examples(definitions))
        passes = training.read_passes()
    except ClassifierError as error:
        click.echo(f"toolrisk: {error}", err=True)
        sys.exit(EXIT_UNUSABLE)
    files = training.report(evaluation, passes, default_model())
    click.echo(files["guide/method.md"])
    for name, content in files.items() if site else ():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        click.echo(f"wrote {path}", err=True)
