"""A pattern is tried only where its literals are, so no match may lack them."""

import re

import pytest
import re2
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from classifier.literals import NON_ASCII, needed_literals
from classifier.patterns import encoded, pattern_of
from classifier.rule import TEXT_ZONES
from classifier.ruleset import default_ruleset

_READ = {
    "a phrase is broken at its spaces": ("read only", [{"read"}, {"only"}]),
    "alternatives are one need": (r"/\b(cat|dogs)\b/", [{"cat", "dogs"}]),
    "an ending that may be there": ("/tabs? open/", [{"tab open", "tabs open"}]),
    "a longer literal tells nothing more": ("/(tab|tabs)/", [{"tab"}]),
    "what may be missing is not needed": ("/(the )?cat( of .*)?/", [{"cat"}]),
    "a gap parts two needs": ("/delete .*records/", [{"records"}, {"delete "}]),
    "a repeated group": ("/(na){3,}/", [{"nana"}]),
    "repeated by a plus": ("/(naan)+/", [{"naan"}]),
    "repeated perhaps never": ("/(naan){0,3}/", []),
    "a small class": ("/gr[ae]y/", [{"gray", "grey"}]),
    "a range in a class": ("/v[1-3]x/", [{"v1x", "v2x", "v3x"}]),
    "a large class": ("/[a-z]/", []),
    "an excluding class": ("/[^a]bcd/", [{"bcd"}]),
    "an odd class": (r"/[]\]]bcd/", [{"bcd"}]),
    "a named class": ("/[[:alpha:]]bcd/", [{"bcd"}]),
    "a class outside ASCII": (r"/[\x{0400}-\x{04FF}]/", [{NON_ASCII}]),
    "a class with the long s": (r"/[\x{0100}-\x{02FF}]/", []),
    "upper case is folded": ("/Straße/", [{"strasse"}]),
    "a Chinese word is short": ("/删除/", [{"删除"}]),
    "single letters are everywhere": ("/a.b.c/", []),
    "one branch without a literal": (r"/cat|\w+/", []),
    "a property": (r"/\p{Cyrillic}\pLabc/", [{"abc"}]),
    "escapes": (r"/\$\d+\.\x41\x{42}c/", [{".abc"}]),
    "flags and names": ("/(?s)(?:one|two)(?P<x>three)/", [{"onethree", "twothree"}]),
    "unknown syntax": (r"/\Qa+b\E/", []),
    "an open group": ("/(abc/", []),
    "a closed group": ("/abc)def/", []),
}


@pytest.mark.parametrize(("term", "needs"), _READ.values(), ids=_READ.keys())
def test_needed_literals(term: str, needs: list[set[str]]) -> None:
    assert set(needed_literals(pattern_of(term))) == set(map(frozenset, needs))


def test_most_telling_need_comes_first() -> None:
    first, second = needed_literals("(?i)delete .* all")
    assert (first, second) == ({"delete "}, {" all"})


def _sources() -> list[str]:
    rules = default_ruleset().rules
    clauses = {clause for rule in rules for clause in rule.clauses() if clause.zone in TEXT_ZONES}
    return sorted({pattern_of(term) for clause in clauses for term in clause.terms})


def _as_python(source: str) -> str | None:
    """Return the pattern for `re`, which has no properties; None where it cannot be."""
    if r"\p" in source or "[:" in source:
        return None
    return re.sub(r"\\x\{([0-9A-Fa-f]+)\}", lambda code: f"\\U{code[1]:0>8}", source)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_match_of_a_rule_lacks_what_its_pattern_needs(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(_sources()))
    wanted = _as_python(source)
    assume(wanted is not None)
    text = data.draw(st.from_regex(wanted or ""))
    assume(re2.search(source, encoded(text)))
    folded = encoded(text).decode().casefold() + ("" if text.isascii() else NON_ASCII)
    for need in needed_literals(source):
        assert any(literal in folded for literal in need)


def test_letters_fold_as_re2_folds_them() -> None:
    letters = {char for source in _sources() for char in source if char.isalpha()}
    everything = [chr(code) for code in range(0x20, 0x1E944) if not 0xD800 <= code <= 0xDFFF]
    text = "\n".join(everything)
    for letter in sorted(letters):
        for same in re2.findall(f"(?i){letter}", text):
            assert same.casefold() == letter.casefold()
