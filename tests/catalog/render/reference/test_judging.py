"""The rules run in the page as they run in Python."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page

from catalog.render.reference.scripting import javascript_of
from classifier import Signal, parse_definition
from classifier.combining import UNDECIDABLE
from classifier.deciding import decide, modifiers_of
from classifier.features import read_features
from classifier.precision import measured_precision, needs_review
from classifier.risk import risk_steps
from classifier.ruleset import RULES, default_ruleset

SYNTHETIC = RULES.parent / "labels" / "synthetic.jsonl"
LEAST_AGREEMENT = 0.99
_JUDGE = """async (tools) => {
  const { judge, readRules } = await import("../assets/check/judge/deciding.js");
  const { fetchRules } = await import("../assets/check/lookup.js");
  const rules = readRules(await fetchRules());
  return tools.map((tool) => {
    const found = judge(tool, rules);
    const page = found.because?.page ?? null;
    return [found.category, found.risk, found.needs_review, found.signals, page];
  });
}"""


def _definitions() -> list[dict[str, Any]]:
    lines = SYNTHETIC.read_text(encoding="utf-8").splitlines()
    examples = [dict(each) for rule in default_ruleset().rules for each in rule.match]
    return [json.loads(line)["definition"] for line in lines] + examples


def _wanted(raw: dict[str, Any]) -> list[Any]:
    """Return what the rules alone say in Python."""
    ruleset = default_ruleset()
    fired = ruleset.fired(read_features(parse_definition(raw), ruleset.lexicon))
    decision, modifiers = decide(fired), modifiers_of(fired)
    shown = {one.rule.signal for one in fired}
    signals = [signal for signal in Signal if signal in shown]
    confidence = measured_precision().of(decision)
    review = needs_review(decision, confidence) or any(one in modifiers for one in UNDECIDABLE)
    steps = risk_steps(decision.category, signals=signals, modifiers=modifiers, needs_review=review)
    is_open = decision.deciding is None
    has_risk = not is_open or Signal.HIDDEN_INSTRUCTIONS in signals
    return [
        None if is_open else decision.category.value,
        steps[-1].level.value if has_risk else None,
        review,
        [signal.value for signal in signals],
        f"rules/{decision.deciding.rule.id}/" if decision.deciding else None,
    ]


@pytest.mark.browser
def test_the_page_judges_as_the_rules_do_in_python(page: Page) -> None:
    raws = [{"name": "", **raw} for raw in _definitions()]
    found = page.evaluate(_JUDGE, raws)
    wanted = [_wanted(raw) for raw in raws]
    categories = sum(one[0] == other[0] for one, other in zip(found, wanted, strict=True))
    whole = sum(one == other for one, other in zip(found, wanted, strict=True))
    assert min(categories, whole) >= LEAST_AGREEMENT * len(raws)


@pytest.mark.browser
def test_a_definition_that_takes_too_long_stops_nothing(page: Page) -> None:
    found = page.evaluate(
        """async () => {
          const { judgeAll } = await import("../assets/check/judge/judging.js");
          const { fetchRules } = await import("../assets/check/lookup.js");
          const sheet = await fetchRules();
          const slow = { zone: "text", pattern: "(?:(?:x|xx)+)+y" };
          const rule = { ...sheet.rules[0], any: [sheet.clauses.length], all: [], none: [] };
          sheet.clauses.push(slow);
          sheet.rules.push(rule);
          const long = { name: "get_x", description: "x".repeat(60) };
          const tools = [{ name: "list_names" }, long, { name: "delete_x" }];
          const verdicts = await judgeAll(tools, sheet, 1000);
          return verdicts.map((verdict) => verdict?.category ?? null);
        }"""
    )
    assert found == ["Read", None, "Destructive"]


@pytest.mark.browser
def test_odd_definitions_are_judged_without_harm(page: Page) -> None:
    deep: dict[str, Any] = {"type": "object"}
    for _ in range(300):
        deep = {"type": "object", "properties": {"__proto__": deep, "constructor": {}}}
    schema = {"$ref": "#/properties/a", "properties": {"a": {"$ref": "#"}, "toString": True}}
    tools = [
        {"name": "list_names", "inputSchema": deep},
        {"name": "list_names", "inputSchema": schema, "annotations": {"readOnlyHint": "x"}},
        {"name": "__proto__", "description": "\ud800" + "( " * 9_000},
        {"name": "", "description": ""},
    ]
    page.get_by_label("Client configuration").fill(json.dumps({"tools": tools}))
    page.get_by_role("button", name="Check", exact=True).click()
    page.wait_for_selector("#answer h2")
    text = page.inner_text("#answer")
    assert "4 tools: 2 Low, 2 unknown." in text
    assert "could not be judged" not in text


@pytest.mark.parametrize(
    ("term", "wanted"),
    [
        ("delete all", r"(?:\bdelete[\t\n\f\r ]+all\b)"),
        (r"/a.\s[^\s.]{2}/", r"(?:a[^\n][\t\n\f\r ][^\t\n\f\r .]{2})"),
        (r"/\x{200B}\pL\p{Cyrillic}\z/", r"(?:\u{200B}\p{L}\p{Script=Cyrillic}$)"),
        (r"/(x|y){[]\-\']/", r"(?:(?:x|y)\{[\]\-'])"),
    ],
)
def test_patterns_are_written_as_javascript_reads_them(term: str, wanted: str) -> None:
    assert javascript_of([term]) == wanted


@pytest.mark.parametrize("term", [r"/\Qx/", r"/(?s:.)/", r"/[\S]/"])
def test_a_pattern_without_a_counterpart_is_refused(term: str) -> None:
    with pytest.raises(ValueError, match=r"counterpart|cannot hold"):
        javascript_of([term])
