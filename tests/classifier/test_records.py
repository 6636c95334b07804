"""Definitions are read from JSON Lines and from listings; what is none is a value."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.records import BadRecord, Record, read_records

_TOOL = {"name": "get_note", "inputSchema": None}


def _names(*lines: bytes) -> list[str | int]:
    found = read_records(lines)
    return [one.line if isinstance(one, BadRecord) else one.definition.name for one in found]


def _lines(value: object, indent: int | None = None) -> list[bytes]:
    return json.dumps(value, indent=indent).encode().splitlines(keepends=True)


_LISTINGS = {
    "result": {"tools": [_TOOL, {"name": "b"}]},
    "response": {"jsonrpc": "2.0", "id": 1, "result": {"tools": [_TOOL, {"name": "b"}]}},
    "array": [_TOOL, {"name": "b"}],
}


@pytest.mark.parametrize("indent", [None, 2], ids=["one line", "many lines"])
@pytest.mark.parametrize("listing", _LISTINGS.values(), ids=_LISTINGS.keys())
def test_listing_is_read_in_order(listing: object, indent: int | None) -> None:
    assert _names(*_lines(listing, indent)) == ["get_note", "b"]


def test_listing_may_be_a_line_among_others() -> None:
    assert _names(*_lines(_TOOL), b"\n", *_lines({"tools": [{"name": "b"}]})) == ["get_note", "b"]


def test_definition_over_many_lines_is_read() -> None:
    assert _names(*_lines(_TOOL, 2)) == ["get_note"]


_BAD = {
    "no JSON": b"{bad\n",
    "no UTF-8": b'{"name": "\xff"}\n',
    "no object": b"3\n",
    "no name": b'{"title": "x"}\n',
    "wrong type": b'{"name": "x", "inputSchema": "y"}\n',
    "error response": b'{"jsonrpc": "2.0", "id": 1, "error": {"code": 1, "message": "no"}}\n',
    "too deep": b"[" * 100_000 + b"]" * 100_000 + b"\n",
}


@pytest.mark.parametrize("line", _BAD.values(), ids=_BAD.keys())
def test_bad_line_is_numbered_and_the_others_go_on(line: bytes) -> None:
    assert _names(b'{"name": "a"}\n', line, b'{"name": "c"}\n') == ["a", 2, "c"]


@pytest.mark.parametrize("line", _BAD.values(), ids=_BAD.keys())
def test_bad_first_line_does_not_hide_the_others(line: bytes) -> None:
    assert _names(line, b'{"name": "b"}\n') == [1, "b"]


def test_bad_tool_of_a_listing_names_its_place() -> None:
    (first, second) = read_records([b'{"tools": [{"name": 3}, {"name": "b"}]}'])
    assert isinstance(first, BadRecord)
    assert first.reason.startswith("tools[0]: name")
    assert isinstance(second, Record)


def test_server_is_kept_beside_the_definition_and_outside_its_digest() -> None:
    (alone,) = read_records([b'{"name": "a"}'])
    (served,) = read_records([b'{"name": "a", "server": "shop"}'])
    (listed,) = read_records([b'{"server": "shop", "tools": [{"name": "a"}]}'])
    assert isinstance(alone, Record)
    assert isinstance(served, Record)
    assert isinstance(listed, Record)
    assert (alone.server, served.server, listed.server) == (None, "shop", "shop")
    assert alone.definition == served.definition == listed.definition


def test_byte_order_mark_and_blank_lines_are_skipped() -> None:
    assert _names(b"\n", b'\xef\xbb\xbf{"name": "a"}\n') == [2]
    assert _names(b'\xef\xbb\xbf{"name": "a"}\n', b"  \n") == ["a"]


def test_lines_are_read_one_at_a_time() -> None:
    read: list[int] = []

    def lines() -> Iterator[bytes]:
        for number in range(3):
            read.append(number)
            yield b'{"name": "a"}\n'

    next(read_records(lines()))
    assert read == [0]


@given(st.lists(st.binary(max_size=40)))
def test_anything_at_all_is_read_or_reported(lines: list[bytes]) -> None:
    for one in read_records(lines):
        assert isinstance(one, Record | BadRecord)
