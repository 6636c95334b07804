"""Read one rule file; every problem is told with its line, all at once."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from classifier.rule import Clause, Modifier, Rule, Status, Zone
from classifier.taxonomy import Category, Signal

_KEYS = {
    "says",
    "status",
    "category",
    "strength",
    "signal",
    "modifier",
    "all",
    "any",
    "none",
    "match",
    "no_match",
}
_CONCLUSIONS = ("category", "signal", "modifier")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class RuleFileError(Exception):
    """One rule file has problems; `problems` holds `(line, message)` pairs."""

    def __init__(self, problems: list[tuple[int, str]]) -> None:
        super().__init__("; ".join(message for _, message in problems))
        self.problems = tuple(problems)


def read_rule(path: Path, rule_id: str) -> Rule:
    """Parse the file at `path`.

    Raises:
        RuleFileError: the file is no rule; it lists every problem.
    """
    return _Reader(path.read_text(encoding="utf-8")).rule(rule_id)


class _Reader:
    """Walks one YAML document and collects what is wrong with it."""

    def __init__(self, text: str) -> None:
        self.problems: list[tuple[int, str]] = []
        self.lines: dict[str, int] = {}
        try:
            loader = _LOADER(text)
            node = loader.get_single_node()
            data: Any = loader.construct_document(node) if node is not None else None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            raise RuleFileError([(mark.line + 1 if mark else 1, f"no YAML: {error}")]) from error
        if not isinstance(data, dict):
            raise RuleFileError([(1, "a rule is a mapping")])
        self.data: dict[Any, Any] = data
        for key, _ in node.value:
            if key.value in self.lines:
                self.problems.append((key.start_mark.line + 1, f"`{key.value}` is there twice"))
            self.lines[str(key.value)] = key.start_mark.line + 1

    def rule(self, rule_id: str) -> Rule:
        self._check_keys()
        rule = Rule(
            id=rule_id,
            says=self._text("says"),
            status=self._choice("status", Status) or Status.EXPERIMENTAL,
            category=self._choice("category", Category),
            strength=self._strength(),
            signal=self._choice("signal", Signal),
            modifier=self._choice("modifier", Modifier),
            all=tuple(self._clauses("all")),
            any=tuple(self._clauses("any")),
            none=tuple(self._clauses("none")),
            match=tuple(self._examples("match")),
            no_match=tuple(self._examples("no_match")),
        )
        if not rule.all and not rule.any:
            self._problem("says", "`all` or `any` has to say what the rule looks for")
        if self.problems:
            raise RuleFileError(sorted(self.problems))
        return rule

    def _check_keys(self) -> None:
        for key in self.data:
            if key not in _KEYS:
                self._problem(
                    str(key), f"unknown key `{key}`; known are {', '.join(sorted(_KEYS))}"
                )
        if sum(key in self.data for key in _CONCLUSIONS) != 1:
            self._problem("says", "exactly one of category, signal and modifier is required")

    def _problem(self, key: str, message: str) -> None:
        self.problems.append((self.lines.get(key, 1), message))

    def _text(self, key: str) -> str:
        value = self.data.get(key)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
        self._problem(key, f"`{key}` has to be a sentence")
        return ""

    def _choice(self, key: str, kind: Any) -> Any:
        value = self.data.get(key)
        if value is None and key != "status":
            return None
        try:
            return kind(value)
        except ValueError:
            known = ", ".join(kind)
            self._problem(key, f"`{key}: {value}` is not known; known are {known}")
            return None

    def _strength(self) -> int:
        value = self.data.get("strength")
        if "category" not in self.data:
            if value is not None:
                self._problem("strength", "only a rule with a category has a strength")
            return 0
        if type(value) is int and 1 <= value <= 99:
            return value
        self._problem("strength", "`strength` has to be a whole number from 1 to 99")
        return 0

    def _clauses(self, key: str) -> Iterator[Clause]:
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            self._problem(key, f"`{key}` has to map zones to lists of terms")
            return
        for zone, terms in value.items():
            if zone not in set(Zone):
                self._problem(key, f"unknown zone `{zone}` in `{key}`; known are {', '.join(Zone)}")
            elif not _is_list_of(terms, str) or not terms:
                self._problem(key, f"`{key}.{zone}` has to be a list of strings")
            else:
                yield Clause(Zone(zone), tuple(terms))

    def _examples(self, key: str) -> Iterator[Mapping[str, Any]]:
        value = self.data.get(key)
        if _is_list_of(value, dict) and value:
            yield from value
        else:
            self._problem(key, f"`{key}` has to list at least one definition")


def _is_list_of(value: object, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(one, kind) for one in value)
