"""The published lookup of `Check my stack`: tools and servers in shards, and the rules."""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, TypeVar

from catalog.entry import Summary
from catalog.render.address import API
from catalog.render.pages import Printer
from catalog.render.reference.rulesheet import rules_result
from catalog.render.reference.survey import Known, KnownServer, Survey
from catalog.render.words import Words
from classifier import Category, RiskLevel, Signal
from policy.combinations import Leg, Pattern, patterns
from policy.controls import controls

FOLDER = f"{API}/check"
PER_SHARD = 300
"""Tools that one file holds at most, about: the fewer, the more a request tells."""
LONGEST_PREFIX = 4
_HEX = "0123456789abcdef"

T = TypeVar("T", Known, KnownServer)


def print_lookup(printer: Printer, survey: Survey, summary: Summary) -> Iterator[str]:
    """Write the index, the rules and every shard; yields the files."""
    digits = prefix_length(survey.tools)
    head = {"schema_version": 1, "generated_at": summary.generated_at}
    index = head | {"classifier": summary.classifier, "result": _index(digits, survey, printer)}
    yield printer.document("check", f"{FOLDER}/index.json", index)
    sheet = head | {"classifier": summary.classifier, "result": rules_result()}
    yield printer.document("check_rules", f"{FOLDER}/rules.json", sheet)
    for name, known in _shards(survey.by_name(), digits):
        shard = _Shard()
        document = head | {"tools": [shard.tool(each) for each in known], "rules": shard.rules}
        yield printer.document("check_shard", f"{FOLDER}/tools/{name}.json", document)
    for name, servers in _shards(survey.by_server(), digits):
        shard = _Shard()
        document = head | {"servers": [shard.server(it) for it in servers], "rules": shard.rules}
        yield printer.document("check_shard", f"{FOLDER}/servers/{name}.json", document)


def prefix_length(tools: int) -> int:
    """Return how many hex digits of a hash name a shard."""
    digits = 0
    while tools > PER_SHARD * 16**digits and digits < LONGEST_PREFIX:
        digits += 1
    return digits


def _index(digits: int, survey: Survey, printer: Printer) -> dict[str, Any]:
    return {
        "tools": survey.tools,
        "digits": digits,
        "risks": [level.value for level in RiskLevel],
        "categories": [category.value for category in Category],
        "signals": _signals(printer.words),
        "combinations": [_pattern(each) for each in patterns()],
        "unknown_rule": _unknown_rule(),
    }


def _signals(words: Words) -> dict[str, str]:
    return {signal.value: words.signal[signal]["title"] for signal in Signal}


def _pattern(pattern: Pattern) -> dict[str, Any]:
    return {
        "id": pattern.id,
        "title": pattern.title,
        "risk": pattern.risk.value,
        "reason": pattern.reason,
        "legs": [_leg(leg) for leg in pattern.legs],
    }


def _leg(leg: Leg) -> dict[str, Any]:
    return {
        "name": leg.name,
        "signals": sorted(leg.signals),
        "categories": sorted(leg.categories),
        "together": sorted([category.value, signal.value] for category, signal in leg.together),
        "named": [
            {
                "categories": sorted(each.categories),
                "words": [sorted(words) for words in each.phrases],
                "not": sorted(each.without),
            }
            for each in leg.named
        ],
    }


def _unknown_rule() -> dict[str, Any]:
    """Return the rule for a tool of which nothing is known, as for one that needs review."""
    placement = controls().needs_review
    reason = "Nothing is known about this tool, so a person approves each call."
    rule: dict[str, Any] = {"action": placement.action, "reason": reason}
    limit = placement.rate_limit
    return rule | ({"rate_limit": dict(limit)} if limit is not None else {})


def _shards(entries: Iterable[T], digits: int) -> Iterator[tuple[str, list[T]]]:
    """Yield every shard by its name, those that hold nothing too: no request fails."""
    grouped = groupby(entries, key=lambda each: each.hash[:digits])
    name, found = next(grouped, (None, iter(())))
    for expected in _names(digits):
        if expected != name:
            yield expected or "all", []
            continue
        yield expected or "all", list(found)
        name, found = next(grouped, (None, iter(())))


def _names(digits: int) -> Iterator[str]:
    for number in range(16**digits):
        yield f"{number:0{digits}x}" if digits else ""


class _Shard:
    """One file: equal rules are written once."""

    def __init__(self) -> None:
        self.rules: list[Any] = []
        self._places: dict[str, int] = {}

    def server(self, known: KnownServer) -> dict[str, Any]:
        return {
            "key": known.key,
            "name": known.name,
            "page": known.page,
            "version": known.version,
            "tools": [self.tool(each) for each in known.tools],
        }

    def tool(self, known: Known) -> dict[str, Any]:
        if known.rule not in self._places:
            self._places[known.rule] = len(self.rules)
            self.rules.append(json.loads(known.rule))
        return {
            "name": known.name,
            "server": known.server,
            "page": known.page,
            "digest": known.digest,
            "category": known.category,
            "risk": known.risk,
            "needs_review": bool(known.needs_review),
            "signals": json.loads(known.signals),
            "rule": self._places[known.rule],
        }
