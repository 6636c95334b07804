import re
from pathlib import Path

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.entry import Catalogue
from catalog.render import render_site
from catalog.render.twin import code, escaped, fenced, told

HOSTILE = (
    "<script>alert(1)</script>",
    "[a](javascript:alert(1))",
    "![a](https://example.org/a.png)",
    "`` ` ``` <b>",
    "# heading",
    "1. list",
    "- list",
    "+ list",
    "a\n\n# b\n\n```\n<b>",
    "&lt;b&gt; **bold** _em_ ~~gone~~",
    "[a]: https://example.org",
    "---",
    "| a | b |",
    "    indented",
)
_ALLOWED = {"p", "code", "pre"}


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("treat", [escaped, code, told])
def test_words_of_a_server_make_no_markup(text: str, treat) -> None:
    html = markdown.markdown(f"before\n\n{treat(text)}\n\nafter", extensions=["fenced_code"])
    assert set(re.findall(r"</?([a-z0-9]+)", html)) <= _ALLOWED


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_leaves_a_block_of_code(text: str) -> None:
    fence = re.escape(fenced(text).partition("\n")[0])
    inside = re.fullmatch(rf"({fence})\n(.*)\n\1", fenced(text), re.DOTALL)
    assert inside is not None
    assert not re.search(rf"^\s*{fence}", inside[2], re.MULTILINE)


@given(st.text(max_size=80))
def test_a_line_stays_one_line(text: str) -> None:
    assert len(escaped(text).splitlines()) <= 1
    assert len(code(text).splitlines()) == 1
    assert not re.search(r"(?<!\\)[<>`]", escaped(text))


def test_every_hostile_tool_has_a_twin(hostile_catalogue: Catalogue, tmp_path: Path) -> None:
    render_site(hostile_catalogue, tmp_path)
    (entry,) = hostile_catalogue.entries()
    for tool in entry.tools:
        text = (tmp_path / tool.page / "index.md").read_text("utf-8")
        outside = re.sub(r"^(`{3,})[a-z]*\n.*?\n\1$", "", text, flags=re.DOTALL | re.MULTILINE)
        outside = re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", outside)
        assert not re.search(r"<|\]\((?!\.\./)", outside), tool.name
        assert outside.count("\n# ") == 0 and outside.startswith("# ")
