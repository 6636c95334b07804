"""What the linter says of calls is true of calls: compared with evaluating many of them."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from classifier import classify, parse_definition
from policy import Outcome, evaluate, load
from policy.lint import lint

SCHEMAS = st.sampled_from(
    [
        {"type": "number"},
        {"type": "integer", "minimum": 0, "maximum": 5},
        {"type": "string"},
        {"type": "string", "enum": ["a", "b"]},
        {"type": ["string", "null"]},
        {"type": "boolean"},
        {"anyOf": [{"type": "integer"}, {"const": "a"}]},
        {"type": "array", "items": {"type": "integer"}},
        {},
    ]
)
SCALARS = [None, True, False, "", "a", "b", "c", -1, 0, 1, 2, 3, 5, 6, Decimal("2.5"), 100]
VALUES: list[Any] = [*SCALARS, {}, [], *([each] for each in SCALARS), [0, 5], ["a", "b"], [1, 2, 6]]


def fits(value: Any, schema: dict[str, Any]) -> bool:
    if "anyOf" in schema:
        return any(fits(value, each) for each in schema["anyOf"])
    if value not in schema.get("enum", [value]) or value != schema.get("const", value):
        return False
    kinds = schema.get("type", [])
    if not kinds:
        return True
    kind = {type(None): "null", bool: "boolean", str: "string", int: "integer"}.get(
        type(value), {Decimal: "number", list: "array", dict: "object"}.get(type(value))
    )
    if kind == "array":
        return kind in kinds and all(fits(each, schema["items"]) for each in value)
    if kind == "integer":
        is_within = schema.get("minimum", value) <= value <= schema.get("maximum", value)
        return is_within and ("integer" in kinds or "number" in kinds)
    return kind in kinds


OPERATORS = ["eq", "ne", "in", "not_in", "gt", "gte", "lt", "lte", "exists", "not_exists"]


def condition_of(op: str) -> st.SearchStrategy[dict[str, Any]]:
    value: st.SearchStrategy[Any] = st.sampled_from(["a", "b", 0, 1, 3, 5, True, None])
    if op in ("exists", "not_exists"):
        return st.just({"path": "args.x", "op": op})
    if op in ("gt", "gte", "lt", "lte"):
        value = st.sampled_from([-1, 0, 2, Decimal("2.5"), 5, 6])
    elif op in ("in", "not_in"):
        value = st.lists(value, min_size=1, max_size=3)
    elif op in ("regex", "starts_with"):
        value = st.sampled_from(["a", "b"])
    return st.fixed_dictionaries({"path": st.just("args.x"), "op": st.just(op), "value": value})


CONDITION = st.sampled_from([*OPERATORS, "regex", "not_regex", "starts_with"]).flatmap(
    lambda op: condition_of(op.replace("not_regex", "regex")).map(lambda each: {**each, "op": op})
)
RULES = st.lists(
    st.lists(CONDITION, min_size=1, max_size=3).map(lambda each: {"conditions": each}),
    min_size=1,
    max_size=2,
)


def denies(place: str, rule: dict[str, Any], arguments: dict[str, Any]) -> bool:
    policy = load({"version": "1", "default": "allow", "tools": {"t": {place: [rule]}}})
    return evaluate(policy, "t", arguments).outcome is Outcome.DENY


@settings(max_examples=300, deadline=None)
@given(SCHEMAS, st.booleans(), st.sampled_from(["require", "deny_if"]), RULES)
def test_rules_do_what_the_findings_say(
    schema: dict[str, Any], is_required: bool, place: str, rules: list[dict[str, Any]]
) -> None:
    declared = {"type": "object", "properties": {"x": schema}}
    definition = parse_definition(
        {"name": "t", "inputSchema": declared | {"required": ["x"] if is_required else []}}
    )
    document = {"version": "1", "default": "allow", "tools": {"t": {place: rules}}}
    calls = [{"x": value} for value in VALUES if fits(value, schema)]
    calls += [] if is_required else [{}]
    for finding in lint(load(document), [(definition, classify(definition))]):
        at = finding.pointer.split("/")
        rule = rules[int(at[4])] if len(at) > 4 else {"conditions": all_of(rules)}
        denied = [denies(place, rule, call) for call in calls]
        if finding.id == "always-fires":
            assert all(denied)
        elif finding.id == "never-fires":
            assert not any(denied)
        elif finding.id == "avoidable":
            assert not denies(place, rule, {})
        elif finding.id == "subsumed":
            other = rules[1 - int(at[4])]
            assert all(denies(place, other, call) for call in calls if denies(place, rule, call))


def all_of(rules: list[dict[str, Any]]) -> list[Any]:
    return [condition for rule in rules for condition in rule["conditions"]]
