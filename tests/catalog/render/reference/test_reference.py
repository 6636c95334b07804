import json
from pathlib import Path

import pytest

from catalog.entry import Catalogue, ServerEntry
from catalog.entry.attacks import attack_patterns
from catalog.render import render_site
from catalog.render.address import attack_page
from catalog.render.reference.attackpages import attack_cards
from catalog.render.reference.explaining import Example, label_reference
from catalog.render.reference.figures import HINTS, warns
from catalog.render.reference.hashing import hashed
from catalog.render.reference.lookup import PER_SHARD, prefix_length
from catalog.render.reference.remedies import remedies
from catalog.render.reference.rulepages import rule_families
from catalog.render.words import read_words
from classifier import Category, RiskLevel, Signal, Verdict, classify, parse_definition
from classifier.ruleset import default_ruleset

LABELS = [*RiskLevel, *Category, *Signal]
WORDS = read_words()


def _verdict(example: Example) -> Verdict:
    return classify(parse_definition(example.declared()))


def _has(label: RiskLevel | Category | Signal, verdict: Verdict) -> bool:
    return label in (verdict.risk, verdict.category, *verdict.signals)


@pytest.mark.parametrize("label", LABELS)
def test_the_classifier_agrees_with_every_example(label: RiskLevel | Category | Signal) -> None:
    reference = label_reference(label)
    assert all(_has(label, _verdict(each)) for each in reference.examples)
    assert not any(_has(label, _verdict(each)) for each in reference.counters)


@pytest.mark.parametrize("remedy", remedies().values(), ids=lambda it: it.id)
def test_every_remedy_stops_one_of_its_calls(remedy) -> None:
    assert {call.outcome for call in remedy.calls} - {"Passes"}
    assert all(call.reason for call in remedy.calls)


@pytest.mark.parametrize("card", attack_cards({}, WORDS), ids=lambda it: it.id)
def test_every_attack_pattern_is_told_in_words_of_ours(card) -> None:
    assert card.means and card.how and card.openings
    assert card.remedy.document["version"] == "1"


def test_attack_pages_have_addresses_of_their_own() -> None:
    pages = [attack_page(pattern.id) for pattern in attack_patterns()]
    assert len(set(pages)) == len(pages)


def test_every_live_rule_has_a_page_in_one_family() -> None:
    families = rule_families({}, WORDS)
    paged = [rule.id for family in families for rule in family.rules]
    assert sorted(paged) == sorted(rule.id for rule in default_ruleset().rules)
    assert all(rule.conditions and rule.match for family in families for rule in family.rules)


def test_the_precision_of_a_rule_is_what_was_measured() -> None:
    rules = [rule for family in rule_families({}, WORDS) for rule in family.rules]
    measured = next(rule for rule in rules if rule.id == "destructive/delete")
    assert measured.precision is not None
    assert measured.precision.seen == sum(each.seen for each in measured.measured)
    assert 0.5 < measured.precision.share <= 1


def test_the_charts_add_up(site: Path, listed: Catalogue) -> None:
    state = json.loads((site / "api/v1/state.json").read_text())["result"]
    charts = {chart["id"]: chart for chart in state["charts"]}
    tools = sum(1 for _ in listed.rows())
    for kind in ("categories", "risk"):
        assert sum(row["counts"]["count"] for row in charts[kind]["rows"]) == tools
    hints = charts["annotations"]["rows"]
    assert [row["label"] for row in hints] == list(HINTS)
    assert all(sum(row["counts"].values()) == tools for row in hints)
    assert hints[0]["counts"] == {"standing": 0, "contradicted": 1, "absent": tools - 1}
    for kind in ("sizes", "tokens"):
        assert sum(row["counts"]["count"] for row in charts[kind]["rows"]) == 2


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("Permanently deletes an email.", True),
        ("Removes it; this cannot be undone.", True),
        ("Deletes an email.", False),
        (None, False),
    ],
)
def test_a_warning_is_a_word_in_the_text(tool, description: str | None, expected: bool) -> None:
    assert warns(tool("delete_mail", description)) is expected


def test_the_tools_of_an_attack_page_are_those_that_link_to_it(
    site: Path, entries: tuple[ServerEntry, ...]
) -> None:
    for pattern in attack_patterns():
        page = (site / attack_page(pattern.id) / "index.html").read_text()
        for tool in (tool for entry in entries for tool in entry.tools):
            is_open = pattern.id in [attack.id for attack in tool.attacks]
            assert (f'"../../{tool.page}"' in page) is is_open
            linked = attack_page(pattern.id) in (site / tool.page / "index.html").read_text()
            assert linked is is_open


def test_evidence_links_to_the_page_of_its_rule(site: Path) -> None:
    page = (site / "tools/mail/delete_mail/index.html").read_text()
    assert "rules/destructive/delete/" in page
    assert "tools/mail/delete_mail/" in (site / "rules/destructive/delete/index.html").read_text()


def test_a_small_catalogue_is_looked_up_in_one_part(site: Path) -> None:
    found = json.loads((site / "api/v1/check/tools/all.json").read_text())
    assert len(found["tools"]) == 6
    keys = json.loads((site / "api/v1/check/servers/all.json").read_text())["servers"]
    assert {each["key"] for each in keys} == {"npm:@example/mail", "pypi:example-web"}


def test_parts_stay_small_and_all_are_there(server, tool, catalogue, tmp_path: Path) -> None:
    names = [f"get_{number}" for number in range(PER_SHARD + 1)]
    render_site(catalogue(server(tools=tuple(tool(name) for name in names))), tmp_path)
    parts = sorted((tmp_path / "api/v1/check/tools").iterdir())
    assert [part.stem for part in parts] == list("0123456789abcdef")
    for part in parts:
        for known in json.loads(part.read_text())["tools"]:
            assert hashed(known["name"])[0] == part.stem
            names.remove(known["name"])
    assert names == []


@pytest.mark.parametrize(
    ("tools", "digits"), [(0, 0), (300, 0), (301, 1), (4800, 1), (4801, 2), (500_000, 3)]
)
def test_the_number_of_parts_follows_the_number_of_tools(tools: int, digits: int) -> None:
    assert prefix_length(tools) == digits
