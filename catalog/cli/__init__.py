"""The command line, `toolrisk COMMAND`: only this package prints, reads argv or exits."""

from catalog.cli.main import main

__all__ = ["main"]
