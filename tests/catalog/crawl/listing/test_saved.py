"""Saved listings in the shapes people save them in."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.crawl.listing import ListingError, read_saved
from catalog.crawl.sandbox import Limits
from catalog.observation import Status

TOOL = {"name": "look", "inputSchema": {"type": "object"}}
OTHER = {"name": "result", "description": "The name of a field that wraps others."}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"tools": [TOOL, OTHER]}),
        json.dumps({"jsonrpc": "2.0", "id": 1, "result": {"tools": [TOOL, OTHER]}}),
        json.dumps([TOOL, OTHER], indent=2),
        f"{json.dumps(TOOL)}\n\n{json.dumps(OTHER)}\n",
        f"{json.dumps({'result': {'tools': [TOOL]}})}\n{json.dumps({'tools': [OTHER]})}",
        "\ufeff" + json.dumps({"tools": [TOOL, OTHER]}),
    ],
    ids=["result", "response", "array", "lines", "pages", "mark"],
)
def test_every_shape_is_read(tmp_path: Path, text: str) -> None:
    file = tmp_path / "tools.json"
    file.write_text(text, encoding="utf-8")
    assert [tool.name for tool in read_saved(file, Limits()).tools] == ["look", "result"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("tools:\n- look", "neither JSON nor JSON Lines (line 1)"),
        (f"{json.dumps(TOOL)}\nnonsense", "(line 2)"),
        ("{}", "neither a tool nor a list of tools"),
        ("[" * 100_000, "nested too deeply"),
        (json.dumps([TOOL] * 11), "more than 10 tools"),
        (" " * 2_000, "longer than"),
    ],
)
def test_what_is_no_listing_is_named(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "tools.json"
    file.write_text(text, encoding="utf-8")
    limits = Limits(max_tools=10, output_bytes=1_000 if text.isspace() else 1 << 20)
    with pytest.raises(ListingError) as failure:
        read_saved(file, limits)
    assert told in failure.value.reason


def test_a_missing_file_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(ListingError) as failure:
        read_saved(tmp_path / "none.json", Limits())
    assert failure.value.status is Status.UNREACHABLE


def test_an_unusable_tool_is_left_out_with_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "tools.json"
    file.write_text(json.dumps([TOOL, {"name": 7}, "text"]), encoding="utf-8")
    listing = read_saved(file, Limits())
    assert len(listing.tools) == 1
    assert len(listing.warnings) == 2


_json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["tools", "result", "name"]), inner)
    ),
)


@given(value=_json)
def test_no_json_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    file = tmp_path_factory.getbasetemp() / "any.json"
    file.write_text(json.dumps(value), encoding="utf-8")
    try:
        read_saved(file, Limits())
    except ListingError as error:
        assert error.reason
