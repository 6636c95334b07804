"""Many patterns at once find what each of them finds alone."""

import pytest
import re2

from classifier.patterns import Patterns, encoded, pattern_of

_TERMS = (
    "read only",
    r"/\b(delet|remov)(e|es|ing)\b[^.]{0,20}\brecords?\b/",
    r"/[\x{200B}-\x{200F}]{2,}/",
    r"/\w{3}/",
    "/删除/",
    r"/\bkills?\b/",
)
_TEXTS = {
    "nothing": "",
    "plain": "Deletes all old records. It is not read  only.",
    "one need of two": "Deletes files.",
    "inside a word": "Unread onlyness of skills",
    "other script": "用于删除",
    "hidden": "a\u200b\u200cb",
    "letters that fold to ASCII": "It \u212aILLS and \u017fkills",
    "lone surrogate": "kill \ud800 删除",
}


@pytest.mark.parametrize("text", _TEXTS.values(), ids=_TEXTS.keys())
def test_all_at_once_find_what_each_finds(text: str) -> None:
    patterns = Patterns()
    for number, term in enumerate(_TERMS):
        patterns.add(term, number)
    patterns.compile(["Delete the file.", "Read only."])
    tried = {
        number: patterns.search(number, encoded(text)) for _, number in patterns.possible(text)
    }
    each = [re2.search(pattern_of(term), encoded(text)) for term in _TERMS]
    assert {number: span for number, span in tried.items() if span} == {
        number: match.span() for number, match in enumerate(each) if match
    }


def test_patterns_without_their_literals_are_not_tried() -> None:
    patterns = Patterns()
    patterns.add("read only", 7)
    patterns.compile([])
    assert list(patterns.possible("It reads what it is given.")) == []
    assert list(patterns.possible("Only to read.")) == [(7, 0)]
