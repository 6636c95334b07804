"""A diff shows keys and our own rules, and nothing else that a file holds."""

import json
from typing import Any

import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from catalog.scan.masking import masked

OURS = ("mcp__mail__send_mail",)
SECRET = st.text(max_size=6).map(lambda text: f"{text}CANARY{text}")
VALUES = st.recursive(
    SECRET | st.booleans() | st.sampled_from(OURS),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=10,
)
DOCUMENTS = st.dictionaries(st.text(max_size=4), VALUES, max_size=3)


@given(DOCUMENTS, st.booleans(), st.sampled_from([None, 2]))
def test_json_shows_no_text_of_others(document: Any, is_ascii: bool, indent: Any) -> None:
    text = json.dumps(document, ensure_ascii=is_ascii, indent=indent)
    shown = masked(text, OURS)
    assert "CANARY" not in shown
    assert shown.count("\n") == text.count("\n")
    assert shown.count(OURS[0]) == text.count(OURS[0])


@given(DOCUMENTS)
def test_toml_shows_no_text_of_others(document: Any) -> None:
    try:
        text = tomlkit.dumps(document)
    except ValueError:
        return
    assert "CANARY" not in masked(text, OURS, is_toml=True)


TOML = """
a = "CANARY" # CANARY
b = 'CANARY'
c = \"\"\"
CANARY \\" CANARY
\"\"\"
d = '''
CANARY ' CANARY
'''
e = { "x" = "CANARY", y = ["CANARY", 'CANARY'] }
f = 1234567890
g = 1979-05-27T07:32:00Z
h = -1_000.5e3
"""


def test_every_form_of_a_toml_text_is_masked() -> None:
    shown = masked(TOML, OURS, is_toml=True)
    assert "CANARY" not in shown
    assert not {"1234567890", "1979", "000.5"} & set(shown.replace("_", " ").split())
    assert shown.count("\n") == TOML.count("\n")
