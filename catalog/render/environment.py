"""The Jinja environment: escapes everything, knows nothing it was not given, only formats."""

import re
from datetime import datetime
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from catalog.paths import TEMPLATES
from catalog.render.address import label_page
from catalog.render.explained import attack_page_of, rule_page_of
from catalog.render.invisible import marked, marked_name, plain, plain_name, shorten
from catalog.render.jsontext import pretty

_CODE = re.compile("`([^`\n]{1,200})`")
_JOINT = re.compile("(<[^>]*>)|(/)|(?<=.)(@)")
_JSON_TOKEN = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*")(?=:)|(?P<text>"(?:[^"\\]|\\.)*")|(?P<word>\b(?:true|false|null)\b'
    r"|-?\b\d[\d.eE+-]*)"
)


def environment() -> Environment:
    """Return the environment that all generated pages are made with."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        # The last line of defence: what no filter has treated is still made visible.
        finalize=_visible,
    )
    made.filters |= {
        "url": _url,
        "label_page": label_page,
        "attack_page": attack_page_of,
        "rule_page": rule_page_of,
        "marked": marked,
        "told": _told,
        "name": marked_name,
        "breaking": _breaking,
        "plain_name": plain_name,
        "shorten": shorten,
        "json": _json,
        "json_plain": _json_plain,
        "code": _code,
        "percent": _percent,
        "number": _number,
        "moment": _moment,
        "seconds": _seconds,
    }
    return made


def _visible(value: Any) -> Any:
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@pass_context
def _url(context: Context, address: str) -> str:
    """Return an address of the site as seen from the page; MkDocs has a filter of this name."""
    return f"{context['base_url']}/{address}"


def _breaking(name: Markup) -> Markup:
    """Let the name of a package break where its parts meet, and not within a word."""
    return Markup(
        _JOINT.sub(lambda found: found[1] or f"{found[2] or ''}<wbr>{found[3] or ''}", name)
    )


def _told(text: str) -> Markup:
    """Return a sentence of ours, which sets names and quotes between backticks, as HTML."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(marked(text))))


def _json(value: object) -> Markup:
    """Return a value as JSON in lines whose tokens are set off."""
    text = pretty(value)
    parts: list[str] = []
    at = 0
    for match in _JSON_TOKEN.finditer(text):
        kind = {"key": "k", "text": "s", "word": "n"}[match.lastgroup or "key"]
        parts += _code(text[at : match.start()]), f'<span class="{kind}">'
        parts += _code(match[0]), "</span>"
        at = match.end()
    return Markup("".join((*parts, _code(text[at:]))))


def _json_plain(value: object) -> Markup:
    """Return a value as JSON in lines."""
    return _code(pretty(value))


def _code(text: str) -> Markup:
    """Return text escaped for where quotation marks are nothing special: within an element."""
    return Markup(str(escape(text)).replace("&#34;", '"').replace("&#39;", "'"))


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _number(count: int) -> str:
    return f"{count:,}"


def _moment(time: str) -> str:
    """Return a UTC time as people write it."""
    moment = datetime.fromisoformat(time)
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def _seconds(duration: float) -> str:
    return f"{duration:.1f} s"
