"""What people call the pages that explain, and the words that say little."""

from pathlib import Path

from catalog.entry.attacks import attack_patterns
from catalog.render.reference import attack_cards
from catalog.render.search.asked import asked, called, phrases
from catalog.render.search.profile import CONTRADICTIONS
from catalog.render.search.topics import labels, topics
from catalog.render.words import read_words
from classifier import Category, RiskLevel, Signal


def test_every_label_and_pattern_has_other_names_and_no_other_has() -> None:
    known = {
        "risk": {str(it) for it in RiskLevel},
        "category": {str(it) for it in Category},
        "signal": {str(it) for it in Signal},
        "contradiction": set(CONTRADICTIONS),
        "attack": {pattern.id for pattern in attack_patterns()},
    }
    assert {kind: set(called()[kind]) for kind in known} == known


def test_every_page_that_is_offered_exists(built: Path) -> None:
    words = read_words()
    offered = [row[2] for kind in labels(words).values() for row in kind]
    offered += [row[2] for row in topics(attack_cards({}, words))]
    pages = {page.partition("?")[0] for page in offered}
    assert [page for page in sorted(pages) if not (built / page / "index.html").is_file()] == []


def test_phrases_are_terms_without_stop_words_each_once() -> None:
    assert phrases("URL as input", "url inputs", "The privateData") == ["url input", "private data"]
    assert phrases("how to") == ["how to"]


def test_no_word_is_both_weak_and_a_stop_word() -> None:
    assert asked().stop & asked().weak == set()
    assert not asked().stop & set(asked().same)


def test_attack_patterns_tell_where_they_are_from_and_how_many_tools() -> None:
    (row,) = [it for it in topics(attack_cards({"ASI01": 3}, read_words())) if "asi01" in it[5]]
    assert row[:5] == ["attack", "Agent Goal Hijack", "attacks/asi01/", "OWASP Agentic, ASI01", 3]
