import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from catalog.entry import Catalogue, Related
from catalog.render import render_site
from catalog.render.budget import BUDGET, slimmer, weight
from catalog.render.formats import Formats
from catalog.render.hints import annotation_patch, hints
from catalog.render.instead import nothing_instead
from catalog.render.linked import correction, linked_data
from catalog.render.toolpage import Publisher, ShowsForms, ToolPage, tool_page
from catalog.render.words import read_words
from classifier import Category, Finding, RiskLevel, Signal
from policy.targets import compile_policy, targets

PAGE = "tools/notes/delete_note/index.html"


class _Text(HTMLParser):
    """Collects the text of every block of code."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self._in_block = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_block = tag == "pre" or (self._in_block and tag in ("code", "span", "var"))
        if tag == "pre":
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_block = self._in_block and tag != "pre"

    def handle_data(self, data: str) -> None:
        if self._in_block:
            self.blocks[-1] += data


@pytest.fixture
def site(small_catalogue: Catalogue, tmp_path: Path) -> Path:
    render_site(small_catalogue, tmp_path)
    return tmp_path


def _view(entry) -> ToolPage:
    formats = Formats(entry)
    return tool_page(entry, entry.tools[0], read_words(), formats=formats, publisher=Publisher())


@pytest.mark.parametrize("target", [each.id for each in targets()])
def test_a_page_shows_the_policy_in_every_format(
    site: Path, small_catalogue: Catalogue, target: str
) -> None:
    entry = next(it for it in small_catalogue.entries() if it.server.name == "notes")
    tool = entry.tools[0]
    names = [each.definition for each in entry.tools]
    compiled = compile_policy(tool.policies[0].document, target, server="x-1", tools=names)
    text = re.sub(r"(?m)^#.*\n", "", compiled.text).replace("x-1", "notes")
    html = (site / PAGE).read_text("utf-8")
    assert text.rstrip() in [block.rstrip() for block in _Text(html).blocks]
    assert f'id="format-{target}"' in html


def test_every_format_leads_to_its_part_of_the_guide(site: Path) -> None:
    links = re.findall(r'href="[./]*guide/clients/#([^"]+)"', (site / PAGE).read_text("utf-8"))
    clients = (site / "guide/clients/index.html").read_text("utf-8")
    assert len(links) == len(targets())
    assert [link for link in links if f'id="{link}"' not in clients] == []


def test_a_page_beyond_the_budget_gives_up_formats_first_and_flagged_arguments_last(
    server, tool
) -> None:
    schema = {"properties": {f"argument_{at}": {"description": str(at)} for at in range(60)}}
    views = list(slimmer(_view(server(tools=(tool("delete", raw={"inputSchema": schema}),))), 1))
    assert {len(view.forms.each) for view in views} == {len(targets())}
    shown = [view.shows_forms for view in views]
    assert shown == sorted(shown, key=list(ShowsForms).index) and shown[-1] is ShowsForms.LIST
    assert [len(view.parameters.rows) for view in views] == [60, 60, 24, 24, 8, 2]
    assert not views[-1].parameters.is_whole and views[-1].is_bare


def test_a_page_far_beyond_the_budget_passes_over_what_saves_too_little(server, tool) -> None:
    view = _view(server(tools=(tool("delete"),)))
    assert len(list(slimmer(view, 1))) > len(list(slimmer(view, 2500))) == 2


@pytest.mark.parametrize(("text", "is_within"), [("a" * 900_000, True), ("", True)])
def test_the_budget_is_of_compressed_bytes(text: str, is_within: bool) -> None:
    assert (weight(text) <= BUDGET) is is_within


def test_what_does_not_compress_is_beyond_the_budget() -> None:
    assert weight("".join(chr(0x4E00 + (at * 7919) % 20000) for at in range(BUDGET))) > BUDGET


@pytest.mark.parametrize(
    ("category", "declared", "patch"),
    [
        (Category.DESTRUCTIVE, {"readOnlyHint": True}, {"readOnlyHint": False}),
        (Category.READ, {}, {"readOnlyHint": True}),
        (Category.READ, {"readOnlyHint": True}, None),
        (Category.WRITE, {}, None),
        (Category.DESTRUCTIVE, {"destructiveHint": False}, {"destructiveHint": True}),
    ],
)
def test_the_patch_makes_the_annotations_say_what_is_derived(
    tool, category: Category, declared: dict[str, bool], patch: dict[str, bool] | None
) -> None:
    made = tool("x", category=category, raw={"annotations": declared})
    found = annotation_patch(hints(made, read_words()), made.verdict)
    assert found == ({"annotations": patch} if patch else None)


def test_nothing_is_derived_where_a_person_should_look(tool) -> None:
    made = tool("x", needs_review=True, signals=(Signal.URL_INPUT,))
    assert [hint.derived for hint in hints(made, read_words())] == [None] * 4


@pytest.mark.parametrize(
    ("category", "has_reader", "is_told"),
    [
        (Category.DESTRUCTIVE, False, True),
        (Category.DESTRUCTIVE, True, False),
        (Category.READ, False, False),
    ],
)
def test_where_nothing_reads_the_same_the_page_says_so(
    tool, category: Category, has_reader: bool, is_told: bool
) -> None:
    reader = Related("get_note", "tools/notes/get_note/", Category.READ, RiskLevel.LOW, "reads it")
    made = replace(tool("x", category=category), instead=reader if has_reader else None)
    assert (nothing_instead(made) is not None) is is_told


def test_breadcrumbs_have_whole_addresses_where_the_site_has_one(server, tool) -> None:
    entry = server(tools=(tool("get_note"),))
    data = linked_data(entry, entry.tools[0], "https://example.org/mcp")
    items = [item["item"] for item in data["breadcrumb"]["itemListElement"]]
    assert items == [
        "https://example.org/mcp/servers/",
        "https://example.org/mcp/servers/notes/",
        "https://example.org/mcp/tools/notes/get_note/",
    ]


@pytest.mark.parametrize(
    ("repository", "begins"),
    [
        ("https://example.org/us/toolrisk/", "https://example.org/us/toolrisk/issues/new?title="),
        (None, "../../../guide/correct/?definition="),
    ],
    ids=["repository", "none"],
)
def test_a_verdict_can_be_objected_to(repository: str | None, begins: str, tool) -> None:
    made = tool('x"><script>')
    link = correction(made, repository)
    assert link.startswith(begins)
    assert not re.search('[<>" ]', link) and made.definition.digest.partition(":")[2] in link


def test_a_page_names_its_twins_and_has_previews(site: Path) -> None:
    html = (site / PAGE).read_text("utf-8")
    assert 'type="text/markdown" href="../../../tools/notes/delete_note/index.md"' in html
    assert 'type="application/json"' in html and 'property="og:title"' in html
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert json.loads(block)["breadcrumb"]["@type"] == "BreadcrumbList"


def test_what_the_model_weighs_marks_no_argument(server, tool) -> None:
    made = tool("x", raw={"inputSchema": {"properties": {"url": {}, "note": {}}}})
    found = [
        Finding(rule, f"inputSchema.properties.{name}", 0, 1, name[0], f"By {rule}.")
        for rule, name in (("signals/url", "url"), ("model/parameters", "note"))
    ]
    verdict = replace(made.verdict, findings=tuple(found))
    view = _view(server(tools=(replace(made, verdict=verdict),)))
    assert {row.label: row.found for row in view.parameters.rows} == {
        "url": ("By signals/url.",),
        "note": (),
    }


@pytest.mark.parametrize(
    ("description", "confidence", "is_offered"),
    [("Which note.", 0.95, True), ("Which note.", 0.9, False), ("Path to save to.", 0.95, False)],
)
def test_no_patch_loosens_an_annotation_on_a_doubtful_verdict(
    tool, description: str, confidence: float, is_offered: bool
) -> None:
    schema = {"properties": {"note": {"type": "string", "description": description}}}
    made = tool("get_note", raw={"inputSchema": schema, "annotations": {"readOnlyHint": False}})
    verdict = replace(made.verdict, confidence=confidence)
    found = annotation_patch(hints(replace(made, verdict=verdict), read_words()), verdict)
    assert (found is not None) is is_offered
