"""Every tool and every server is told in every format, whatever its names are."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from catalog.entry import Catalogue, ServerEntry
from catalog.render import render_site
from catalog.render.clientname import Marks, client_name
from catalog.render.form import Form, Reach
from catalog.render.formats import LONGEST, Formats
from catalog.render.formfiles import files_of_forms, form_files
from catalog.render.presets import presets
from classifier import Category
from policy import Standing, load, standing
from policy.targets import compile_policy, targets

IDS = [target.id for target in targets()]
ORDINARY = re.compile(r"(?!.*__)[A-Za-z](?:[A-Za-z0-9_-]{0,46}[A-Za-z0-9-])?")
ODD = ["a b", "q\"'<", "\u202e", "x" * 5000, "ä", "*", "", "a.b", "(x)", "_global", "\ud800"]


def forms_of(entry: ServerEntry, at: int = 0) -> dict[str, Form]:
    tool = entry.tools[at]
    made = Formats(entry).of(tool, tool.policies[0])
    return {form.target.id: form for form in made.each}


@pytest.mark.parametrize("count", [1, 2, 12, 13, 41, 1000])
def test_a_tool_is_told_in_every_format_however_many_there_are(server, tool, count: int) -> None:
    forms = forms_of(server(tools=tuple(tool(f"tool_{at}") for at in range(count))))
    assert list(forms) == IDS
    assert all(form.parts for form in forms.values())


@pytest.mark.parametrize("name", ODD)
def test_a_tool_with_an_odd_name_is_told_in_every_format(server, tool, name: str) -> None:
    entry = server(tools=(tool(name), *(tool(f"tool_{at}") for at in range(20))))
    for form in forms_of(entry).values():
        assert form.is_shown or form.losses or form.reach is Reach.NONE or not form.parts
        "".join(form.parts).encode("utf-8")


def test_a_name_too_long_for_a_page_leads_to_the_file(server, tool) -> None:
    entry = server(tools=(tool("x" * LONGEST * 2), tool("y")))
    forms = forms_of(entry)
    assert not forms["codex"].parts and forms["codex"].file.endswith("/recommended/codex.toml")


@pytest.mark.parametrize("target", IDS)
def test_tools_that_are_alike_differ_in_the_name_only(server, tool, target: str) -> None:
    entry = server(tools=tuple(tool(f"tool_{at}") for at in range(20)))
    formats = Formats(entry)
    first, second = (formats.of(it, it.policies[0]) for it in entry.tools[:2])
    assert first is second and first.stands_for and first.key
    (form,) = (it for it in first.each if it.target.id == target)
    own = [tool.definition for tool in entry.tools]
    text = "notes".join(form.parts).replace(first.stands_for, "tool_0")
    if form.reach is Reach.SERVER:
        compiled = compile_policy(
            entry.tools[0].policies[0].document, target, server="notes", tools=own
        )
        assert text == re.sub(r"(?m)^#.*\n", "", compiled.text)
    else:
        assert (form.reach is Reach.NONE) is (form.alone is None)
        assert form.alone is None or "the other 19 tools" in form.alone


def test_tools_that_a_product_cannot_tell_apart_are_told_on_a_long_list(server, tool) -> None:
    names = ("a.b", "a_b", *(f"tool_{at}" for at in range(40)))
    form = forms_of(server(tools=tuple(map(tool, names))))["claude-code"]
    assert any("a_b" in loss.says for loss in form.losses)


def test_tools_without_a_name_in_a_format_are_told_beside_any_other(server, tool) -> None:
    names = ("plain", "a b", "c d", "e f", *(f"tool_{at}" for at in range(40)))
    entry = server(tools=tuple(tool(each, category=Category.READ) for each in names))
    form = forms_of(entry)["cursor"]
    assert form.reach is Reach.TOOL
    assert form.alone == "Taken alone, it asks about the other 43 tools of this server as well."


@given(st.text(max_size=80))
def test_a_client_name_is_one_that_every_format_writes_as_it_is(server: str) -> None:
    assert ORDINARY.fullmatch(client_name(server))
    assert client_name(client_name(server)) == client_name(server)


@pytest.mark.parametrize(
    ("server", "name"),
    [
        ("github", "github"),
        ("my-server_2", "my-server_2"),
        ("io.github.x/y", "io-github-x-y"),
        ("a__b", "a-b"),
        ("\u202e<b>", "b"),
        ("…", "server"),
        ("a_", "a"),
    ],
)
def test_a_name_that_some_format_treats_otherwise_is_spelled_plainly(
    server: str, name: str
) -> None:
    assert client_name(server) == name


def parsed(target: str, text: str) -> Any:
    if target == "codex":
        return tomllib.loads(text)
    if target in ("agentgateway", "intercept", "docker-mcp-gateway"):
        return yaml.safe_load(text)
    return text if target == "vscode" else json.loads(text)


@pytest.mark.parametrize("target", IDS)
@pytest.mark.parametrize("name", ["github", "On", "my-server_2", "x", "no", "a" * 48])
def test_a_text_for_another_name_is_what_compiling_for_it_gives(
    server, tool, target: str, name: str
) -> None:
    names = ["send", "a b", "toolrisk-0-server", name, "ä"]
    entry = server(tools=tuple(tool(each, category=Category.READ) for each in names))
    marks = Marks(names)
    for made in form_files(entry, marks):
        (form,) = (it for it in made if it.target.id == target)
        own = [it.definition for it in entry.tools]
        compiled = compile_policy(form.preset.policy, target, server=name, tools=own)
        assert parsed(target, form.made.text(name)) == parsed(target, compiled.text)


def test_the_read_only_preset_leaves_what_reads_and_nothing_else(server, tool) -> None:
    made = (
        tool("get"),
        tool("send", category=Category.WRITE),
        tool("unclear", needs_review=True),
        tool("*", category=Category.DESTRUCTIVE),
    )
    entry = server(tools=made)
    document = {"version": "1", "default": "deny", "tools": {it.name: {} for it in made}}
    object.__setattr__(entry.policies[0], "document", document)
    _, read_only = presets(entry)
    policy = load(read_only.document)
    closed = (Standing.HIDDEN, Standing.DENIED)
    assert [it.name for it in made if standing(policy, it.name) not in closed] == ["get"]
    assert read_only.document["hide"] == ["send", "unclear"]


@pytest.fixture(scope="module")
def hostile(hostile_catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forms")
    render_site(hostile_catalogue, folder)
    return folder


def test_the_files_of_a_server_are_there_and_their_parts_make_them(
    hostile: Path, hostile_catalogue: Catalogue
) -> None:
    (entry,) = hostile_catalogue.entries()
    assert all((hostile / file).is_file() for file in files_of_forms(entry))
    for preset in ("recommended", "read-only"):
        path = hostile / f"api/v1/{entry.page}policies/{preset}.json"
        document = json.loads(path.read_text("utf-8"))
        assert [it["target"] for it in document["formats"]] == IDS
        for form in document["formats"]:
            text = (hostile / form["file"]).read_text("utf-8")
            assert text == document["client_name"].join(form["parts"])
            assert form["names_server"] is (len(form["parts"]) > 1)


def test_every_page_has_every_format(hostile: Path, hostile_catalogue: Catalogue) -> None:
    (entry,) = hostile_catalogue.entries()
    for page in (entry.page, *(tool.page for tool in entry.tools)):
        html = (hostile / page / "index.html").read_text("utf-8")
        links = set(re.findall(r'data-form="([a-z-]+)"', html))
        assert links == set(IDS), page
