"""Every policy that an entry shows is read again here, by other code, over all tools."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.demo import server as demo_server
from catalog.demo.definitions import declared
from catalog.entry import ServerEntry, build_entry
from catalog.observation import Observation
from classifier import Category, Definition, Signal, Verdict, parse_definition
from classifier.classifying import classify
from policy import Outcome, Scope, evaluate, load

Document = Mapping[str, Any]
MakeEntry = Callable[[tuple[Definition, ...]], ServerEntry]

COUNTS = {
    "hidden": r"hides ([\d,]+|its only) tools?",
    "denied": r"denies every call of ([\d,]+|its only) tools?",
    "asked": r"asks for approval before any (?:other )?call of ([\d,]+|its only) tools?",
    "checked": r"checks the arguments of ([\d,]+|its only) tools?",
    "limited": r"limits how often ([\d,]+|its only) tools?",
    "open": r"([\d,]+|one) stays? callable|All ([\d,]+) tools stay|(The only) tool stays",
}


@pytest.fixture
def make_entry(make_observation: Callable[..., Observation]) -> MakeEntry:
    def make(tools: tuple[Definition, ...]) -> ServerEntry:
        return build_entry(
            demo_server(), make_observation(tools), [classify(each) for each in tools]
        )

    return make


def demo_tools() -> tuple[Definition, ...]:
    return tuple(parse_definition(raw) for raw in declared())


def shown(entry: ServerEntry) -> Iterator[tuple[Document, str]]:
    for snippet in (*entry.policies, *(each for tool in entry.tools for each in tool.policies)):
        yield snippet.document, snippet.claim
    for tool in entry.tools:
        for answer in tool.faq:
            if answer.document is not None:
                assert answer.claim is not None
                yield answer.document, answer.claim


def said(claim: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for kind, pattern in COUNTS.items():
        if match := re.search(pattern, claim, re.IGNORECASE):
            number = next(group for group in match.groups() if group)
            found[kind] = (
                1 if number in ("one", "The only", "its only") else int(number.replace(",", ""))
            )
    return found


def kind_of(document: Document, name: str) -> str:
    """What the document states for one tool, read from its JSON."""
    if {name, "*"} & set(document.get("hide", ())):
        return "hidden"
    rule = document.get("tools", {}).get(name)
    if rule is None:
        return "open" if document["default"] == "allow" else "denied"
    if rule.get("action", "allow") != "allow":
        return {"deny": "denied", "require_approval": "asked"}[rule["action"]]
    if rule.get("require") or rule.get("deny_if"):
        return "checked"
    return "limited" if rule.get("rate_limit") or rule.get("limits") else "open"


def check_decision(document: Document, name: str, kind: str) -> None:
    """What `evaluate` decides about a call fits what the document states."""
    policy = load(document)
    decision = evaluate(policy, name)
    rule = document.get("tools", {}).get(name, {})
    has_conditions = bool(rule.get("require") or rule.get("deny_if"))
    assert decision.hidden is (kind == "hidden")
    if kind in ("hidden", "denied"):
        assert decision.outcome is Outcome.DENY
    elif kind == "asked" and not has_conditions:
        assert decision.outcome is Outcome.REQUIRE_APPROVAL
    elif kind in ("open", "limited"):
        assert decision.outcome is Outcome.ALLOW
        assert bool(decision.reservations) is (kind == "limited")


@pytest.mark.parametrize("kind", ["demo", "hostile", "one tool", "no tools"])
def test_every_claim_is_what_evaluating_the_document_says(
    make_entry: MakeEntry, hostile_tools: tuple[Definition, ...], kind: str
) -> None:
    tools = {
        "demo": demo_tools(),
        "hostile": hostile_tools,
        "one tool": demo_tools()[:1],
        "no tools": (),
    }[kind]
    entry = make_entry(tools)
    assert len(entry.tools) == len(tools)
    for document, claim in shown(entry):
        json.dumps(document, allow_nan=False)
        names = [tool.name for tool in tools]
        kinds = {name: kind_of(document, name) for name in names}
        assert said(claim) == Counter(kinds[name] for name in names), claim
        named = {*document.get("hide", ()), *document.get("tools", {})}
        for name in [*(each for each in kinds if each in named), *list(kinds)[:3]]:
            check_decision(document, name, kinds[name])


def test_the_rate_limit_answer_limits_just_that_tool(
    make_entry: MakeEntry, hostile_tools: tuple[Definition, ...]
) -> None:
    entry = make_entry(hostile_tools + demo_tools())
    for tool in entry.tools:
        (answer,) = [each for each in tool.faq if each.id == "rate-limit"]
        assert answer.document is not None
        policy = load(answer.document)
        (held,) = evaluate(policy, tool.name).reservations
        assert held.counter.scope is Scope.TOOL
        most = int(held.max)
        assert f"{most} call{'s' * (most != 1)} within 60 seconds" in answer.answer
        for used, outcome in ((most - 1, Outcome.ALLOW), (most, Outcome.DENY)):
            assert evaluate(policy, tool.name, {}, {held.counter: used}).outcome is outcome
        for other in entry.tools[:5]:
            if other.name != tool.name:
                assert evaluate(policy, other.name, {}, {held.counter: most}).reservations == ()


def test_the_block_answer_blocks_just_that_tool(
    make_entry: MakeEntry, hostile_tools: tuple[Definition, ...]
) -> None:
    entry = make_entry(hostile_tools)
    assert "*" in {tool.name for tool in entry.tools}
    for tool in entry.tools:
        answers = {each.id: each for each in tool.faq}
        document = answers["block"].document
        if document is None:
            # It would be the one that stands under the question about enforcing.
            assert "blocks it already" in answers["block"].answer
            document = answers["enforce"].document
        assert document is not None
        policy = load(document)
        for other in entry.tools:
            wanted = Outcome.DENY if other.name == tool.name else Outcome.ALLOW
            assert evaluate(policy, other.name).outcome is wanted


def test_tools_that_share_a_name_are_told_to_be_alike(
    make_verdict: Callable[..., Verdict], make_observation: Callable[..., Observation]
) -> None:
    tools = [parse_definition({"name": "run", "title": str(at)}) for at in range(2)]
    tools.append(parse_definition({"name": "other"}))
    verdicts = [make_verdict(each, Category.EXECUTE, (Signal.FREEFORM_CODE,)) for each in tools]
    entry = build_entry(demo_server(), make_observation(tools), verdicts)
    pages = [tool.page for tool in entry.tools]
    assert len(set(pages)) == 3
    answers = {each.id: each for each in entry.tools[1].faq}
    assert "Demo shop lists 2 tools with this name" in answers["block"].answer
    assert "number 2 of 2 tools" in answers["server"].answer
    assert said(str(answers["block"].claim))["hidden"] == 2


OUTCOMES = {
    "delete_customer": "takes delete_customer out of the list",
    "start_job": "holds back a call of start_job until a person approves it. The limit is 10 calls",
    "refund_order": "refund_order whose arguments do not meet its conditions, and holds back any",
    "write_file": "write_file whose arguments do not meet its conditions, and lets any other",
    "add_order_note": "lets a call of add_order_note through. The limit is 30 calls within 60 sec",
    "convert_currency": "lets a call of convert_currency through.",
}


@pytest.mark.parametrize(("name", "text"), OUTCOMES.items())
def test_the_enforce_answer_tells_what_the_recommended_policy_does(
    make_entry: MakeEntry, name: str, text: str
) -> None:
    entry = make_entry(demo_tools())
    (tool,) = [each for each in entry.tools if each.name == name]
    answers = {each.id: each for each in tool.faq}
    assert text in answers["enforce"].answer
    assert answers["enforce"].document == tool.policies[0].document
    is_stricter = text.startswith(("takes", "holds", "refund_order"))
    assert ("is stricter" in answers["rate-limit"].answer) is is_stricter


NAMES = st.text(max_size=12) | st.sampled_from(["*", "a", "A", "get_order", "__proto__", "~"])
ARGUMENTS = st.dictionaries(
    st.text(max_size=6) | st.sampled_from(["amount", "url", "path", "sql"]),
    st.sampled_from([{"type": "string"}, {"type": "number"}, {"enum": ["a", "b"]}, {}, True]),
    max_size=3,
)
TOOLS = st.lists(
    st.tuples(
        NAMES,
        ARGUMENTS,
        st.sampled_from(list(Category)),
        st.sets(st.sampled_from(list(Signal)), max_size=3),
        st.booleans(),
    ),
    max_size=6,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(tools=TOOLS)
def test_claims_hold_for_any_names_and_verdicts(
    make_verdict: Callable[..., Verdict],
    make_observation: Callable[..., Observation],
    tools: list[tuple[str, dict[str, Any], Category, set[Signal], bool]],
) -> None:
    definitions, verdicts = [], []
    for name, properties, category, signals, is_unclear in tools:
        raw = {"name": name, "inputSchema": {"type": "object", "properties": properties}}
        definitions.append(parse_definition(raw))
        ordered = tuple(signal for signal in Signal if signal in signals)
        verdict = make_verdict(definitions[-1], category, ordered, needs_review=is_unclear)
        verdicts.append(verdict)
    entry = build_entry(demo_server(), make_observation(definitions), verdicts)
    for document, claim in shown(entry):
        kinds = Counter(kind_of(document, definition.name) for definition in definitions)
        assert said(claim) == kinds, claim
        for definition in definitions:
            check_decision(document, definition.name, kind_of(document, definition.name))
    assert len({tool.page for tool in entry.tools}) == len(tools)
