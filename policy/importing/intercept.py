"""Import the YAML policies of Intercept, the open-source proxy of PolicyLayer.

The format is that of `POLICY.md` and `internal/config` of github.com/PolicyLayer/Intercept,
version "1", as of commit fa36957 (engine: 7898b01), with the approval rules (`require_approval`,
`approval_timeout`) and budgets (`spend`) that its later README describes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from classifier import Definition
from policy.document import HIDE_ALL, Action, Window
from policy.importing.conditions import Translator
from policy.importing.counters import is_countable, limit_of, read_rate, read_state
from policy.importing.imported import (
    Imported,
    ImportingError,
    Json,
    Report,
    denied,
    document_of,
)
from policy.importing.text import read_yaml
from policy.pointer import below

_TOP = frozenset({"version", "description", "default", "hide", "tools"})
_RULE = frozenset({"name", "action", "rate_limit", "conditions", "on_deny", "state"})
_LATER = frozenset({"approval_timeout", "spend"})
_ACTIONS = ("evaluate", "deny", "require_approval")
_GLOBAL = "_global"
_REASON = "A rule of the imported policy cannot be said here, so no call goes through."


def import_intercept(text: str, definitions: Iterable[Definition] = ()) -> Imported:
    """Return the policy that lets pass no call that an Intercept policy denies.

    `definitions` are the tools of the server, where they are known: their schemas show which
    arguments are single values, and their names are needed where rules hold for all tools.

    Raises:
        ImportingError: the text is no Intercept policy.
    """
    document = read_yaml(text)
    if not isinstance(document, Mapping):
        raise ImportingError("a policy is a mapping with “version” and “tools”")
    if str(document.get("version")) != "1":
        raise ImportingError("/version: only version “1” is known")
    if unknown := sorted(set(document) - _TOP):
        raise ImportingError(f"/{unknown[0]}: not known; remove it if it restricts nothing")
    if document.get("default") not in (None, "", "allow", "deny"):
        raise ImportingError("/default: “allow” or “deny” is needed")
    return _Import(document, {each.name: each for each in definitions}).run()


@dataclass(slots=True)
class _Entry:
    """What the rules for one tool come to."""

    is_denied: bool = False
    reason: str | None = None
    needs_approval: bool = False
    require: list[Json] = field(default_factory=list)
    deny_if: list[Json] = field(default_factory=list)
    limits: list[Json] = field(default_factory=list)
    rate_limit: Json | None = None

    def as_json(self) -> Json:
        if self.is_denied:
            return denied(self.reason or _REASON)
        entry: Json = {"action": Action.REQUIRE_APPROVAL.value} if self.needs_approval else {}
        if self.needs_approval and self.reason:
            entry["reason"] = self.reason
        for key in ("rate_limit", "require", "deny_if", "limits"):
            if value := getattr(self, key):
                entry[key] = value
        return entry

    @property
    def has_rules(self) -> bool:
        """True where something other than limits holds."""
        return self.is_denied or self.needs_approval or bool(self.require or self.deny_if)


@dataclass(slots=True)
class _Import:
    document: Mapping[str, Any]
    definitions: Mapping[str, Definition]
    report: Report = field(default_factory=Report)

    def run(self) -> Imported:
        if "description" in self.document:
            self.report.note("text-dropped", "/description", field="description")
        tools = self._tools()
        # Read once more for every tool below, with its schema; what is lost is noted there.
        everywhere = self._entry(HIDE_ALL, HIDE_ALL, tools.pop(HIDE_ALL, {}), Report())
        default = Action.DENY if self.document.get("default") == "deny" else Action.ALLOW
        names = list(tools)
        if everywhere.has_rules and default is Action.ALLOW:
            default = Action.DENY
            names += [name for name in self.definitions if name not in tools]
            self.report.note("rules-for-all", below("/tools", HIDE_ALL))
        entries = {name: self._of_both(name, tools) for name in names}
        if not names:
            self._entry(HIDE_ALL, HIDE_ALL, self._tools().get(HIDE_ALL, {}), self.report)
        document = document_of(default, self._hidden(), entries)
        if everywhere.limits:
            document["all_tools"] = {"limits": everywhere.limits}
        return self.report.imported(document)

    def _of_both(self, name: str, tools: Mapping[str, Any]) -> Json:
        """Return the entry of a tool under its own rules and those for every tool."""
        own = self._entry(name, name, tools.get(name, {}), self.report)
        shared = self._entry(name, HIDE_ALL, self._tools().get(HIDE_ALL, {}), self.report)
        own.is_denied |= shared.is_denied
        own.needs_approval |= shared.needs_approval
        own.reason = own.reason or shared.reason
        own.require += shared.require
        own.deny_if += shared.deny_if
        return own.as_json()

    def _tools(self) -> dict[str, Any]:
        tools = _given(self.document, "tools", {})
        if not isinstance(tools, Mapping):
            raise ImportingError("/tools: a mapping of names to rules is needed")
        return {str(name): {} if entry is None else entry for name, entry in tools.items()}

    def _hidden(self) -> list[str]:
        hidden = _given(self.document, "hide", [])
        if not isinstance(hidden, list) or not all(isinstance(each, str) for each in hidden):
            raise ImportingError("/hide: a list of names is needed")
        return list(dict.fromkeys(hidden))

    def _entry(self, tool: str, key: str, raw: Any, report: Report) -> _Entry:
        """Read the rules under `key` for the arguments of `tool`."""
        entry, pointer = _Entry(), below("/tools", key)
        if not isinstance(raw, Mapping) or not isinstance(_given(raw, "rules", []), list):
            raise ImportingError(f"{pointer}: a mapping with a list of “rules” is needed")
        for unknown in set(raw) - {"rules"}:
            report.note("unknown-field", below(pointer, unknown), field=unknown)
            entry.is_denied = True
        definition = self.definitions.get(tool)
        translator = Translator(report, definition.input_schema if definition else None)
        scope = _GLOBAL if key == HIDE_ALL else key
        for at, rule in enumerate(_given(raw, "rules", [])):
            _Rule(entry, translator, scope, below(pointer, "rules", at)).read(rule)
        return entry


@dataclass(slots=True)
class _Rule:
    """Adds one rule of the source to an entry."""

    entry: _Entry
    translator: Translator
    scope: str
    pointer: str

    def read(self, rule: Any) -> None:
        if not isinstance(rule, Mapping):
            self._deny("unusable-rule", phrase="mapping")
            return
        for unknown in [key for key in rule if key not in _RULE | _LATER]:
            self._deny("unknown-field", unknown, field=unknown)
        if "spend" in rule:
            self._deny("spend", "spend")
        action = rule.get("action") or "evaluate"
        if action not in _ACTIONS:
            self._deny("unusable-rule", "action", phrase="action")
        elif action == "deny":
            self.entry.is_denied = True
            self.entry.reason = self.entry.reason or _message(rule)
        elif action == "require_approval":
            self._ask(rule)
        else:
            self._evaluate(rule)

    def _ask(self, rule: Mapping[str, Any]) -> None:
        self.entry.needs_approval = True
        self.entry.reason = self.entry.reason or _message(rule)
        if rule.get("conditions"):
            self._note("conditional-approval", "conditions")
        if "approval_timeout" in rule:
            self._note("approval-timeout", "approval_timeout", time=rule["approval_timeout"])
        if rule.get("rate_limit") or rule.get("state"):
            self._deny("unusable-rule", phrase="counting-approval")

    def _evaluate(self, rule: Mapping[str, Any]) -> None:
        conditions = rule.get("conditions") or []
        if rule.get("rate_limit"):
            self._rate(rule)
        elif not isinstance(conditions, list) or not conditions:
            self._deny("unusable-rule", phrase="no-condition")
        elif not all(isinstance(each, Mapping) for each in conditions):
            self._deny("unusable-rule", phrase="place")
        else:
            self._conditions(rule, conditions)

    def _rate(self, rule: Mapping[str, Any]) -> None:
        rate = read_rate(rule["rate_limit"])
        if rate is None or rule.get("conditions") or rule.get("state"):
            self._deny("unusable-rule", "rate_limit", phrase="rate")
            return
        count, window = rate
        if self.scope != _GLOBAL and self.entry.rate_limit is None:
            self.entry.rate_limit = {"max": count, "window": Window(window).seconds}
        else:
            counter = f"{self.scope}._rate_{window}"
            self.entry.limits.append({"counter": counter, "window": window, "max": count})
        self._told_of_limit(rule, f"{self.scope} {window}", "rate_limit")

    def _conditions(self, rule: Mapping[str, Any], conditions: list[Any]) -> None:
        if "approval_timeout" in rule:
            self._note("approval-timeout", "approval_timeout", time=rule["approval_timeout"])
        require: list[Json] = []
        for at, condition in enumerate(conditions):
            pointer = below(self.pointer, "conditions", at)
            path = condition.get("path")
            if isinstance(path, str) and path.startswith("args."):
                self._argument(rule, dict(condition), pointer, require)
            elif not isinstance(path, str) or not path.startswith("state."):
                self._deny("unusable-rule", phrase="place")
        if require:
            self.entry.require.append(_told({"conditions": require}, rule))
        self._state(rule, conditions)

    def _argument(
        self, rule: Mapping[str, Any], condition: Json, pointer: str, require: list[Json]
    ) -> None:
        found = self.translator.translate(condition, pointer)
        if found is None:
            self.entry.is_denied = True
            return
        require.extend(each for each in found.require if each not in require)
        self.entry.deny_if += [_told({"conditions": list(group)}, rule) for group in found.deny_if]

    def _state(self, rule: Mapping[str, Any], conditions: list[Any]) -> None:
        looked = [each for each in conditions if str(each.get("path")).startswith("state.")]
        state = read_state(rule["state"], self.scope) if rule.get("state") else None
        if rule.get("state") and state is None:
            self._deny("unusable-rule", "state", phrase="counter")
            return
        for condition in looked:
            own = state is not None and condition.get("path") == state.path
            limit = (
                limit_of(state, condition.get("op"), condition.get("value"))
                if own and state
                else None
            )
            if state is None or limit is None:
                self._deny("foreign-counter", "conditions", path=condition.get("path"))
            elif not is_countable(self._for_counting(), state, self.pointer):
                self.entry.is_denied = True
            else:
                self.entry.limits.append(limit)
                self._told_of_limit(rule, state.counter, "state")
                if path := limit.get("increment_from"):
                    self._note("counted-amount", "state", "increment_from", path=path)
        if state is not None and not looked:
            self._note("idle-counter", "state", counter=state.counter)

    def _for_counting(self) -> Translator:
        # A limit for all tools counts what the schema of no single tool can vouch for.
        report = self.translator.report
        return Translator(report, None) if self.scope == _GLOBAL else self.translator

    def _told_of_limit(self, rule: Mapping[str, Any], counter: str, place: str) -> None:
        self._note("counter-scope", place, counter=counter)
        if rule.get("on_deny"):
            self._note("limit-message", "on_deny")

    def _deny(self, id: str, *steps: str, phrase: str | None = None, **facts: object) -> None:
        self.entry.is_denied = True
        self._note(id, *steps, phrase=phrase, **facts)

    def _note(self, id: str, *steps: str, phrase: str | None = None, **facts: object) -> None:
        self.translator.report.note(id, below(self.pointer, *steps), phrase, **facts)


def _given(holder: Mapping[str, Any], key: str, empty: Any) -> Any:
    """Return a member; a missing one and null are the empty value."""
    value = holder.get(key)
    return empty if value is None else value


def _message(rule: Mapping[str, Any]) -> str | None:
    told = rule.get("on_deny")
    return str(told) if told else None


def _told(rule: Json, source: Mapping[str, Any]) -> Json:
    told = _message(source)
    return rule | ({"on_deny": told} if told else {})
