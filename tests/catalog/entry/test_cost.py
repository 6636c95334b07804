import socket

import pytest

from catalog.entry import cost_of
from classifier import parse_definition

PLAIN = parse_definition({"name": "get_note", "description": "Return a note."})


def test_the_vocabulary_ships_with_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refused)
    assert cost_of([PLAIN]).tools[0] > 5


def test_a_known_text_has_the_known_count() -> None:
    # {"name":"get_note","description":"Return a note."} in o200k_base:
    # {" name ":" get _note "," description ":" Return  a  note ." }
    assert cost_of([PLAIN]).tools == (13,)


def test_what_hiding_saves_is_the_sum_over_the_names() -> None:
    other = parse_definition({"name": "other", "inputSchema": {"type": "object"}})
    cost = cost_of([PLAIN, other, PLAIN], frozenset({"get_note"}))
    assert cost.hidden == 2 * cost.tools[0]
    assert cost.total == sum(cost.tools) == cost.hidden + cost.tools[1]
    assert cost.share == cost.total / 200_000


@pytest.mark.parametrize(
    "raw",
    [
        {"name": "\ud800"},
        {"name": "<|endoftext|>"},
        {"name": "n", "description": "a" * 100_000},
        {"name": ""},
    ],
    ids=["lone surrogate", "special token", "long", "empty"],
)
def test_any_definition_can_be_counted(raw: dict[str, str]) -> None:
    assert cost_of([parse_definition(raw)]).total > 0


def test_no_tools_cost_nothing() -> None:
    assert cost_of([]).as_json() == {
        "tokenizer": "o200k_base",
        "window": 200_000,
        "total": 0,
        "hidden": 0,
        "tools": [],
    }
