import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
VECTORS = Path(__file__).resolve().parents[3] / "vectors" / "policy.json"
AGREE = Path(__file__).with_name("agree.js").read_text("utf-8")


@pytest.fixture
def found(page: Page) -> Any:
    return page.evaluate(AGREE, json.loads(VECTORS.read_text("utf-8")))


def test_the_page_decides_the_shared_cases_as_python_does(found: Any) -> None:
    assert found["differing"] == []
    assert found["calls"] > 500


def test_only_calls_that_a_pattern_decides_are_left_to_the_gateway(found: Any) -> None:
    assert [case for case in found["open"] if "regex" not in case["text"]] == []
    assert len(found["open"]) < found["calls"] / 50


COMMON = [r"^a+$", r"(?i)^https://", r"[^\s/]+", r"\d{1,3}(?:\.\d+)?", r"(?s)a.b", r"\x41\-"]
OTHER = [
    r"\Aa\z",
    r"(?P<n>a)",
    r"\p{Greek}",
    r"[[:alpha:]]",
    r"a(?i)b",
    r"\Qa\E",
    r"(?=a)",
    r"(a)\1",
]


@pytest.mark.parametrize(("pattern", "common"), [(it, it in COMMON) for it in (*COMMON, *OTHER)])
def test_a_pattern_is_run_only_where_both_read_it_alike(
    page: Page, pattern: str, common: bool
) -> None:
    assert page.evaluate("it => toolrisk.policy.isCommonPattern(it)", pattern) is common


@pytest.mark.parametrize(
    ("first", "second", "sign"),
    [
        ("9007199254740993", "9007199254740992", 1),
        ("0.1", "0.10000000000000000000000000001", -1),
        ("1e2", "100.0", 0),
        ("-0", "0", 0),
        ("-2", "-10", 1),
        ("1e400", "9e399", 1),
    ],
)
def test_numbers_are_compared_as_they_are_written(
    page: Page, first: str, second: str, sign: int
) -> None:
    script = "([a, b]) => Math.sign(new toolrisk.policy.Num(a).compare(new toolrisk.policy.Num(b)))"
    assert page.evaluate(script, [first, second]) == sign
