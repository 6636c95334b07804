"""Everything that one scan found, and whether it passes the bar that was set."""

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.scan.changes import Change
from catalog.scan.combinations import Combination, Key, combinations, fewest_denials
from catalog.scan.remedy import ServerPolicy, server_policies
from catalog.scan.stack import Guard, ScannedServer, ScannedTool, Stack
from classifier import RiskLevel


@dataclass(frozen=True, slots=True)
class StackReport:
    """One stack: what is risky in it together, and the policy against it."""

    stack: Stack
    combinations: tuple[Combination, ...]
    denials: tuple[Key, ...]
    """The fewest tools to deny so that no combination is left."""
    policies: tuple[ServerPolicy, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole scan."""

    stacks: tuple[StackReport, ...]
    changes: tuple[Change, ...] | None = None
    """Since the lock was written; None where there is no lock."""

    def servers(self) -> tuple[ScannedServer, ...]:
        """Return the servers of every stack."""
        return tuple(server for one in self.stacks for server in one.stack.servers)

    def unlisted(self) -> tuple[ScannedServer, ...]:
        """Return the servers that are in use and of whose tools nothing is known."""
        return tuple(server for server in self.servers() if server.is_unknown)

    def unguarded(self, bar: RiskLevel) -> tuple[ScannedTool, ...]:
        """Return the tools at or above `bar` that the client lets through without asking."""
        return tuple(
            tool
            for one in self.stacks
            for tool in one.stack.tools()
            if tool.guard in (Guard.OPEN, Guard.ALLOWED) and tool.verdict.risk.rank >= bar.rank
        )

    def live(self, bar: RiskLevel) -> tuple[Combination, ...]:
        """Return the combinations at or above `bar`."""
        return tuple(
            found
            for one in self.stacks
            for found in one.combinations
            if found.pattern.risk.rank >= bar.rank
        )


def report(stacks: Iterable[Stack], changes: tuple[Change, ...] | None = None) -> Report:
    """Return what is found in the stacks."""
    return Report(tuple(_stack_report(stack) for stack in stacks), changes)


def _stack_report(stack: Stack) -> StackReport:
    tools = tuple(stack.tools())
    live = combinations(tools)
    denials = fewest_denials(live, tools)
    return StackReport(stack, live, denials, server_policies(stack, denials))
