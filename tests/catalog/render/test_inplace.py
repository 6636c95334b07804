import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.render.inplace import Quoted, in_place
from catalog.render.parameters import flatten
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
    found = in_place(definition, Quoted(_finding(TEXT, *span) for span in spans))
    assert found is not None and found.startswith(shown)


def test_a_description_without_a_quote_is_not_shown_again() -> None:
    definition = parse_definition({"name": "x", "description": TEXT})
    assert in_place(definition, Quoted([_finding("x", 0, 1, "name")])) is None


@given(st.text("ab<>& \n", max_size=60), st.data())
def test_the_text_stays_as_it_is(text: str, data: st.DataObject) -> None:
    places = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(places, places).map(sorted), max_size=5))
    definition = parse_definition({"name": "x", "description": text})
    found = in_place(definition, Quoted(_finding(text, *span) for span in spans))
    if found is not None:
        assert html.unescape(re.sub("</?mark>", "", found)) == text


UNSEEN = "\u202e"
PLACES = {
    "a name": ("name", "delete_note", [(0, 6)], "<mark>delete</mark>_note"),
    "a hostile name": ("name", "<i>x</i>", [(1, 2)], "&lt;<mark>i</mark>&gt;x&lt;/i&gt;"),
    "what cannot be seen": (
        "name",
        f"a{UNSEEN}b",
        [(0, 3)],
        '<mark>a<span class="unseen">[U+202E]</span>b</mark>',
    ),
    "what cannot be seen beside it": (
        "name",
        f"a{UNSEEN}b",
        [(2, 3)],
        'a<mark class="unseen">[U+202E]</mark><mark>b</mark>',
    ),
    "a space within a name": ("name", "get note", [(4, 8)], "get <mark>note</mark>"),
    "behind the limit": ("name", "n" * 30, [(25, 30)], "n" * 19 + "…"),
    "another text": ("elsewhere", "delete_note", [(0, 6)], "delete_note"),
}


@pytest.mark.parametrize(("field", "name", "spans", "shown"), PLACES.values(), ids=PLACES.keys())
def test_quoted_places_are_set_off_in_a_name(field, name, spans, shown: str) -> None:
    quoted = Quoted(_finding(name, *span, field=field) for span in spans)
    assert quoted.name("name", name, 20) == shown


@pytest.mark.parametrize(
    ("spans", "shown"),
    [
        ([], "abcdefghij" * 4 + "abcdefghi…"),
        ([(2, 4)], "ab<mark>cd</mark>efghij" + "abcdefghij" * 3 + "abcdefghi…"),
        ([(70, 72)], "… " + "abcdefghij" * 4 + "<mark>ab</mark>cdefghij …"),
    ],
    ids=["no place", "a place at the beginning", "a place far behind"],
)
def test_a_long_text_is_cut_around_its_places(spans, shown: str) -> None:
    text = "abcdefghij" * 20
    assert Quoted(_finding(text, *span) for span in spans).text("description", text, 50) == shown


def test_lines_of_any_kind_keep_their_places() -> None:
    text = "One.\r\nTwo.\r\nThree."
    found = Quoted([_finding(text, 12, 17)]).value("description", text)
    assert found == "One.\nTwo.\n<mark>Three</mark>."


def test_quoted_places_are_set_off_in_the_table_of_arguments() -> None:
    schema = {
        "properties": {
            "orders": {
                "type": "array",
                "items": {
                    "properties": {
                        "command": {
                            "anyOf": [{"description": "Any <b>shell</b> command."}],
                            "default": "rm -rf",
                        }
                    }
                },
            },
            "mode": {"enum": ["keep", "erase"]},
            "on": {"const": "drop"},
        }
    }
    command = "inputSchema.properties.orders.items.properties.command"
    places = {
        command: ("command", "command"),
        f"{command}.anyOf[0].description": ("Any <b>shell</b> command.", "shell"),
        f"{command}.default": ("rm -rf", "rm"),
        "inputSchema.properties.mode.enum[1]": ("erase", "erase"),
        "inputSchema.properties.on.const": ("drop", "drop"),
    }
    findings = [
        _finding(text, text.index(quote), text.index(quote) + len(quote), field)
        for field, (text, quote) in places.items()
    ]
    definition = parse_definition({"name": "x", "inputSchema": schema})
    rows = {row.label: row.shown for row in flatten(definition, (), Quoted(findings)).rows}
    shown = rows["orders[].command"]
    assert shown.label == "orders[].<mark>command</mark>"
    assert shown.description == "Any &lt;b&gt;<mark>shell</mark>&lt;/b&gt; command."
    assert shown.default == "<mark>rm</mark> -rf"
    assert rows["mode"].values == ("keep", "<mark>erase</mark>")
    assert rows["on"].values == ("<mark>drop</mark>",)


@given(st.text(f"ab<>&\r\n {UNSEEN}\u0301", max_size=40), st.data())
def test_no_mark_stands_within_another(text: str, data: st.DataObject) -> None:
    places = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(places, places).map(sorted), max_size=5))
    quoted = Quoted(_finding(text, *span) for span in spans)
    for shown in (quoted.value("description", text), quoted.name("description", text, 80)):
        assert not re.search(r"<mark[^>]*>(?:(?!</mark>).)*<mark", shown, re.DOTALL)
        assert shown.count("<mark") == shown.count("</mark>")
