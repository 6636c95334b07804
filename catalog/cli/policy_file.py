"""Read a policy document that is named on the command line."""

from pathlib import Path

import click

from policy import Policy, PolicyError, loads

FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


def read_policy(file: Path) -> tuple[str, Policy]:
    """Return the text of a policy document and the policy; a wrong one ends the command."""
    text = read_text(file)
    try:
        return text, loads(text, source=file_name(file))
    except PolicyError as error:
        raise click.ClickException(str(error)) from error


def read_text(file: Path) -> str:
    """Return the text of a file, or of standard input for `-`."""
    with click.open_file(str(file), encoding="utf-8") as stream:
        try:
            return str(stream.read())
        except UnicodeDecodeError as error:
            raise click.ClickException(f"{file_name(file)}: not UTF-8 text.") from error


def file_name(file: Path) -> str:
    """Return how messages call a file."""
    return "standard input" if str(file) == "-" else str(file)
