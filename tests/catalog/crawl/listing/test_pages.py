"""What servers answer to `tools/list`, page by page and tool by tool."""

from collections.abc import Callable

import pytest

from catalog.crawl.sandbox import Limits
from catalog.observation import Observation, Status

Observe = Callable[..., Observation]


def test_pages_are_followed_to_the_end(observed: Observe) -> None:
    seen = observed("speaking.py", "paged", "7")
    assert [tool.name for tool in seen.tools] == [f"look_{at}" for at in range(7)]
    assert seen.reason == "7 tools listed on 7 pages"


def test_a_cursor_that_repeats_ends_the_list_with_a_warning(observed: Observe) -> None:
    seen = observed("speaking.py", "repeats_cursor")
    assert (seen.status, len(seen.tools)) == (Status.OK, 2)
    assert "cursor" in seen.warnings[0]


@pytest.mark.parametrize(
    ("limits", "told"),
    [(Limits(max_tools=3_000), "past 3000 tools"), (Limits(max_pages=5), "past 5 pages")],
    ids=["tools", "pages"],
)
def test_endless_pages_are_no_listing(observed: Observe, limits: Limits, told: str) -> None:
    seen = observed("speaking.py", "endless", limits=limits)
    assert (seen.status, seen.tools) == (Status.INVALID, ())
    assert told in seen.reason


def test_fifty_thousand_tools_end_at_the_limit_set_by_default(observed: Observe) -> None:
    seen = observed("speaking.py", "endless", limits=Limits(), time_limit=20)
    assert "past 10000 tools" in seen.reason


def test_usable_tools_are_kept_and_the_others_named(observed: Observe) -> None:
    seen = observed("speaking.py", "odd_tools")
    assert [tool.name for tool in seen.tools] == ["look", "untyped"]
    kept, *left_out = seen.warnings
    assert "'untyped'" in kept
    assert "inputSchema.type" in kept
    assert [text.split(" was left out")[0] for text in left_out] == [
        "tool number 3",
        "tool 'x'",
        "tool number 5",
    ]


def test_a_server_without_tools_is_listed_as_such(observed: Observe) -> None:
    seen = observed("speaking.py", "no_tools")
    assert (seen.status, seen.tools) == (Status.OK, ())


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Missing API key", Status.AUTH_REQUIRED),
        ("You are not authenticated", Status.AUTH_REQUIRED),
        ("Internal trouble", Status.INVALID),
    ],
)
def test_a_refused_list_says_why(observed: Observe, text: str, status: Status) -> None:
    seen = observed("speaking.py", "refuses_list", text)
    assert seen.status is status
    assert text in seen.reason


def test_a_batch_is_read_message_by_message(observed: Observe) -> None:
    assert len(observed("speaking.py", "batches").tools) == 1


def test_a_line_that_is_no_json_is_told_without_its_control_characters(observed: Observe) -> None:
    seen = observed("speaking.py", "chatty")
    assert seen.status is Status.OK
    assert seen.warnings == (
        "1 line on standard output were no JSON-RPC, first 'Server ready on stdio'",
    )


def test_a_definition_of_five_megabytes_is_read(observed: Observe) -> None:
    (tool,) = observed("speaking.py", "big").tools
    assert len(tool.description or "") == 5_000_000
