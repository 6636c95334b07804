"""`toolrisk train`: rebuild the model from labels and a file of definitions."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from classifier.errors import ClassifierError
from classifier.model import MODELS
from classifier.model.weights import CURRENT

EXIT_UNUSABLE = 2
definitions_argument = click.argument(
    "definitions",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    nargs=-1,
    required=True,
)


@click.command("train")
@definitions_argument
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=MODELS / CURRENT,
    help="Folder of the model. [default: the one in use]",
)
@click.option("--steering", is_flag=True, help="Train the model that finds hidden instructions.")
def train_command(definitions: tuple[Path, ...], output: Path, steering: bool) -> None:
    """Train the model on all labels whose definitions are in DEFINITIONS.

    DEFINITIONS are files of JSON Lines, compressed or not, with `server` and the fields of a
    definition, or records of a build (catalog.db). The labels name each text by its digest and
    say where it was published; the texts themselves are not shipped. The same input gives the
    same bytes.
    """
    training = training_package()
    if steering:
        figures = training.train_steering(training.read_real(definitions))
        click.echo(f"found {figures.found:.1%} of unseen texts that steer")
        return
    try:
        examples = training.read_examples(definitions)
        passes = training.read_passes()
    except ClassifierError as error:
        click.echo(f"toolrisk: {error}", err=True)
        sys.exit(EXIT_UNUSABLE)
    real = sum(one.label.is_real for one in examples)
    click.echo(f"{real} of {len(passes.labels)} labels have their definition at hand")
    model = training.train(examples, output)
    bound = f"{model.limits.error_bound:.1%}"
    click.echo(f"wrote {output}: at most {bound} of what is not sent to review is wrong")


def training_package() -> Any:
    """Return `classifier.training`, or end with what to install.

    It is imported on use: scikit-learn is an extra, and takes a second to import.
    """
    try:
        return import_module("classifier.training")
    except ImportError as error:
        click.echo(f"toolrisk: {error}; install toolrisk[train]", err=True)
        sys.exit(EXIT_UNUSABLE)
