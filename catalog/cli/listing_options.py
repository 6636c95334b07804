"""Options that every command has which lists the tools of servers."""

import click

from catalog.crawl.sandbox import SandboxMode

refresh_option = click.option("--refresh", is_flag=True, help="List again what is known.")
jobs_option = click.option(
    "--jobs", type=click.IntRange(1), help="Servers at a time. [default: processors + 1]"
)
time_limit_option = click.option(
    "--time-limit",
    type=click.FloatRange(1),
    default=240.0,
    show_default=True,
    help="Seconds for one install; a listing gets at most 60 of them.",
)
sandbox_option = click.option(
    "--sandbox",
    type=click.Choice([mode.value for mode in SandboxMode]),
    default=SandboxMode.AUTO.value,
    show_default=True,
    help="Use of bubblewrap.",
)
keep_installs_option = click.option(
    "--keep-installs", is_flag=True, help="Keep the packages after the listing."
)
