"""Import the JSON policies of the hosted PolicyLayer service.

The format is that of policylayer.com/docs/writing-policies (read in November 2026), schema
version "1". It is the shape that our own documents have, so most documents pass as they are.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from policy.document import Action
from policy.errors import PolicyError
from policy.importing.imported import (
    Imported,
    ImportingError,
    Json,
    Report,
    denied,
    document_of,
)
from policy.importing.text import read_json
from policy.loading import VERSION, load
from policy.pointer import below

_TOP = ("version", "default", "hide", "tools", "all_tools")
_TEXTS = ("$schema", "name", "description")
_REASON = "A rule of the imported policy cannot be said here, so no call goes through."


def import_hosted(text: str) -> Imported:
    """Return the policy that a hosted PolicyLayer policy states.

    Raises:
        ImportingError: the text is no such policy.
        PolicyError: a part that holds for every tool cannot be said.
    """
    document = read_json(text)
    if not isinstance(document, Mapping):
        raise ImportingError("a policy is an object with “version” and “default”")
    report = Report()
    for key in document:
        if key in _TEXTS:
            report.note("text-dropped", below("", key), field=key)
        elif key not in _TOP:
            raise ImportingError(f"{below('', key)}: not known; remove it if it restricts nothing")
    document = {key: value for key, value in document.items() if value is not None}
    tools = document.get("tools", {})
    if not isinstance(tools, Mapping):
        raise ImportingError("/tools: an object of names and rules is needed")
    shared = {key: document[key] for key in ("all_tools",) if key in document}
    load({key: value for key, value in document.items() if key in _TOP and key != "tools"})
    hide = document.get("hide", [])
    entries = {name: _entry(report, name, entry, shared) for name, entry in tools.items()}
    return report.imported(document_of(Action(document["default"]), hide, entries) | shared)


def _entry(report: Report, name: str, raw: Any, shared: Json) -> Json:
    pointer = below("/tools", name)
    if not isinstance(raw, Mapping):
        report.note("unusable-rule", pointer, "tool")
        return denied(_REASON)
    entry = {key: value for key, value in raw.items() if value is not None}
    for place in ("require", "deny_if"):
        if isinstance(entry.get(place), list):
            at = below(pointer, place)
            entry[place] = list(_rules(report, place, at, entry[place]))
    document = {"version": VERSION, "default": "deny", "tools": {name: entry}} | shared
    try:
        load(document)
    except PolicyError as error:
        for problem in error.problems:
            report.note("unusable-rule", problem.pointer, what=problem.says.rstrip("."))
        return denied(_REASON)
    return entry


def _rules(report: Report, place: str, pointer: str, rules: list[Any]) -> Iterable[Any]:
    for at, rule in enumerate(rules):
        here = below(pointer, at)
        if not isinstance(rule, Mapping) or not isinstance(rule.get("conditions", []), list):
            yield rule
        elif rule.get("conditions") or "always" in rule:
            conditions = [_condition(each) for each in rule.get("conditions", [])]
            yield {**rule, "conditions": conditions} if conditions else rule
        elif place == "require":
            report.note("empty-require", here)
        else:
            report.note("empty-deny", here)
            kept = {key: value for key, value in rule.items() if key != "conditions"}
            yield kept | {"always": True}


def _condition(condition: Any) -> Any:
    """Write `exists` with a boolean as what it says."""
    if not isinstance(condition, Mapping):
        return condition
    op, value = condition.get("op"), condition.get("value")
    if op not in ("exists", "not_exists") or not isinstance(value, bool | None):
        return condition
    is_asked = (op == "exists") is (value is not False)
    kept = {key: each for key, each in condition.items() if key != "value"}
    return kept | {"op": "exists" if is_asked else "not_exists"}
