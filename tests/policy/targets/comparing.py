"""Hold what a target decides against `policy.evaluate`.

Never more permissive: what a target lets through, the policy lets through, also where limits
are used up; what it asks about the policy does not deny, unless a loss names the tool. Equal
where no loss names the tool. Loaded by path, like clients.py and gateways.py.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from policy import Policy, Standing, evaluate, standing
from policy.targets import Compiled, Lost

Decide = Callable[[str, Mapping[str, Any]], str]
RANKS = {"allow": 0, "require_approval": 1, "deny": 2}
ASKING = {Lost.CONDITIONS, Lost.AMOUNTS, Lost.RATE_LIMITS, Lost.NAME}
"""Losses for which a person may be asked about calls that the policy denies."""
COUNTING = {"intercept", "policylayer"}
"""Targets that count calls by themselves."""
STRANGER = "a tool that the server does not list"


def violations(
    policy: Policy,
    compiled: Compiled,
    decide: Decide,
    *,
    target: str,
    tools: Sequence[str],
    calls: Iterable[Mapping[str, Any]],
) -> Iterator[str]:
    samples = list(calls)
    named = {tool: _kinds(compiled, tool) for tool in tools}
    later = _kinds(compiled, None)
    for tool in (*dict.fromkeys(tools), STRANGER):
        kinds = named.get(tool, later)
        for arguments in samples:
            told = decide(tool, arguments)
            wanted = evaluate(policy, tool, arguments).outcome
            about = f"{target}: {tool!r} with {arguments!r}: {told}, policy {wanted}, {kinds}"
            if RANKS[told] < RANKS[wanted] and not (
                told == "require_approval" and (kinds & ASKING or (tool == STRANGER and kinds))
            ):
                yield f"more permissive: {about}"
            if not kinds and told != wanted:
                yield f"not equal without a loss: {about}"
            if told == "allow" and target not in COUNTING and _is_limited(policy, tool):
                yield f"limits ignored: {about}"
        if tool != STRANGER and standing(policy, tool) in (Standing.HIDDEN, Standing.DENIED):
            answers = {decide(tool, arguments) for arguments in samples}
            if answers != {"deny"} and Lost.NAME not in kinds:
                yield f"{target}: {tool!r} is closed by the policy, and {answers}"


def _kinds(compiled: Compiled, tool: str | None) -> set[Lost]:
    if tool is None:
        return {loss.kind for loss in compiled.losses if loss.kind is Lost.LATER_TOOLS}
    return {loss.kind for loss in compiled.losses if tool in loss.tools}


def _is_limited(policy: Policy, tool: str) -> bool:
    rule = policy.tools.get(tool, policy.other)
    return bool(rule.limits)
