"""The policy reference is right: its examples are evaluated, and nothing is left out."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from classifier import Category
from policy import Operator, evaluate, loads, schema

GUIDE = (Path(__file__).parents[2] / "site" / "guide" / "policy.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"```json\n(.*?)```\n\n((?:\|[^\n]*\n)+)", re.DOTALL)
ROW = re.compile(r"\| `(.*?)` \| `(.*?)` \| (\w+) \| `(.*?)` \|")


def examples() -> list[Any]:
    found = []
    for text, table in EXAMPLE.findall(GUIDE):
        rows = table.splitlines()[2:]
        for row in rows:
            match = ROW.fullmatch(row)
            assert match, row
            found.append(pytest.param(text, *match.groups(), id=f"{match[1]} {match[2]}"))
    return found


@pytest.mark.parametrize(("text", "tool", "arguments", "outcome", "rule"), examples())
def test_example_ends_as_the_guide_says(
    text: str, tool: str, arguments: str, outcome: str, rule: str
) -> None:
    decision = evaluate(loads(text), tool, json.loads(arguments, parse_float=Decimal))
    assert (decision.outcome, decision.rule) == (outcome, rule)


def test_every_document_of_the_guide_has_its_calls() -> None:
    assert len(EXAMPLE.findall(GUIDE)) == GUIDE.count("```json\n") == 4


def fields(part: Any) -> set[str]:
    if not isinstance(part, dict):
        return set()
    named = set(part.get("properties", {}))
    return named.union(*(fields(inner) for inner in part.values()))


def test_guide_names_every_field_operator_and_category() -> None:
    words = fields(schema()) | {operator.value for operator in Operator}
    assert {word for word in words if f"`{word}`" not in GUIDE} == set()
    assert {category for category in Category if f"| {category}" not in GUIDE} == set()
