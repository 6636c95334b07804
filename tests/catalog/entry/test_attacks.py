import re
from collections.abc import Callable

import pytest

from catalog.entry.attacks import attacks_on
from catalog.entry.phrasebook import read_texts
from classifier import Category, Signal, Verdict, parse_definition

MakeVerdict = Callable[..., Verdict]
TOOL = parse_definition({"name": "some_tool"})

CASES: dict[str, tuple[Category, tuple[Signal, ...], set[str]]] = {
    "a plain read": (Category.READ, (), set()),
    "a plain write": (Category.WRITE, (), set()),
    "a plain job": (Category.EXECUTE, (), set()),
    "a deletion": (Category.DESTRUCTIVE, (), {"AML.T0101"}),
    "a payment": (Category.FINANCIAL, (), {"AML.T0048.000"}),
    "a shell": (
        Category.EXECUTE,
        (Signal.FREEFORM_CODE,),
        {"MCP05:2025", "ASI05", "AML.T0053", "AML.T0050"},
    ),
    "a query that only reads": (Category.READ, (Signal.FREEFORM_CODE,), set()),
    "web pages": (
        Category.READ,
        (Signal.URL_INPUT, Signal.UNTRUSTED_CONTENT),
        {"MCP06:2025", "ASI01", "AML.T0051.001", "AML.T0086"},
    ),
    "mail": (Category.WRITE, (Signal.EXTERNAL_SEND,), {"AML.T0086"}),
    "records": (Category.READ, (Signal.PRIVATE_DATA,), {"MCP10:2025", "AML.T0085.001"}),
    "keys": (Category.READ, (Signal.SECRETS,), {"MCP01:2025", "ASI03", "AML.T0098"}),
    "roles": (Category.WRITE, (Signal.PRIVILEGE,), {"MCP02:2025", "ASI03", "AML.T0053"}),
    "a bill": (Category.READ, (Signal.METERED,), {"AML.T0034.002"}),
    "poison": (
        Category.READ,
        (Signal.HIDDEN_INSTRUCTIONS,),
        {"MCP03:2025", "ASI01", "ASI04", "AML.T0110.000"},
    ),
    "two signals needed, one there": (Category.WRITE, (Signal.OVERWRITES,), set()),
    "two signals needed, both there": (
        Category.WRITE,
        (Signal.PATH_INPUT, Signal.OVERWRITES),
        {"ASI02"},
    ),
}


@pytest.mark.parametrize(("category", "signals", "ids"), CASES.values(), ids=CASES.keys())
def test_patterns_follow_the_signals(
    make_verdict: MakeVerdict, category: Category, signals: tuple[Signal, ...], ids: set[str]
) -> None:
    assert {each.id for each in attacks_on("x", make_verdict(TOOL, category, signals))} == ids


@pytest.mark.parametrize("category", [Category.DESTRUCTIVE, Category.FINANCIAL])
def test_a_draft_or_a_guess_opens_nothing_by_its_category(
    make_verdict: MakeVerdict, category: Category
) -> None:
    assert attacks_on("x", make_verdict(TOOL, category, lowered=True)) == ()
    assert attacks_on("x", make_verdict(TOOL, category, needs_review=True)) == ()


def test_every_sentence_names_the_tool_and_its_evidence(make_verdict: MakeVerdict) -> None:
    for each in attacks_on("the_name", make_verdict(TOOL, Category.EXECUTE, tuple(Signal))):
        assert "the_name" in each.because
        assert "“some_tool”" in each.because


def test_braces_in_a_name_are_no_placeholders(make_verdict: MakeVerdict) -> None:
    (attack,) = attacks_on("{evidence.__class__}", make_verdict(TOOL, Category.DESTRUCTIVE))
    assert "{evidence.__class__}" in attack.because


FORMS = {
    "OWASP MCP Top 10": (r"MCP(0[1-9]|10):2025", "https://owasp.org/www-project-mcp-top-10/2025/"),
    "OWASP Agentic": (r"ASI(0[1-9]|10)", "https://genai.owasp.org/resource/"),
    "MITRE ATLAS": (r"AML\.T\d{4}(\.\d{3})?", "https://atlas.mitre.org/techniques/"),
}


@pytest.mark.parametrize("raw", read_texts("attacks.yaml"), ids=lambda raw: str(raw["id"]))
def test_an_entry_has_the_form_of_its_framework(raw: dict[str, str]) -> None:
    form, home = FORMS[raw["framework"]]
    assert re.fullmatch(form, raw["id"])
    assert raw["url"].startswith(home)
    if raw["framework"] == "MITRE ATLAS":
        assert raw["url"] == home + raw["id"]
