"""Every quote is verbatim at its span, whatever the definition holds."""

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from classifier import classify, parse_definition, text_at

# Letters whose lower or folded form is longer, joiners, a lone surrogate, and other traps.
_TRAPS = st.sampled_from("İẞŉǰΐﬃﬆKſ\u0130\u200d\u202e\ud800\U0001f600é́．_-./ \n\t`\"'[]")
_WORDS = st.sampled_from(
    [
        "delete",
        "get",
        "list",
        "create",
        "SQL",
        "url",
        "path",
        "command",
        "password",
        "HTTP",
        "send",
        "email",
        "invoice",
        "order",
        "all",
        "permanently",
        "cannot",
        "be",
        "undone",
        "read-only",
        "删除",
        "查询",
        "token",
        "label",
        "from",
        "cache",
        "ids",
        "run",
        "tests",
    ]
)
_TEXT = st.lists(st.one_of(_WORDS, _TRAPS, st.text(max_size=6)), max_size=14).map(
    "".join
) | st.lists(st.one_of(_WORDS, _TRAPS), max_size=14).map(" ".join)
_SCHEMA = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["string", "array", "object", ["string", "null"], 3]),
            "description": st.one_of(_TEXT, st.none(), st.integers()),
            "enum": st.lists(st.one_of(_TEXT, st.integers(), st.none()), max_size=4),
            "const": _TEXT,
            "$ref": st.sampled_from(["#", "#/properties/a", "#/$defs/x", "http://x", ""]),
        },
    ),
    lambda inner: st.fixed_dictionaries(
        {
            "properties": st.dictionaries(
                st.one_of(_TEXT, _WORDS, st.just("action")), inner, max_size=4
            )
        },
        optional={
            "items": inner,
            "anyOf": st.lists(inner, max_size=2),
            "$defs": st.just({"x": {}}),
        },
    ),
    max_leaves=8,
)
_DEFINITION = st.fixed_dictionaries(
    {"name": _TEXT},
    optional={
        "title": st.one_of(st.none(), _TEXT),
        "description": st.one_of(st.none(), _TEXT),
        "inputSchema": st.one_of(st.none(), _SCHEMA),
        "annotations": st.dictionaries(
            st.sampled_from(["readOnlyHint", "destructiveHint", "title"]),
            st.one_of(st.booleans(), st.none(), _TEXT),
        ),
    },
)


@given(_DEFINITION)
@settings(max_examples=300, deadline=None)
@example({"name": "İİdeleteİ_ALL", "description": "İ permanently deletes ﬃ"})
@example(
    {"name": "getHTTPUrl\ud800", "inputSchema": {"properties": {"a.b\ud800": {"enum": ["x"]}}}}
)
def test_every_quote_stands_at_its_span(raw: dict[str, Any]) -> None:
    definition = parse_definition(raw)
    verdict = classify(definition)
    shown = [*verdict.findings, *(one for _, found in verdict.signal_findings for one in found)]
    for finding in shown:
        assert finding.quote
        text = text_at(definition, finding.field)
        assert text[finding.start : finding.end] == finding.quote


@given(_DEFINITION)
@settings(max_examples=150, deadline=None)
def test_a_verdict_holds_together(raw: dict[str, Any]) -> None:
    verdict = classify(parse_definition(raw))
    assert verdict.risk_steps[-1].level is verdict.risk
    assert verdict.risk_steps[0].change == 0
    assert verdict.runner_up is not verdict.category
    assert 0 <= verdict.confidence <= 1
    assert tuple(signal for signal, _ in verdict.signal_findings) == verdict.signals
    assert all(found for _, found in verdict.signal_findings)
    assert verdict == classify(parse_definition(raw))


def test_camel_case_word_is_quoted_as_written() -> None:
    (finding, *_) = classify(parse_definition({"name": "tryDeleteNote"})).findings
    assert (finding.field, finding.start, finding.end, finding.quote) == ("name", 3, 9, "Delete")


def test_why_not_runner_up_quotes_the_definition() -> None:
    verdict = classify(parse_definition({"name": "delete_note"}))
    assert verdict.why_not_runner_up == (
        "Destructive rather than Write: the name says `delete`, "
        "and nothing in the definition says that it can be undone."
    )
