"""Texts that are read strictly: what is refused, and where the fault is said to be."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import PolicyError, loads
from policy.text import read_json

FAULTS = {
    "a key twice": ('{"tools": {"t": {},\n  "t": {}}}', "/tools/t", (2, 3)),
    "a key twice in an array": ('{"hide": [0, {"a/b": 1, "a/b": 2}]}', "/hide/1/a~1b", (1, 25)),
    "no number": ('{"hide": [0,\n NaN]}', "/hide/1", (2, 2)),
    "a number beyond all": ('{"version": 1e99999999999999999999}', "/version", (1, 13)),
    "a long number": ('{"a":1,"version": -' + "1" * 5000 + "}", "/version", (1, 19)),
    "great depth": ('{"hide":' + "[" * 100 + "]" * 100 + "}", "/hide" + "/0" * 99, (1, 108)),
}


def containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner) | st.dictionaries(st.text(), inner)


@pytest.mark.parametrize(("text", "pointer", "place"), FAULTS.values(), ids=FAULTS)
def test_fault_of_a_text_has_pointer_line_and_column(
    text: str, pointer: str, place: tuple[int, int]
) -> None:
    with pytest.raises(PolicyError) as caught:
        loads(text)
    (problem,) = caught.value.problems
    assert (problem.pointer, (problem.line, problem.column)) == (pointer, place)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), containers))
def test_any_plain_json_is_read_as_it_is(value: Any) -> None:
    assert read_json(json.dumps(value), source="s") == value
    assert read_json(json.dumps(value, indent=1, ensure_ascii=False), source="s") == value


@given(st.text(alphabet='{}[]:,"\\ a1-.eN\n'))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        read_json(text, source="s")
    except PolicyError as error:
        assert all(problem.line and problem.column for problem in error.problems)


def test_number_is_shown_as_a_number() -> None:
    with pytest.raises(PolicyError, match=r": \[1\.50, \"a\"\] cannot stand here"):
        loads('{"version": "1", "default": "allow", "tools": [1.50, "a"]}')
