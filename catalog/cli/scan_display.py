"""Show a scan: tables for people, one document for programs."""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from catalog.cli.crawl_display import visible
from catalog.scan.changes import Kind
from catalog.scan.clients import Places, clients
from catalog.scan.combinations import Combination, Key
from catalog.scan.configuration import shown_path
from catalog.scan.fixing import Change
from catalog.scan.report import Report, StackReport
from catalog.scan.stack import Guard, ScannedServer, ScannedTool
from classifier import RiskLevel

_COLOURS = {
    RiskLevel.LOW: "green",
    RiskLevel.MEDIUM: "yellow",
    RiskLevel.HIGH: "dark_orange",
    RiskLevel.CRITICAL: "bold red",
}
_PLAIN_WIDTH = 120
_MOST_NAMES = 4


def print_report(
    found: Report, here: Places, *, show_all: bool = False, verbose: bool = False
) -> None:
    """Print the whole scan for people; `verbose` shows what servers said that failed."""
    console = _console()
    for one in found.stacks:
        _print_stack(console, one, here, show_all=show_all)
    if verbose:
        _print_words(console, found)
    if found.changes is not None:
        _print_changes(console, found)


def print_hints(needed: Sequence[Change], here: Places) -> None:
    """Say which settings files could be better, and how to see and write that."""
    console = _console()
    for change in needed:
        lines = change.shown.splitlines()
        added = sum(line.startswith("+") and not line.startswith("+++") for line in lines)
        place = visible(shown_path(change.file, here.project, here.home))
        said = f"Rules for {place}: {added} lines to write. --diff shows them, --fix writes them."
        console.print(Text(said), soft_wrap=True)


def shown_change(change: Change) -> None:
    """Print the diff of one settings file, and what its client cannot express."""
    console = _console()
    styles = {"+": "green", "-": "red", "@": "cyan"}
    console.print()
    for line in change.shown.splitlines():
        console.print(Text(visible(line), style=styles.get(line[:1], "")), soft_wrap=True)
    for loss in change.losses:
        console.print(Text(visible(f"Note: {loss}")), soft_wrap=True)


def as_json(
    found: Report, needed: Sequence[Change], written: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the scan as one value for programs."""
    return {
        "version": 1,
        "stacks": [_stack_json(one) for one in found.stacks],
        "changes": None
        if found.changes is None
        else [
            {
                "server": change.server,
                "tool": change.tool,
                "kind": change.kind.value,
                "words": list(change.words),
                "sentence": change.sentence,
                "risk": change.risk.value,
            }
            for change in found.changes
        ],
        "settings": [
            {"file": str(change.file), "diff": change.shown, "losses": list(change.losses)}
            for change in needed
        ],
        "written": list(written),
    }


def _stack_json(one: StackReport) -> dict[str, Any]:
    client = one.stack.client
    return {
        "client": client.id if client else None,
        "configs": [str(path) for path in one.stack.configs],
        "servers": [_server_json(server) for server in one.stack.servers],
        "combinations": [_combination_json(found) for found in one.combinations],
        "denials": [_key_json(key) for key in one.denials],
        "policies": [
            {
                "server": policy.server.label,
                "document": policy.document,
                "claim": policy.effect.sentence(),
            }
            for policy in one.policies
        ],
    }


def _server_json(server: ScannedServer) -> dict[str, Any]:
    observation = server.observation
    return {
        "label": server.label,
        "name": server.name,
        "config": str(server.config),
        "line": server.line,
        "status": observation.status.value if observation else "disabled",
        "reason": observation.reason if observation else "",
        "sandbox": observation.sandbox.value if observation else None,
        "notes": list(server.notes),
        "tools": [
            {"name": tool.name, "guard": tool.guard.value} | tool.verdict.as_json()
            for tool in server.tools
        ],
    }


def _combination_json(found: Combination) -> dict[str, Any]:
    pattern = found.pattern
    return {
        "id": pattern.id,
        "title": pattern.title,
        "risk": pattern.risk.value,
        "reason": pattern.reason,
        "servers": list(found.servers),
        "legs": [
            {"name": leg.name, "tools": [_key_json(key) for key in tools]}
            for leg, tools in zip(pattern.legs, found.legs, strict=True)
        ],
    }


def _key_json(key: Key) -> dict[str, str]:
    return {"server": key[0], "tool": key[1]}


def _console() -> Console:
    is_terminal = sys.stdout.isatty()
    return Console(
        file=sys.stdout, highlight=False, markup=False, width=None if is_terminal else _PLAIN_WIDTH
    )


def _print_stack(console: Console, one: StackReport, here: Places, *, show_all: bool) -> None:
    places = ", ".join(shown_path(path, here.project, here.home) for path in one.stack.configs)
    console.print(Text(f"{one.stack.title}: {visible(places)}", style="bold"))
    for server in one.stack.servers:
        console.print(_server_line(server), soft_wrap=True)
    shown = [tool for tool in one.stack.tools() if show_all or tool.verdict.risk.rank > 0]
    if shown:
        console.print(_tool_table(shown))
    for found in one.combinations:
        console.print(_combination_line(found), soft_wrap=True)
        console.print(Text(f"  {found.pattern.reason}"), soft_wrap=True)
        for leg, tools in zip(found.pattern.legs, found.legs, strict=True):
            console.print(Text(f"  {leg.name}: {_names(tools)}"), soft_wrap=True)
    if one.policies and (advice := _advice(one)):
        console.print(Text(advice), soft_wrap=True)
    if one.denials:
        said = "1 denial breaks every combination"
        if len(one.denials) > 1:
            said = f"{len(one.denials)} denials break every combination, and no fewer do"
        console.print(Text(f"{said}: {_names(one.denials, all=True)}"), soft_wrap=True)
    console.print()


def _advice(one: StackReport) -> str:
    client = one.stack.client
    if client is None:
        names = ", ".join(sorted(clients()))
        return (
            "The name of the file does not tell which client it belongs to, so no rules are"
            f" written for it. Say --client NAME, one of {names}; --json has each policy."
        )
    return client.instead if client.format is None else ""


def _print_words(console: Console, found: Report) -> None:
    for server in found.servers():
        if server.words:
            said = f"{server.label} said: {server.words}"
            console.print(Text(visible(said), style="dim"), soft_wrap=True)


def _server_line(server: ScannedServer) -> Text:
    line = Text(f"  {visible(server.label)}: ")
    if server.observation is None:
        return line.append("disabled, not looked at")
    if server.is_unknown:
        said = f"not listed ({server.observation.status.value}): {server.observation.reason}"
        return line.append(visible(said), style="red")
    counts = Counter(tool.verdict.risk for tool in server.tools)
    levels = ", ".join(f"{counts[level]} {level}" for level in reversed(RiskLevel) if counts[level])
    total = "1 tool" if len(server.tools) == 1 else f"{len(server.tools)} tools"
    line.append(f"{total}: {levels}" if levels else total)
    for note in server.notes:
        line.append(f" ({visible(note)})", style="dim")
    return line


def _tool_table(tools: list[ScannedTool]) -> Table:
    table = Table("Server", "Tool", "Category", "Risk", "Settings", "Signals")
    for tool in sorted(tools, key=lambda tool: -tool.verdict.risk.rank):
        table.add_row(*_cells(tool))
    return table


def _cells(tool: ScannedTool) -> Iterator[Text]:
    verdict = tool.verdict
    yield Text(visible(tool.server))
    yield Text(visible(tool.name))
    yield Text(verdict.category + (" ?" if verdict.needs_review else ""))
    yield Text(verdict.risk, style=_COLOURS[verdict.risk])
    yield Text("" if tool.guard is Guard.OPEN else tool.guard.value)
    yield Text(", ".join(verdict.signals))


def _combination_line(found: Combination) -> Text:
    line = Text(f"{found.pattern.id} ")
    line.append(found.pattern.risk, style=_COLOURS[found.pattern.risk])
    return line.append(f" {found.pattern.title}", style="bold")


def _names(keys: Sequence[Key], *, all: bool = False) -> str:
    shown = keys if all else keys[:_MOST_NAMES]
    text = ", ".join(f"{visible(tool)} ({visible(server)})" for server, tool in shown)
    return f"{text} and {len(keys) - len(shown)} more" if len(keys) > len(shown) else text


def _print_changes(console: Console, found: Report) -> None:
    if not found.changes:
        console.print(Text("Nothing changed since the lock was written."))
    for change in found.changes or ():
        style = "dim" if change.kind is Kind.JUDGED else ""
        said = visible(f"{change.server}: {change.sentence}")
        console.print(Text(said, style=style), soft_wrap=True)
    console.print()
