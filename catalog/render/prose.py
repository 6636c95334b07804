"""Render a server's own words: Markdown with raw HTML off, and a sanitiser behind it."""

import functools
import inspect
import re

import markdown
import nh3
from markupsafe import Markup

from catalog.render.invisible import marked, plain

_TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"}
_SCHEMES = {"http", "https", "mailto"}
_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 ,.;:'\"()/?!%$@=-]|(?<=[a-z0-9])_(?=[a-z0-9]))*\Z")
_FENCE_ATTRIBUTES = re.compile(r"^([ ]*(?:`{3,}|~{3,})[ ]*)\{", re.MULTILINE)
_BRACKETS = 300
"""Python-Markdown takes a time quadratic in these: 6,000 take 3 seconds."""
_MARK = re.compile(r"\[(U\+[0-9A-F]{4,6}(?: ×\d+)?)\]")
_HELD = re.compile("\ufdd1(.*?)\ufdd2")
_AMPERSAND = "\ufdd0"
# Noncharacters hold a place: marks have taken the place of all that a server may have written.


def prose(text: str) -> Markup:
    """Return `text` as HTML of paragraphs, lists, code and links to the open web; nothing else."""
    if _PLAIN.match(text):
        return Markup("<p>{}</p>").format(text)
    held = _MARK.sub("\ufdd1\\1\ufdd2", plain(inspect.cleandoc(text))).replace("&", _AMPERSAND)
    if held.count("[") > _BRACKETS:
        return Markup("<p>{}</p>").format(marked(text))
    try:
        html = _reader().reset().convert(_FENCE_ATTRIBUTES.sub(r"\1\n{", held))
    except RecursionError:
        # Blocks nested hundreds deep: the words matter, not their layout.
        _reader.cache_clear()
        return Markup("<p>{}</p>").format(marked(text))
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes=_SCHEMES,
        link_rel="nofollow ugc noopener",
        attribute_filter=_attribute,
    )
    shown = clean.replace(_AMPERSAND, "&amp;")
    return Markup(_HELD.sub(r'<mark class="unseen">[\1]</mark>', shown))


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name != "href":
        return value
    value = value.replace(_AMPERSAND, "&")
    scheme = value.partition(":")[0].lower()
    return value if scheme in _SCHEMES and value.isascii() and value.isprintable() else None


@functools.cache
def _reader() -> markdown.Markdown:
    reader = markdown.Markdown(extensions=["fenced_code", "sane_lists"])
    reader.preprocessors.deregister("html_block")
    for pattern in ("html", "entity", "image_link", "image_reference", "short_image_ref"):
        reader.inlinePatterns.deregister(pattern)
    # A heading would break the outline of the page, an indented docstring is no code, and
    # a reference would vanish from sight.
    for block in ("hashheader", "setextheader", "code", "reference"):
        reader.parser.blockprocessors.deregister(block)
    return reader
