from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from classifier import (
    BASE_RISK,
    Category,
    Definition,
    Finding,
    Signal,
    Verdict,
    parse_definition,
    path_to,
)
from policy import (
    Outcome,
    Standing,
    effect,
    evaluate,
    least_privilege,
    load,
    recommend_tool,
    recommends_hiding,
    restrict,
    schema,
    standing,
)

HOSTILE_NAMES = [
    "",
    "a/b",
    "~1",
    "../../etc/passwd",
    "<script>",
    "x" * 300,
    "*",
    "‮evil",
    "*x",
    "Ünï",
]


def definition(name: str = "t", *, required: tuple[str, ...] = (), **properties: Any) -> Definition:
    declared = {"type": "object", "properties": properties, "required": list(required)}
    return parse_definition({"name": name, "inputSchema": declared})


def verdict(
    category: Category, *signals: Signal, needs_review: bool = False, shown: str = ""
) -> Verdict:
    finding = Finding("rule", shown, 0, 1, "x", "It shows.")
    return Verdict(
        digest="sha256:0",
        classifier="0",
        category=category,
        risk=BASE_RISK[category],
        confidence=0.9,
        needs_review=needs_review,
        runner_up=Category.READ,
        why_not_runner_up="It does more.",
        signals=signals,
        findings=(),
        signal_findings=tuple((signal, (finding,) if shown else ()) for signal in signals),
        risk_steps=(),
        contradictions=(),
    )


TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("category", "action", "rate"),
    [
        (Category.READ, "allow", None),
        (Category.WRITE, "allow", {"max": 30, "window": 60}),
        (Category.EXECUTE, "require_approval", {"max": 10, "window": 60}),
        (Category.FINANCIAL, "require_approval", None),
        (Category.DESTRUCTIVE, "deny", None),
    ],
)
def test_category_decides(category: Category, action: str, rate: dict[str, int] | None) -> None:
    rule = recommend_tool(definition(), verdict(category))
    assert (rule["action"], rule.get("rate_limit")) == (action, rate)
    assert rule["reason"].endswith(".")
    assert "require" not in rule
    assert recommends_hiding(verdict(category)) is (category is Category.DESTRUCTIVE)


@pytest.mark.parametrize("category", Category)
def test_review_is_treated_like_execute(category: Category) -> None:
    rule = recommend_tool(definition(), verdict(category, needs_review=True))
    assert (rule["action"], rule["rate_limit"]["max"]) == ("require_approval", 10)
    assert "does not say enough" in rule["reason"]


def test_hidden_instructions_are_taken_out_of_sight() -> None:
    told = verdict(Category.READ, Signal.HIDDEN_INSTRUCTIONS)
    assert restrict(definition(), told) == {"version": "1", "default": "allow", "hide": ["t"]}


def test_destructive_is_hidden_and_the_rest_left_alone() -> None:
    document = restrict(definition("drop"), verdict(Category.DESTRUCTIVE))
    sentence = effect(load(document), ["drop", "read", "list"]).sentence()
    assert sentence == "Hides 1 tool; the other 2 stay callable as before."


@pytest.mark.parametrize("name", HOSTILE_NAMES)
@pytest.mark.parametrize("category", Category)
def test_documents_are_valid_for_any_name(name: str, category: Category) -> None:
    pair = (definition(name, url=TEXT, amount={"type": "number"}), verdict(category, *Signal))
    for document in (restrict(*pair), least_privilege([pair])):
        Draft202012Validator(schema()).validate(document)
        assert standing(load(document), name) is not Standing.OPEN


def test_a_tool_named_star_is_not_hidden_together_with_all_others() -> None:
    star = (definition("*"), verdict(Category.DESTRUCTIVE))
    policy = load(restrict(*star))
    assert (standing(policy, "*"), standing(policy, "a")) == (Standing.DENIED, Standing.OPEN)
    policy = load(least_privilege([star, (definition("a"), verdict(Category.READ))]))
    assert (standing(policy, "*"), standing(policy, "a")) == (Standing.DENIED, Standing.OPEN)


def test_least_privilege_places_every_tool_and_denies_others() -> None:
    pairs = [(definition(category), verdict(category)) for category in Category]
    policy = load(least_privilege(pairs))
    assert list(policy.hide) == ["Destructive"]
    assert set(policy.tools) == {"Read", "Write", "Execute", "Financial"}
    assert standing(policy, "added-later") is Standing.DENIED
    assert standing(policy, "Read") is Standing.OPEN


def test_worst_of_a_repeated_name_governs() -> None:
    read = (definition("same"), verdict(Category.READ))
    execute = (definition("same"), verdict(Category.EXECUTE))
    destroy = (definition("same"), verdict(Category.DESTRUCTIVE))
    for pairs in ([read, execute], [execute, read]):
        assert least_privilege(pairs)["tools"]["same"]["action"] == "require_approval"
    assert least_privilege([read, destroy, execute]) == {
        "version": "1",
        "default": "deny",
        "hide": ["same"],
        "tools": {},
    }


def test_empty_server_gets_a_valid_document() -> None:
    assert standing(load(least_privilege([])), "any") is Standing.DENIED


CASES = yaml.safe_load((Path(__file__).parent / "cases" / "guards.yaml").read_text())


def recommended(case: dict[str, Any]) -> dict[str, Any]:
    properties = case["properties"]
    required = tuple(properties) if case.get("required", True) else ()
    signals = [Signal(signal) for signal in case["signals"]]
    told = verdict(Category(case["category"]), *signals)
    return restrict(definition(required=required, **properties), told)


@pytest.mark.parametrize("case", CASES["guarded"], ids=lambda case: case["name"])
def test_conditions_let_the_right_calls_through(case: dict[str, Any]) -> None:
    policy = load(recommended(case))
    outcomes = [evaluate(policy, "t", call).outcome for call in case["denied"]]
    assert outcomes == [Outcome.DENY] * len(outcomes)
    held = [call for call in case["passing"] if evaluate(policy, "t", call).outcome == "deny"]
    assert held == []


@pytest.mark.parametrize("case", CASES["unguarded"], ids=lambda case: case["name"])
def test_no_condition_where_none_fits(case: dict[str, Any]) -> None:
    rule = recommended(case)["tools"]["t"]
    assert set(rule) == {"action", "reason"}
    assert "cap" not in rule["reason"]


OPTIONAL_NUMBER = {"type": ["number", "null"]}


def refused(tool: Definition, category: Category, *calls: dict[str, Any]) -> list[bool]:
    policy = load(restrict(tool, verdict(category)))
    return [evaluate(policy, "t", call).outcome is Outcome.DENY for call in calls]


def test_an_order_by_quantity_does_not_pass_the_cap_unseen() -> None:
    tool = definition(required=(), qty=OPTIONAL_NUMBER, notional=OPTIONAL_NUMBER)
    calls: tuple[dict[str, Any], ...] = (
        {"qty": 5},
        {"qty": 5, "notional": None},
        {"notional": 101},
        {"notional": 100},
        {},
    )
    assert refused(tool, Category.FINANCIAL, *calls) == [True, True, True, False, True]


def test_an_amount_alone_may_be_omitted() -> None:
    tool = definition(required=(), amount=OPTIONAL_NUMBER, note=TEXT)
    assert refused(tool, Category.FINANCIAL, {}, {"amount": 101}) == [False, True]


def path_rule(name: str, field: str, **properties: Any) -> dict[str, Any]:
    told = verdict(Category.WRITE, Signal.PATH_INPUT, shown=field)
    return recommend_tool(definition(name, required=tuple(properties), **properties), told)


def test_both_ends_of_a_move_are_confined() -> None:
    rule = path_rule("move_file", "name", source=TEXT, destination=TEXT)
    policy = load({"version": "1", "default": "allow", "tools": {"move_file": rule}})
    passing = {"source": "/workspace/a", "destination": "b"}
    for call in (passing | {"source": "/etc/passwd"}, passing | {"destination": "a/../../b"}):
        assert evaluate(policy, "move_file", call).outcome is Outcome.DENY
    assert evaluate(policy, "move_file", passing).outcome is Outcome.ALLOW


def test_an_end_is_no_path_where_the_evidence_or_its_text_says_otherwise() -> None:
    address = TEXT | {"description": "E-mail address of the recipient"}
    for rule in (
        path_rule("move_file", "description", source=TEXT),
        path_rule("send_file", "name", to=address),
    ):
        assert not {"require", "deny_if"} & rule.keys()


def test_reason_tells_of_the_cap() -> None:
    declared = definition(amount={"type": "number"})
    assert "above the cap" in recommend_tool(declared, verdict(Category.FINANCIAL))["reason"]


def test_evidence_can_name_the_parameter() -> None:
    described = definition(site=TEXT | {"description": "URL of the page to read"})
    field = path_to("inputSchema", "properties", "site", "description")
    told = verdict(Category.READ, Signal.URL_INPUT, shown=field)
    assert "deny_if" in recommend_tool(described, told)
    elsewhere = verdict(Category.READ, Signal.URL_INPUT, shown="description")
    assert "deny_if" not in recommend_tool(described, elsewhere)


def test_amount_of_other_tools_is_not_capped() -> None:
    declared = definition(amount={"type": "number"})
    assert "deny_if" not in recommend_tool(declared, verdict(Category.EXECUTE))
    guess = verdict(Category.FINANCIAL, needs_review=True)
    assert "deny_if" not in recommend_tool(declared, guess)


@pytest.mark.parametrize(
    "broken",
    [
        {"properties": []},
        {"properties": {"url": True}},
        {"properties": {"url": {"type": 5}}},
        {"properties": {"url": {"type": [None, {}]}}, "required": "url"},
        {"properties": {"url": {"anyOf": 5, "title": [], "format": {}}}, "required": [{}]},
    ],
)
def test_broken_schema_gets_a_recommendation(broken: dict[str, Any]) -> None:
    declared = parse_definition({"name": "t", "inputSchema": broken})
    load(restrict(declared, verdict(Category.READ, *list(Signal)[:-1])))


def test_recursive_schema_ends() -> None:
    loop: dict[str, Any] = {"type": "object", "properties": {"$ref": {"$ref": "#"}}}
    declared = parse_definition({"name": "t", "inputSchema": loop})
    load(restrict(declared, verdict(Category.READ, Signal.URL_INPUT)))


@pytest.mark.parametrize(("name", "is_guarded"), [("read_query", True), ("write_query", False)])
def test_a_tool_made_to_write_is_not_held_to_reading(name: str, is_guarded: bool) -> None:
    declared = definition(name, sql=TEXT)
    rule = recommend_tool(declared, verdict(Category.EXECUTE, Signal.FREEFORM_CODE))
    assert ("require" in rule or "deny_if" in rule) == is_guarded
