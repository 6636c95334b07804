import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.render.jsontext import TOO_DEEP, data_block, dumps, pretty

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(JSON)
def test_every_form_reads_back(value: object) -> None:
    for text in (dumps(value), pretty(value), data_block(value)):
        assert json.loads(text) == value
        text.encode()


@pytest.mark.parametrize("char", "\u2028\u2029\u202e\u200b\ufeff\ud800\U000e0041", ids=ascii)
def test_what_cannot_be_seen_is_escaped(char: str) -> None:
    assert char not in dumps({char: char})
    assert json.loads(dumps({char: char})) == {char: char}


def test_a_data_block_cannot_end_its_element() -> None:
    block = data_block("</script><!-- <script> ]]>")
    assert not set("<>&") & set(block)


def test_keys_are_sorted_for_programs_and_kept_for_people() -> None:
    value = {"b": 1, "a": {"d": 2, "c": 3}}
    assert dumps(value) == '{"a":{"c":3,"d":2},"b":1}'
    assert pretty(value) == '{\n  "b": 1,\n  "a": {"d": 2, "c": 3}\n}'


def test_what_json_has_not_becomes_null() -> None:
    assert dumps([float("nan"), {"a": float("inf")}, 1.5]) == '[null,{"a":null},1.5]'


def test_what_is_too_deep_is_cut() -> None:
    value: object = "bottom"
    for _ in range(100_000):
        value = [value]
    assert TOO_DEEP in dumps(value)
