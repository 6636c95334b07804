"""Write policy.json: the cases that every engine for policy documents has to decide alike.

Run as `python tests/vectors/generate.py`. The cases come from a fixed seed, and what is expected
of each is what `policy.evaluate` says. Documents and arguments are texts, so that every engine
reads the numbers itself.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import yaml

from policy import CounterKey, PolicyError, Scope, effect, evaluate, loads

HERE = Path(__file__).parent
FILE = HERE / "policy.json"
CONDITIONS = HERE.parent / "policy" / "cases" / "conditions.yaml"
SEED = 4
POLICIES = 60
CALLS = 6
TOOLS = ("read_note", "pay", "send", "10", "a/b~c", "other")
PATHS = ("args.x", "args.y.z", "args.list", "args.list[*].id", "args.list[0]", 'args["a.b"]')
TEXTS = ("", "a", "ab", "b.c", "https://docs.example.com/", "é", "😀x", "A", " ", "10")
NUMBERS = (
    *("0", "-0", "1", "10", "10.0", "1e1", "0.1", "0.30000000000000004", "-3", "5.000000001"),
    *("9007199254740993", "9007199254740992", "123456789012345678901234567890.000000000000000001"),
    *("1e60", "1e-61", "1E+2", "99.99", "100", "100.00000000000000000000000000000001"),
)
PATTERNS = (
    "^a+$",
    "(?i)^A",
    "b.c",
    r"^\d+$",
    r"(?is)^\s*a\b",
    r"^https://[^/?#]*\.com(?:/|$)",
    "[^a-z]",
)


class Exact(str):
    """A number as it is written."""


def encode(value: object) -> str:
    """Write a value as JSON, exact numbers as they are."""
    if isinstance(value, Exact):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(k)}:{encode(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return f"[{','.join(map(encode, value))}]"
    return json.dumps(value)


@dataclass
class Making:
    """Draws documents and calls, mostly valid and mostly near what decides."""

    random: Random

    def some(self, chance: float) -> bool:
        """Tell whether a part of this chance is there."""
        return self.random.random() < chance

    def number(self) -> Exact:
        """Draw a number as text."""
        return Exact(self.random.choice(NUMBERS))

    def scalar(self) -> Any:
        """Draw a value that holds no other."""
        kind = self.random.randrange(10)
        if kind < 4:
            return self.number()
        return self.random.choice(TEXTS) if kind < 8 else self.random.choice((None, True, False))

    def value(self, depth: int = 2) -> Any:
        """Draw any value."""
        kind = self.random.randrange(10)
        if depth and kind == 0:
            return [self.value(depth - 1) for _ in range(self.random.randrange(3))]
        if depth and kind == 1:
            return {key: self.value(depth - 1) for key in ("id", "z") if self.some(0.6)}
        return self.scalar()

    def condition(self) -> dict[str, Any]:
        """Draw one condition."""
        op = self.random.choice(list(_VALUES))
        made = {"path": self.random.choice(PATHS), "op": op}
        return made | ({"value": _VALUES[op](self)} if _VALUES[op] else {})

    def rule(self) -> dict[str, Any]:
        """Draw one rule of `require` or `deny_if`."""
        if self.some(0.04):
            return {"always": True}
        made: dict[str, Any] = {
            "conditions": [self.condition() for _ in range(self.random.choice((1, 1, 2)))]
        }
        return made | ({"on_deny": "No."} if self.some(0.3) else {})

    def limit(self) -> dict[str, Any]:
        """Draw one limit."""
        window = self.random.choice(("minute", "hour", "day"))
        made = {"counter": self.random.choice(("c", "d")), "window": window, "max": self.number()}
        made["max"] = Exact(made["max"].lstrip("-"))
        return made | ({"increment_from": self.random.choice(PATHS)} if self.some(0.5) else {})

    def tool(self) -> dict[str, Any]:
        """Draw what a policy says of one tool."""
        made: dict[str, Any] = {}
        if self.some(0.8):
            made["action"] = self.random.choice(
                ("allow", "allow", "allow", "deny", "require_approval")
            )
        if self.some(0.3):
            made["reason"] = "Because."
        if self.some(0.3):
            made["rate_limit"] = {
                "max": self.random.choice((1, 3)),
                "window": self.random.choice((60, 7200)),
            }
        for key, chance, draw in (
            ("require", 0.35, self.rule),
            ("deny_if", 0.35, self.rule),
            ("limits", 0.25, self.limit),
        ):
            if self.some(chance):
                made[key] = [draw() for _ in range(self.random.choice((1, 1, 2)))]
        return made

    def document(self) -> dict[str, Any]:
        """Draw a whole policy."""
        made: dict[str, Any] = {"version": "1", "default": self.random.choice(("allow", "deny"))}
        if self.some(0.2):
            made["hide"] = [self.random.choice((*TOOLS, "*", *TOOLS))]
        made["tools"] = {name: self.tool() for name in TOOLS if self.some(0.75)}
        if self.some(0.15):
            made["all_tools"] = {"limits": [self.limit()]}
        return made

    def arguments(self) -> dict[str, Any]:
        """Draw the arguments of a call."""
        made: dict[str, Any] = {}
        if self.some(0.9):
            made["x"] = self.value()
        if self.some(0.7):
            made["y"] = self.value() if self.some(0.2) else {"z": self.value()}
        if self.some(0.7):
            items = [{"id": self.scalar()} if self.some(0.7) else self.scalar() for _ in range(2)]
            made["list"] = items[: self.random.randrange(3)] if self.some(0.9) else self.value()
        if self.some(0.5):
            made["a.b"] = self.value()
        return made

    def counters(self) -> list[dict[str, Any]]:
        """Draw what is used up."""
        keys = [("grant", name, window) for name in "cd" for window in (60, 3600, 86400)]
        keys += [("tool", name, window) for name in TOOLS for window in (60, 7200)]
        drawn = self.random.sample(keys, 4)
        used = ("0", "1", "2", "99.99", "9007199254740992", "0.1")
        return [
            {"scope": scope, "name": name, "window": window, "used": self.random.choice(used)}
            for scope, name, window in drawn
        ]


_VALUES: dict[str, Any] = {
    **dict.fromkeys(("eq", "ne", "neq"), Making.value),
    **dict.fromkeys(("gt", "gte", "lt", "lte"), Making.number),
    **dict.fromkeys(("in", "not_in"), lambda it: [it.scalar() for _ in range(3)]),
    **dict.fromkeys(("exists", "not_exists"), None),
    **dict.fromkeys(("contains", "not_contains"), Making.scalar),
    **dict.fromkeys(("starts_with", "ends_with"), lambda it: it.random.choice(TEXTS)),
    **dict.fromkeys(("regex", "not_regex"), lambda it: it.random.choice(PATTERNS)),
}


def generated() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield drawn policies with calls of their tools."""
    making = Making(Random(SEED))
    made = 0
    while made < POLICIES:
        text = encode(making.document())
        try:
            loads(text)
        except PolicyError:
            yield text, []
            continue
        made += 1
        yield (
            text,
            [
                {
                    "tool": making.random.choice(TOOLS),
                    "arguments": encode(making.arguments()),
                    "counters": making.counters() if making.some(0.4) else [],
                    "approved": making.some(0.3),
                }
                for _ in range(CALLS)
            ],
        )


def tabled() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the written border cases of single conditions, in both readings."""
    for row in yaml.safe_load(CONDITIONS.read_text(encoding="utf-8")):
        condition = {"path": "args.x", "op": row["op"]}
        condition |= {"value": row["value"]} if "value" in row else {}
        values = [
            v for reading in ("holds", "fails", "split", "blocks") for v in row.get(reading, ())
        ]
        calls = [encode({})] + [encode({"x": value}) for value in values]
        tools = {place: {place: [{"conditions": [condition]}]} for place in ("require", "deny_if")}
        yield (
            encode({"version": "1", "default": "deny", "tools": tools}),
            [
                {"tool": place, "arguments": call, "counters": [], "approved": False}
                for place in tools
                for call in calls
                if "NaN" not in call
            ],
        )


WRITTEN = (
    '{"version":"1","default":"deny","tools":{"t":{},"t":{}}}',
    '{"version":1,"default":"deny"}',
    '{"version":"1","default":"ask"}',
    '{"version":"1","default":"deny","tools":null}',
    '{"version":"1","default":"deny","hide":[1]}',
    '{"version":"1","default":"deny","toolz":{}}',
    '{"version":"1","default":"deny","tools":{"t":{"rate_limit":{"max":0,"window":60}}}}',
    '{"version":"1","default":"deny","tools":{"t":{"rate_limit":{"max":1.5,"window":60}}}}',
    '{"version":"1","default":"deny","tools":{"t":{"rate_limit":{"max":1e1,"window":60.0}}}}',
    '{"version":"1","default":"deny","tools":{"t":{"require":[{"conditions":[]}]}}}',
    '{"version":"1","default":"deny","tools":{"t":{"require":[{"conditions":[{"path":"x","op":"exists"}]}]}}}',
    '{"version":"1","default":"deny","tools":{"t":{"require":[{"conditions":[{"path":"args","op":"exists"}]}]}}}',
    '{"version":"1","default":"deny","tools":{"t":{"deny_if":[{"conditions":[{"path":"args.x","op":"gt","value":"5"}]}]}}}',
    '{"version":"1","default":"deny","tools":{"t":{"deny_if":[{"conditions":[{"path":"args.x","op":"in","value":[]}]}]}}}',
    '{"version":"1","default":"deny","tools":{"t":{"limits":[{"counter":"c","window":"day","max":1e61}]}}}',
    '{"version":"1","default":"deny","tools":{"t":{"limits":[{"counter":"","window":"day","max":1}]}}}',
    '{"version":"1","default":"deny",}',
    '{"version":"1","default":"deny"} x',
    '["version"]',
)
"""Documents at the border of what is valid."""


def expected(text: str, calls: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one vector: the document, whether it is valid, its effect and its decisions."""
    try:
        policy = loads(text)
    except PolicyError:
        return {"policy": text, "valid": False}
    found = effect(policy, TOOLS)
    groups = ("hidden", "denied", "asked", "checked", "limited", "open")
    return {
        "policy": text,
        "valid": True,
        "effect": {group: list(getattr(found, group)) for group in groups},
        "calls": [call | decided(policy, call) for call in calls],
    }


def decided(policy: Any, call: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `policy.evaluate` says of one call."""
    counters = {
        CounterKey(each["name"], each["window"], Scope(each["scope"])): Decimal(each["used"])
        for each in call["counters"]
    }
    arguments = json.loads(call["arguments"], parse_float=Decimal)
    decision = evaluate(policy, call["tool"], arguments, counters, approved=call["approved"])
    return {
        "outcome": decision.outcome.value,
        "rule": decision.rule,
        "reason": decision.reason,
        "hidden": decision.hidden,
        "reserves": [
            [each.counter.scope.value, each.counter.window, each.counter.name, each.rule]
            for each in decision.reservations
        ],
    }


def vectors() -> str:
    """Return the text of the file."""
    cases = [expected(*case) for case in (*tabled(), *generated(), *((it, []) for it in WRITTEN))]
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    return f'{{"tools":{json.dumps(TOOLS)},"cases":[\n{lines}\n]}}\n'


if __name__ == "__main__":
    FILE.write_text(vectors(), encoding="utf-8")
