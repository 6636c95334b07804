"""Words of a server are made fit to be shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.crawl.listing.credentials import misses_credential
from catalog.crawl.listing.stdio import parse_line
from catalog.crawl.listing.text import clean, last_lines, redacted


@given(st.text())
def test_no_character_that_cannot_be_seen_survives(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) <= 300
    assert {unicodedata.category(char)[0] for char in cleaned} & {"C"} == set()


def test_colours_and_titles_of_terminals_are_removed() -> None:
    assert clean("\x1b]0;title\x07\x1b[1;31mred\x1b[0m \x1b(Bplain") == "red Bplain"


def test_the_longest_secret_is_replaced_first() -> None:
    assert redacted("abcdef abcd", ["abcd", "abcdef"]) == "[redacted] [redacted]"


def test_short_values_are_no_secrets() -> None:
    assert redacted("port 80", ["80", ""]) == "port 80"


def test_the_last_lines_are_told() -> None:
    assert last_lines("one\ntwo\n\nthree\nfour\nfive\n") == "two / three / four / five"


@pytest.mark.parametrize(
    "line",
    [
        "Error: GITHUB_TOKEN environment variable is required",
        "ERROR Missing required environment variable: SLACK_BOT_TOKEN",
        "ValueError: OPENAI_API_KEY not set",
        "Please provide an API key",
        "botocore.exceptions: Unable to locate credentials",
        "HTTP 401 Unauthorized",
    ],
)
def test_a_missing_credential_is_recognised(line: str) -> None:
    assert misses_credential(f"starting\n{line}\n") == line


@pytest.mark.parametrize(
    "line",
    [
        "ModuleNotFoundError: No module named 'mcp'",
        "SyntaxError: Unexpected token 'export'",
        "json.decoder.JSONDecodeError: unexpected token at line 1",
        "Error: Cannot find module 'tokenizer'",
        "TypeError: required positional argument: 'path'",
    ],
)
def test_other_failures_are_no_credentials(line: str) -> None:
    assert misses_credential(line) is None


@given(st.binary())
def test_no_line_breaks_the_reader(line: bytes) -> None:
    parse_line(line)


def test_numbers_that_are_no_json_are_read_as_null() -> None:
    line = b'{"jsonrpc":"2.0","id":1,"result":{"a":NaN,"b":-Infinity,"c":1e999,"d":1.5}}'
    (item,) = parse_line(line)
    assert item is not None
    assert item.message.result == {"a": None, "b": None, "c": None, "d": 1.5}  # type: ignore[union-attr]
