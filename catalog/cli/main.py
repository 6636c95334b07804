"""The command group; each command is a module of its own beside this one."""

from importlib import import_module

import click

_COMMANDS = {
    "build": "build:build_command",
    "classify": "classify:classify_command",
    "crawl": "crawl:crawl_command",
    "diff-verdicts": "diff_verdicts:diff_verdicts",
    "eval": "eval:eval_command",
    "mcp": "mcp:mcp_command",
    "policy": "policy:policy",
    "scan": "scan:scan_command",
    "serve": "serve:serve",
    "train": "train:train_command",
}


class _Commands(click.Group):
    """Imports a command when it is asked for: only some need the MCP SDK or MkDocs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"catalog.cli.{module}"), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="toolrisk", prog_name="toolrisk")
def main() -> None:
    """Tell what the tools of MCP servers can do, how bad it can get, and what rule to set."""
