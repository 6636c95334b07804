"""Hold what a target decides against `policy.evaluate`.

Never more permissive: what a target lets through, the policy lets through, also where limits
are used up; what it asks about, the policy does not deny. Tools that only the policy names count
like those of the server. Nobody knows a tool that neither names: it may be asked about where a
loss says so. Equal where no loss names the tool. Loaded by path, like clients.py and gateways.py.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from policy import HIDE_ALL, Policy, Standing, evaluate, standing
from policy.targets import Compiled, Lost

Decide = Callable[[str, Mapping[str, Any]], str]
RANKS = {"allow": 0, "require_approval": 1, "deny": 2}
ASKING = {Lost.CONDITIONS, Lost.AMOUNTS, Lost.RATE_LIMITS}
"""Losses for which a person may be asked about calls that the policy denies, if that was chosen."""
UNCOUNTED = {Lost.RATE_LIMITS}
"""What may be asked about if nothing else is lost: a call too many waits for a person."""
COUNTING = {"intercept", "policylayer"}
"""Targets that count calls by themselves."""
ALL_THE_SAME = {Lost.CLOCK}
"""Losses that change no single decision."""
STRANGER = "a tool that nobody names"


def violations(
    policy: Policy,
    compiled: Compiled,
    decide: Decide,
    *,
    target: str,
    tools: Sequence[str],
    calls: Iterable[Mapping[str, Any]],
    asks_where_lost: bool = False,
) -> Iterator[str]:
    samples = list(calls)
    hidden = [name for name in policy.hide if name != HIDE_ALL]
    later = _kinds(compiled, None)
    for tool in (*dict.fromkeys([*tools, *policy.tools, *hidden]), STRANGER):
        kinds = later if tool == STRANGER else _kinds(compiled, tool)
        may_ask = bool(later) if tool == STRANGER else asks_where_lost and bool(kinds & ASKING)
        may_ask = may_ask or (
            kinds - ALL_THE_SAME == UNCOUNTED and _lets_some_through(policy, tool)
        )
        for arguments in samples:
            told = decide(tool, arguments)
            wanted = evaluate(policy, tool, arguments).outcome
            about = f"{target}: {tool!r} with {arguments!r}: {told}, policy {wanted}, {kinds}"
            is_asked = told == "require_approval" and may_ask
            if RANKS[told] < RANKS[wanted] and not is_asked:
                yield f"more permissive: {about}"
            if not kinds - ALL_THE_SAME and told != wanted:
                yield f"not equal without a loss: {about}"
            is_counted = target in COUNTING or told == "deny" or is_asked
            if not is_counted and _is_limited(policy, tool):
                yield f"limits ignored: {about}"
        if tool != STRANGER and standing(policy, tool) in (Standing.HIDDEN, Standing.DENIED):
            answers = {decide(tool, arguments) for arguments in samples}
            if answers != {"deny"}:
                yield f"{target}: {tool!r} is closed by the policy, and {answers}"


def _kinds(compiled: Compiled, tool: str | None) -> set[Lost]:
    if tool is None:
        return {loss.kind for loss in compiled.losses if loss.kind is Lost.LATER_TOOLS}
    return {loss.kind for loss in compiled.losses if tool in loss.tools}


def _lets_some_through(policy: Policy, tool: str) -> bool:
    return all(limit.max >= 1 for limit in policy.tools.get(tool, policy.other).limits)


def _is_limited(policy: Policy, tool: str) -> bool:
    rule = policy.tools.get(tool, policy.other)
    return bool(rule.limits)
