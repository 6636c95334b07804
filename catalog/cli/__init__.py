"""The command line: `toolrisk COMMAND`. Only this package prints, reads the environment or exits."""

from catalog.cli.main import main

__all__ = ["main"]
