"""Checks on tools: which the policy names, and what it leaves of each."""

import difflib
from collections.abc import Iterator
from itertools import count

from classifier import RiskLevel, Verdict
from policy.claim import Standing
from policy.document import HIDE_ALL, Action
from policy.lint.finding import Hit
from policy.lint.firing import Firing, firing_of
from policy.lint.narrowing import is_capped, is_narrowed
from policy.lint.passthrough import Passing, passes_through
from policy.lint.subject import Subject, entry_pointer, governing_pointer
from policy.pointer import below

_CLOSED = frozenset({Standing.HIDDEN, Standing.DENIED})
_CALLABLE = frozenset({Standing.OPEN, Standing.LIMITED, Standing.CHECKED})
"""Some calls pass, and nobody is asked."""
_DANGEROUS = frozenset({RiskLevel.HIGH, RiskLevel.CRITICAL})
_LONGEST_NAME = 100


def unknown_tools(subject: Subject) -> Iterator[Hit]:
    """Find names that the server does not list."""
    places = [(name, pointer) for name, pointer in subject.policy.hide.items() if name != HIDE_ALL]
    places += [(name, entry_pointer(name)) for name in subject.policy.tools]
    for name, pointer in places:
        if name not in subject.named:
            near = nearest(name, list(subject.named))
            facts = {"tool": name, "near": near or ""}
            yield Hit(pointer, facts, name, {"hint": "near" if near else "unknown"})


def hidden_and_listed(subject: Subject) -> Iterator[Hit]:
    """Find entries of tools that are hidden."""
    hidden = subject.policy.hide
    for name in subject.policy.tools:
        if name in hidden or HIDE_ALL in hidden:
            yield Hit(entry_pointer(name), {"tool": name}, name)


def blocks_every_tool(subject: Subject) -> Iterator[Hit]:
    """Find out whether no tool of the server is left."""
    closed = {name for name, left in subject.standings.items() if left in _CLOSED}
    for placed in subject.rules():
        if placed.tool not in closed and firing_of(placed) is Firing.ALWAYS:
            closed.add(placed.tool)
    if subject.named and closed >= set(subject.named):
        facts = {"count": f"{len(subject.named):,}"}
        yield Hit(_blocking_pointer(subject), facts, phrases={"hint": _way_out(subject)})


def pass_throughs(subject: Subject) -> Iterator[Hit]:
    """Find tools that let a caller around what the policy says of others."""
    kept = {name for name in subject.standings if _is_kept(subject, name)}
    for name, left in subject.standings.items():
        if left in _CALLABLE and kept - {name} and (found := _passing(subject, name)):
            if left is Standing.CHECKED and is_narrowed(subject, name, found.carriers):
                continue
            facts = {"tool": name, "why": found.shape.why}
            yield Hit(governing_pointer(subject.policy, name), facts, name)


def dangerous_tools(subject: Subject) -> Iterator[Hit]:
    """Find tools of high or critical risk whose calls pass as they come."""
    told = {hit.tool for hit in pass_throughs(subject)}
    for name, left in subject.standings.items():
        verdict = _worst(subject, name)
        if left not in _CALLABLE or name in told or verdict.risk not in _DANGEROUS:
            continue
        if left is not Standing.CHECKED or not _is_checked(subject, name):
            facts = {"tool": name, "category": verdict.category.value, "risk": verdict.risk.value}
            yield Hit(governing_pointer(subject.policy, name), facts, name)


def unreachable_rules(subject: Subject) -> Iterator[Hit]:
    """Find rules and limits behind an action that denies."""
    for name, entry in subject.policy.tools.items():
        if entry.action is not Action.DENY or name in subject.policy.hide:
            continue
        own = below(entry_pointer(name))
        limits = [each.pointer for each in entry.limits if each.pointer.startswith(f"{own}/")]
        for pointer in [each.pointer for each in (*entry.require, *entry.deny_if)] + limits:
            yield Hit(pointer, {"tool": name}, name)


def changed_definitions(subject: Subject) -> Iterator[Hit]:
    """Find tools whose definition is not the one that was noted."""
    for name, pairs in subject.named.items():
        noted = _noted(subject, name)
        if noted and noted != {definition.digest for definition, _ in pairs}:
            yield Hit(governing_pointer(subject.policy, name), {"tool": name}, name)


def unlocked_definitions(subject: Subject) -> Iterator[Hit]:
    """Find tools that can be called and were not there when the lock file was written."""
    for name, left in subject.standings.items():
        if subject.digests is not None and name not in subject.digests and left not in _CLOSED:
            yield Hit(governing_pointer(subject.policy, name), {"tool": name}, name)


def nearest(name: str, among: list[str]) -> str | None:
    """Return the name that comes closest; None where none is close."""
    lowered = {each.lower(): each for each in among}
    found = difflib.get_close_matches(name.lower()[:_LONGEST_NAME], list(lowered), n=1)
    return lowered[found[0]] if found else None


def _noted(subject: Subject, name: str) -> set[str]:
    """Return the digests noted for a name; a lock file numbers those that repeat."""
    digests = subject.digests or {}
    found = {digests[name]} if name in digests else set()
    for number in count(2):
        again = f"{name} #{number}"
        if not found or again not in digests or again in subject.named:
            return found
        found.add(digests[again])
    return found


def _worst(subject: Subject, name: str) -> Verdict:
    return max((verdict for _, verdict in subject.named[name]), key=lambda each: each.risk.rank)


def _is_kept(subject: Subject, name: str) -> bool:
    """Tell whether the policy keeps something of a tool from its callers."""
    left = subject.standings[name]
    if left is not Standing.LIMITED:
        return left is not Standing.OPEN
    # What all tools share counts the calls of a tool that passes on, too.
    own = below(entry_pointer(name))
    limits = subject.policy.tools.get(name, subject.policy.other).limits
    return any(limit.pointer.startswith(f"{own}/") for limit in limits)


def _is_checked(subject: Subject, name: str) -> bool:
    """Tell whether the rules look at something that the tool really takes."""
    found = _passing(subject, name)
    if found is not None:
        return is_narrowed(subject, name, found.carriers)
    return is_narrowed(subject, name) or is_capped(subject, name)


def _passing(subject: Subject, name: str) -> Passing | None:
    found = (passes_through(*pair) for pair in subject.named[name])
    return next((passing for passing in found if passing is not None), None)


def _blocking_pointer(subject: Subject) -> str:
    if HIDE_ALL in subject.policy.hide:
        return subject.policy.hide[HIDE_ALL]
    default = subject.policy.other.pointer
    placed = {governing_pointer(subject.policy, name) for name in subject.named}
    return default if default in placed else ""


def _way_out(subject: Subject) -> str:
    policy = subject.policy
    if HIDE_ALL in policy.hide:
        return "hidden"
    return "unlisted" if policy.default is Action.DENY and not policy.tools else "allow"
