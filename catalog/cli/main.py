"""The command group; each command is a module of its own beside this one."""

import click

from catalog.cli.build import build_command
from catalog.cli.classify import classify_command
from catalog.cli.crawl import crawl_command
from catalog.cli.diff_verdicts import diff_verdicts
from catalog.cli.eval import eval_command
from catalog.cli.mcp import mcp_command
from catalog.cli.policy import policy
from catalog.cli.policy_compile import compile_command
from catalog.cli.scan import scan_command
from catalog.cli.serve import serve
from catalog.cli.train import train_command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="toolrisk", prog_name="toolrisk")
def main() -> None:
    """Tell what the tools of MCP servers can do, how bad it can get, and what rule to set."""


main.add_command(build_command)
main.add_command(classify_command)
main.add_command(crawl_command)
main.add_command(diff_verdicts)
main.add_command(eval_command)
main.add_command(mcp_command)
main.add_command(policy)
policy.add_command(compile_command)
main.add_command(scan_command)
main.add_command(serve)
main.add_command(train_command)
