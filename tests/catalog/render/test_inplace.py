import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.render.history import history
from catalog.render.inplace import in_place
from classifier import Finding, parse_definition

TEXT = "Deletes a <b>note</b> for good."


def _finding(text: str, start: int, end: int, field: str = "description") -> Finding:
    return Finding("a/rule", field, start, end, text[start:end], "It says so.")


@pytest.mark.parametrize(
    ("spans", "shown"),
    [
        ([(0, 7)], "<mark>Deletes</mark> a &lt;b&gt;note&lt;/b&gt; for good."),
        ([(0, 7), (3, 9)], "<mark>Deletes a</mark> &lt;b&gt;note&lt;/b&gt; for good."),
        ([(10, 13), (0, 7)], "<mark>Deletes</mark> a <mark>&lt;b&gt;</mark>note"),
    ],
)
def test_quoted_places_are_set_off_in_the_text(spans, shown: str) -> None:
    definition = parse_definition({"name": "x", "description": TEXT})
    found = in_place(definition, [_finding(TEXT, *span) for span in spans])
    assert found is not None and found.startswith(shown)


def test_a_description_without_a_quote_is_not_shown_again() -> None:
    definition = parse_definition({"name": "x", "description": TEXT})
    assert in_place(definition, [_finding("x", 0, 1, "name")]) is None


@given(st.text("ab<>& \n", max_size=60), st.data())
def test_the_text_stays_as_it_is(text: str, data: st.DataObject) -> None:
    places = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(places, places).map(sorted), max_size=5))
    definition = parse_definition({"name": "x", "description": text})
    found = in_place(definition, [_finding(text, *span) for span in spans])
    if found is not None:
        assert html.unescape(re.sub("</?mark>", "", found)) == text


def test_versions_that_concern_a_tool_are_told(server, tool) -> None:
    entry = server(tools=(tool("first"), tool("second")))
    changed, added = (history(entry, each) for each in entry.tools)
    assert (changed[0].version, changed[0].says) == ("1.2.3", "Its definition changed.")
    assert (added[0].version, added[0].says) == ("1.2.3", "The tool was added.")
