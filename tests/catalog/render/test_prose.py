import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.render.prose import prose

MARKDOWN = st.text(st.sampled_from(list("ab *_`[]()<>!#|~-+>&;:/\\\"'\n\t1.{}=\u202e\x02\ud800")))
REL = 'rel="nofollow ugc noopener"'
ALLOWED = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Reads it.", "<p>Reads it.</p>"),
        ("a <b>b</b>", "<p>a &lt;b&gt;b&lt;/b&gt;</p>"),
        ("# no heading", "<p># no heading</p>"),
        ("a **b** `c`", "<p>a <strong>b</strong> <code>c</code></p>"),
        ("[x](javascript:alert(1))", f"<p><a {REL}>x</a></p>"),
        ("[x](/etc)", f"<p><a {REL}>x</a></p>"),
        ("![x](https://a.example/p.png)", "<p>![x](https://a.example/p.png)</p>"),
        ("[a]: hidden", "<p>[a]: hidden</p>"),
        ("a\u202e", '<p>a<mark class="unseen">[U+202E]</mark></p>'),
        ("&lt;b&gt;", "<p>&amp;lt;b&amp;gt;</p>"),
    ],
    ids=ascii,
)
def test_descriptions_become_plain_html(text: str, html: str) -> None:
    assert prose(text).strip() == html


def test_links_to_the_web_carry_no_weight() -> None:
    html = prose("[x](https://a.example/?q=1&r=2) <mailto:a@a.example>")
    assert html.count(REL) == 2
    assert 'href="https://a.example/?q=1&amp;r=2"' in html


def test_what_stands_behind_a_fence_is_not_lost() -> None:
    assert "hidden words" in prose("```{ .x hidden words }\ncode\n```")


@given(MARKDOWN)
@settings(max_examples=300, deadline=None)
def test_nothing_but_allowed_markup_comes_out(text: str) -> None:
    html = prose(text)
    html.encode()
    tags = set(re.findall(r"<(\w+)", html)) - {"mark"}
    assert tags <= ALLOWED
    assert not re.search(r'href="(?!https?:|mailto:)', html)
    assert "\u202e" not in html and "\x02" not in html


@pytest.mark.parametrize(
    ("piece", "count"),
    [
        ("[", 4000),
        ("*a**", 1000),
        ("`", 4000),
        (">", 4000),
        ("[a](", 1000),
        ("> - ", 1000),
        ("<http:", 600),
        ("_a __b ", 500),
        ("1. ", 1300),
        ("\\", 4000),
        ("- a\n  ", 600),
    ],
)
def test_hostile_markup_takes_no_time(piece: str, count: int) -> None:
    start = time.perf_counter()
    prose(piece * count)
    assert time.perf_counter() - start < 2
