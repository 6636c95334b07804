"""Single values of a JSON text change, and nothing else in it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import ScanError
from catalog.scan.jsonc import line_of, merged, parse, with_value

COMMENTED = """{
    // who may do what
    "permissions": {
        "allow": ["Bash(ls)"], // keep
        /* nothing
           else */
        "defaultMode": "plan",
    },
    "env": {"A": "http://x//y", "B": "/* no comment */"}
}
"""


def test_comments_and_trailing_commas_are_read_over() -> None:
    value = parse(COMMENTED)
    assert value["permissions"]["allow"] == ["Bash(ls)"]
    assert value["env"] == {"A": "http://x//y", "B": "/* no comment */"}


def test_value_is_replaced_and_every_other_byte_stays() -> None:
    text = with_value(COMMENTED, ("permissions", "allow"), ["x"])
    before, after = COMMENTED.split('["Bash(ls)"]')
    assert text.startswith(before)
    assert text.endswith(after)


def test_key_is_added_in_the_style_of_the_file() -> None:
    text = with_value(COMMENTED, ("permissions", "deny"), ["a"])
    assert '"permissions": {\n        "deny": [\n            "a"\n        ],\n' in text
    assert text.count("\n") == COMMENTED.count("\n") + 3
    assert [line for line in COMMENTED.splitlines() if line not in text.splitlines()] == []


CASES = {
    "empty file": ("", '{\n  "a": {\n    "b": 1\n  }\n}\n'),
    "empty object": ("{}", '{\n  "a": {\n    "b": 1\n  }\n}'),
    "only a comment": ("{ // x\n}", '{\n  "a": {\n    "b": 1\n  } // x\n}'),
    "one line": ('{"z": 0}', '{\n  "a": {\n    "b": 1\n  },\n  "z": 0}'),
}


@pytest.mark.parametrize("text", [case[0] for case in CASES.values()], ids=CASES.keys())
def test_missing_objects_are_added(text: str) -> None:
    changed = with_value(text, ("a", "b"), 1)
    assert parse(changed) == merged(parse(text or "{}"), ("a", "b"), 1)
    assert ("// x" in changed) == ("// x" in text)


def test_something_else_in_the_place_of_an_object_is_refused() -> None:
    with pytest.raises(ScanError, match="something else than an object"):
        with_value('{"a": [1]}', ("a", "b"), 1)


def test_errors_quote_nothing() -> None:
    with pytest.raises(ScanError) as caught:
        parse('{"token": "canary" oops}')
    assert "canary" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_line_of_a_key_is_found() -> None:
    assert line_of(COMMENTED, ("permissions", "defaultMode")) == 7
    assert line_of(COMMENTED, ("nothing",)) == 1


KEYS = st.sampled_from(["a", "b", 'q"', "ü", "//", "x,}"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


@given(
    st.dictionaries(KEYS, VALUES, max_size=4),
    st.lists(KEYS, min_size=1, max_size=3),
    VALUES,
    st.sampled_from([None, 2, 4, "\t"]),
)
def test_any_change_means_what_it_says(
    document: dict[str, Any], path: list[str], value: Any, indent: Any
) -> None:
    text = json.dumps(document, indent=indent)
    try:
        changed = with_value(text, path, value)
    except ScanError:
        return
    assert parse(changed) == merged(document, path, value)


@given(st.text(max_size=40) | st.text(alphabet='{}[]":,/* \n\\1e', max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse(text)
    except ScanError as error:
        assert error.__cause__ is None


@pytest.mark.parametrize("text", ["1" * 5000, "[" * 100_000], ids=["number", "nesting"])
def test_text_beyond_measure_is_refused(text: str) -> None:
    with pytest.raises(ScanError):
        parse(text)
