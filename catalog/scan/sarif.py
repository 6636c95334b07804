"""Write a scan as SARIF 2.1.0, for code scanning and other readers of findings."""

import functools
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from catalog.scan.changes import Change, Kind
from catalog.scan.combinations import Combination, patterns
from catalog.scan.report import Report, StackReport
from catalog.scan.stack import ScannedTool
from classifier import CLASSIFIER_VERSION, Category, RiskLevel, Signal

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_FILE = Path(__file__).with_name("rules.yaml")
_LEVELS = {
    RiskLevel.LOW: "note",
    RiskLevel.MEDIUM: "warning",
    RiskLevel.HIGH: "error",
    RiskLevel.CRITICAL: "error",
}
_SEVERITIES = {RiskLevel.HIGH: "8.0", RiskLevel.CRITICAL: "9.0"}
_BY_CATEGORY = {
    Category.FINANCIAL: "TR101",
    Category.DESTRUCTIVE: "TR102",
    Category.EXECUTE: "TR103",
    Category.WRITE: "TR104",
    Category.READ: "TR105",
}
_BY_KIND = {Kind.CHANGED: "TR301", Kind.ADDED: "TR302", Kind.REMOVED: "TR303"}
_UNREPORTED = RiskLevel.LOW


@functools.cache
def rules() -> Mapping[str, Mapping[str, str]]:
    """Return every rule by its id, those for combinations included."""
    known = dict(yaml.safe_load(_FILE.read_text(encoding="utf-8")))
    for pattern in patterns():
        known[pattern.id] = {
            "name": "".join(word.capitalize() for word in pattern.name.split("-")),
            "short": f"{pattern.title}.",
            "help": f"{pattern.reason} Deny what the message names, or run `toolrisk scan --fix`.",
            "severity": _SEVERITIES.get(pattern.risk, "5.0"),
        }
    return known


def sarif(report: Report, folder: Path) -> dict[str, Any]:
    """Return the scan as a SARIF log; files within `folder` are named from there.

    Tools at risk Low and those that the client denies are no findings.
    """
    results = [*_results(report, folder)]
    ids = list(rules())
    for result in results:
        result["ruleIndex"] = ids.index(result["ruleId"])
    driver = {
        "name": "toolrisk",
        "semanticVersion": CLASSIFIER_VERSION,
        "rules": [_rule(name, rule) for name, rule in rules().items()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "Where the scan was run."}}},
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


@dataclass(frozen=True, slots=True)
class _Place:
    config: Path
    line: int
    folder: Path

    def as_json(self) -> dict[str, Any]:
        path = self.config.absolute()
        if path.is_relative_to(self.folder):
            relative = Path("/", path.relative_to(self.folder)).as_uri().removeprefix("file:///")
            artifact = {"uri": relative, "uriBaseId": "SRCROOT"}
        else:
            artifact = {"uri": path.as_uri()}
        region = {"startLine": self.line}
        return {"physicalLocation": {"artifactLocation": artifact, "region": region}}


def _results(report: Report, folder: Path) -> Iterator[dict[str, Any]]:
    for one in report.stacks:
        for server in one.stack.servers:
            for tool in server.tools:
                if tool.is_callable and tool.verdict.risk is not _UNREPORTED:
                    yield _tool(tool, _Place(server.config, server.line, folder))
            if server.is_unknown and server.observation is not None:
                text = f"{server.label} could not be listed: {server.observation.reason}"
                place = _Place(server.config, server.line, folder)
                yield _result("TR401", "warning", text, place, server.label)
        for found in one.combinations:
            yield _combination(found, one, folder)
    places = {
        server.label: _Place(server.config, server.line, folder) for server in report.servers()
    }
    somewhere = _Place(report.stacks[0].stack.configs[0], 1, folder)
    for change in report.changes or ():
        if change.kind in _BY_KIND:
            yield _change(change, places.get(change.server, somewhere))


def _tool(tool: ScannedTool, place: _Place) -> dict[str, Any]:
    verdict = tool.verdict
    steps = " ".join(step.reason for step in verdict.risk_steps)
    text = f"{tool.name} of {tool.server}: {verdict.category}, risk {verdict.risk}. {steps}"
    level = _LEVELS[verdict.risk]
    found = _result(_rule_of(tool), level, text, place, tool.server, tool.name)
    found["properties"] = {
        "server": _plain(tool.server),
        "tool": _plain(tool.name),
        "category": verdict.category.value,
        "risk": verdict.risk.value,
        "signals": [signal.value for signal in verdict.signals],
        "guard": tool.guard.value,
    }
    return found


def _rule_of(tool: ScannedTool) -> str:
    if Signal.HIDDEN_INSTRUCTIONS in tool.verdict.signals:
        return "TR120"
    return "TR110" if tool.verdict.needs_review else _BY_CATEGORY[tool.verdict.category]


def _combination(found: Combination, one: StackReport, folder: Path) -> dict[str, Any]:
    named = "; ".join(
        f"{leg.name}: {_some([f'{tool} of {server}' for server, tool in tools])}"
        for leg, tools in zip(found.pattern.legs, found.legs, strict=True)
    )
    denials = _some([f"{tool} of {server}" for server, tool in one.denials])
    text = f"{found.pattern.title} ({named}). {found.pattern.reason} Fewest denials: {denials}."
    server = next(each for each in one.stack.servers if each.label == found.servers[0])
    place = _Place(server.config, server.line, folder)
    return _result(found.pattern.id, _LEVELS[found.pattern.risk], text, place, *found.servers)


def _change(change: Change, place: _Place) -> dict[str, Any]:
    level = "note" if change.kind is Kind.REMOVED else _LEVELS[change.risk]
    text = f"{change.server}: {change.sentence}."
    subject = (change.server, change.tool or "")
    return _result(_BY_KIND[change.kind], level, text, place, *subject)


def _result(rule: str, level: str, text: str, place: _Place, *subject: str) -> dict[str, Any]:
    parts = "\0".join((rule, *subject)).encode("utf-8", "surrogatepass")
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": _plain(text)},
        "locations": [place.as_json()],
        "partialFingerprints": {"toolrisk/v1": hashlib.sha256(parts).hexdigest()},
    }


def _rule(name: str, rule: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": name,
        "name": rule["name"],
        "shortDescription": {"text": rule["short"]},
        "help": {"text": rule["help"]},
        "properties": {"security-severity": rule["severity"], "tags": ["security", "mcp"]},
    }


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:5])
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown


def _plain(text: str) -> str:
    """Show control and bidirectional characters, and lone surrogates, as escapes."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
