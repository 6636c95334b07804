"""Every kind of finding: documents that have it, and documents that do not."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from classifier import classify, parse_definition
from policy import load
from policy.lint import CHECKS, lint, texts
from policy.pointer import steps_of

CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"))
TOOLS = CASES["tools"]


def found_in(case: dict[str, Any]) -> list[tuple[str, str]]:
    names = case.get("of", list(TOOLS))
    definitions = [parse_definition({"name": name, **TOOLS[name]}) for name in names]
    pairs = [(each, classify(each)) for each in definitions]
    document = {"version": "1", "default": "allow", **case["policy"]}
    digests = case.get("digests")
    if digests is not None:
        known = {each.name: each.digest for each in definitions}
        digests = {name: known[name] if same else "sha256:0" for name, same in digests.items()}
    return [(each.id, each.pointer) for each in lint(load(document), pairs, digests=digests)]


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_findings_are_those_of_the_case(case: dict[str, Any]) -> None:
    only = case["only"]
    told = [(id, pointer) for id, pointer in found_in(case) if id in only]
    assert told == [tuple(each) for each in case["finds"]]


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_pointers_lead_into_the_document(case: dict[str, Any]) -> None:
    document = {"version": "1", "default": "allow", **case["policy"]}
    for _, pointer in found_in(case):
        value: Any = document
        for step in steps_of(pointer):
            value = value[int(step)] if isinstance(value, list) else value[step]


def test_every_check_has_a_case_and_a_text() -> None:
    ids = [check.id for check in CHECKS]
    assert ids == list(texts())
    assert {id for case in CASES["cases"] for id, _ in case["finds"]} == set(ids)
    assert {id for case in CASES["cases"] if not case["finds"] for id in case["only"]} == set(ids)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_texts_are_sentences(check: Any) -> None:
    assert check.text.says.endswith((".", "{why}"))
    assert check.text.remedy.endswith((".", "{hint}"))
    for phrase in check.text.phrases.values() if "{hint}" in check.text.remedy else ():
        assert phrase.endswith((".", "?"))


def test_repeated_name_is_compared_as_the_lock_file_numbers_it() -> None:
    raw = [{"name": "get"}, {"name": "get", "description": "Get it."}]
    definitions = [parse_definition(each) for each in raw]
    pairs = [(each, classify(each)) for each in definitions]
    policy = load({"version": "1", "default": "allow"})
    noted = {"get": definitions[0].digest, "get #2": definitions[1].digest}
    assert not [each for each in lint(policy, pairs, digests=noted) if "definition" in each.id]
    changed = lint(policy, pairs, digests=noted | {"get #2": "sha256:0"})
    assert [each.id for each in changed if "definition" in each.id] == ["definition-changed"]
