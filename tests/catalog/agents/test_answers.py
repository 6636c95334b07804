import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from mcp_types import TextContent

from catalog.agents import ApiFolder, Catalogue, Filter, RecordFile
from catalog.agents.declared import declared
from catalog.agents.service import called
from catalog.errors import CatalogError
from catalog.render.invisible import plain
from classifier import Category, Signal
from policy import evaluate, loads

SCHEMAS = {tool["name"]: tool["outputSchema"] for tool in declared()}


def ask(catalogue: Catalogue, tool: str, /, **arguments: Any) -> dict[str, Any]:
    result = called(catalogue, tool, arguments)
    assert not result.is_error, result.content
    jsonschema.validate(result.structured_content, SCHEMAS[tool])
    assert result.structured_content is not None
    return result.structured_content


def said(catalogue: Catalogue, tool: str, /, **arguments: Any) -> str:
    (content,) = called(catalogue, tool, arguments).content
    assert isinstance(content, TextContent)
    return content.text


def refusal(catalogue: Catalogue, tool: str, /, **arguments: Any) -> str:
    result = called(catalogue, tool, arguments)
    assert result.is_error
    assert result.structured_content is None
    return said(catalogue, tool, **arguments)


def test_search_takes_words_and_labels_together(catalogue: Catalogue) -> None:
    found = ask(catalogue, "search_tools", query="ORDER", category="Financial")
    assert [row["tool"] for row in found["tools"]] == ["refund_order"]


def test_search_takes_its_words_literally(catalogue: Catalogue) -> None:
    names = {row.name for row in catalogue.search(Filter(words=("d_p",)))}
    assert names
    assert all("d_p" in name for name in names)
    for word in ("d%p", "!", "%"):
        assert all(
            word in row.name or word in row.text for row in catalogue.search(Filter((word,)))
        )
    assert [row.name for row in catalogue.search(Filter(words=("n\u00e4me",)))] == ["n\u00e4me"]


def test_search_pages_to_the_end_without_losing_or_repeating_a_tool(catalogue: Catalogue) -> None:
    pages, cursor = [], {}
    while True:
        found = ask(catalogue, "search_tools", limit=7, **cursor)
        pages += [row["page"] for row in found["tools"]]
        if "next_cursor" not in found:
            break
        cursor = {"cursor": found["next_cursor"]}
    everything = [row.page for row in catalogue.search(Filter())]
    assert pages == everything
    assert len(set(pages)) == len(pages) > 50


def test_a_search_without_a_match_does_not_sound_like_low_risk(catalogue: Catalogue) -> None:
    found = ask(catalogue, "search_tools", query="no such words")
    assert found["tools"] == []
    assert "unknown, not low risk" in found["notes"][0]


def test_a_tool_is_found_by_names_and_by_page(catalogue: Catalogue) -> None:
    by_name = ask(catalogue, "get_tool", server="shop", tool="refund_order")
    assert by_name["tool"]["category"] == "Financial"
    assert by_name == ask(catalogue, "get_tool", page=by_name["tool"]["page"])


def test_every_tool_of_every_search_can_be_looked_up(catalogue: Catalogue) -> None:
    for row in list(catalogue.search(Filter())):
        for tool in ("get_tool", "explain_verdict", "get_tool_policy"):
            found = ask(catalogue, tool, page=row.page)
            assert found["tool"]["page"] == row.page
            assert found["tool"]["risk"] == row.risk.value


def test_repeated_names_are_told_apart(catalogue: Catalogue) -> None:
    first, second = (
        ask(catalogue, "get_tool", server="hostile", tool="twice", occurrence=number)
        for number in (1, 2)
    )
    assert first["digest"] != second["digest"]
    policy = ask(catalogue, "get_tool_policy", server="hostile", tool="twice")["policy"]
    assert any("several tools with this name" in note for note in policy["notes"])


UNKNOWN: tuple[tuple[str, dict[str, Any]], ...] = (
    ("get_tool", {"server": "shop", "tool": "none"}),
    ("get_tool", {"server": "shop", "tool": "refund_order", "occurrence": 2}),
    ("get_tool", {"page": "tools/shop/../../servers/"}),
    ("get_tool", {"page": "servers/shop/"}),
    ("get_tool", {"page": "tools//x/"}),
    ("get_tool", {"page": "/etc/passwd"}),
    ("get_server", {"server": "none"}),
    ("get_server", {"server": "../shop"}),
    ("get_server", {"server": "pypi:@lamps/shop"}),
    ("get_tool", {"server": "npm:gone", "tool": "x"}),
    ("get_tool", {"server": "servers/hostile/../shop/", "tool": "refund_order"}),
    ("get_server_policy", {"server": ""}),
    ("get_server_policy", {"server": "gone"}),
)


@pytest.mark.parametrize(("tool", "arguments"), UNKNOWN)
def test_what_is_not_held_is_unknown_never_low(
    catalogue: Catalogue, tool: str, arguments: dict[str, Any]
) -> None:
    said = refusal(catalogue, tool, **arguments)
    assert "not low risk" in said or "not known" in said


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("get_tool", {}),
        ("get_tool", {"server": "shop", "tool": "x", "page": "tools/shop/x/"}),
        ("get_tool", {"server": 1, "tool": "x"}),
        ("search_tools", {"cursor": "-1"}),
        ("search_tools", {"limit": 101}),
        ("search_tools", {"risk": "None"}),
        ("get_stack", {"servers": []}),
        ("get_server", {"server": "shop", "more": 1}),
        ("drop_tools", {}),
    ],
)
def test_arguments_that_do_not_fit_are_refused(
    catalogue: Catalogue, tool: str, arguments: dict[str, Any]
) -> None:
    said = refusal(catalogue, tool, **arguments)
    assert "do not fit the input schema" in said or "no tool of this name" in said


@pytest.mark.parametrize(
    ("named", "note"),
    [
        ("shop", None),
        ("@lamps/shop", None),
        ("@lamps/shop@1.2.0", None),
        ("@lamps/shop@1.0.0", "knows version 1.2.0, not 1.0.0"),
        ("npm:@lamps/shop", None),
        ("npm:@lamps/shop@1.2.0", None),
        ("servers/shop/", None),
    ],
)
def test_a_server_is_found_by_name_and_by_package(
    catalogue: Catalogue, named: str, note: str | None
) -> None:
    found = ask(catalogue, "get_server", server=named)
    assert found["server"]["server"] == "shop"
    assert found["server"]["tools_total"] == 27
    assert [one for one in found["notes"] if note and note in one] == found["notes"]
    by_name = ask(catalogue, "search_tools", server="shop")["tools"]
    assert ask(catalogue, "search_tools", server=named)["tools"] == by_name
    for tool in ("get_tool", "explain_verdict"):
        found = ask(catalogue, tool, server=named, tool="refund_order")
        assert (found["tool"]["server"], found["tool"]["tool"]) == ("shop", "refund_order")
        assert not note or note in found["notes"][0]
    found = ask(catalogue, "get_tool_policy", server=named, tool="refund_order")
    assert found["tool"]["server"] == "shop"


def test_the_gravest_tools_of_a_server_come_first(catalogue: Catalogue) -> None:
    ranks = ["Low", "Medium", "High", "Critical"]
    risks = [row["risk"] for row in ask(catalogue, "get_server", server="shop")["tools"]]
    assert risks == sorted(risks, key=ranks.index, reverse=True)


def test_a_server_that_was_not_listed_is_told_as_such(catalogue: Catalogue) -> None:
    found = ask(catalogue, "get_server", server="gone")
    assert found["server"]["status"] == "timed_out"
    assert "nothing is known about the risk" in found["notes"][0]


def test_a_stack_totals_its_servers_and_names_what_it_does_not_know(catalogue: Catalogue) -> None:
    found = ask(
        catalogue, "get_stack", servers=["shop", "@lamps/shop@1.2.0", "gone==2.0", "nobody"]
    )
    assert [one["server"] for one in found["servers"]] == ["shop", "gone"]
    assert found["unknown"] == ["nobody"]
    assert found["tools_total"] == sum(found["by_risk"].values()) == 27
    assert found["gravest"][0]["risk"] == "Critical"
    assert any("Nothing is known about their risk" in note for note in found["notes"])


def test_a_stack_is_told_what_its_tools_can_do_together(catalogue: Catalogue) -> None:
    alone = ask(catalogue, "get_stack", servers=["gone"])
    assert (alone["combinations"], alone["fewest_denials"]) == ([], [])
    found = ask(catalogue, "get_stack", servers=["shop"])
    assert found["combinations"]
    for combination in found["combinations"]:
        assert combination["title"] in said(catalogue, "get_stack", servers=["shop"])
    denied = {(one["server"], one["tool"]) for one in found["fewest_denials"]}
    for combination in found["combinations"]:
        legs = [
            {(one["server"], one["tool"]) for one in leg["tools"]} for leg in combination["legs"]
        ]
        assert any(leg <= denied for leg in legs)


def test_an_explanation_holds_steps_and_quotes_with_their_places(catalogue: Catalogue) -> None:
    found = ask(catalogue, "explain_verdict", server="shop", tool="refund_order")
    assert found["risk_steps"][-1]["level"] == found["tool"]["risk"] == "Critical"
    named = [part["quote"] for part in found["evidence"] if part["field"] == "name"]
    assert named
    assert all(quote in "refund_order" for quote in named)


def test_a_policy_can_be_pasted_and_does_what_its_claim_says(catalogue: Catalogue) -> None:
    told = ask(catalogue, "get_tool_policy", server="shop", tool="delete_customer")["policy"]
    policy = loads(told["document"])
    assert evaluate(policy, "delete_customer").hidden
    assert told["claim"] == "Hides 1 tool; the other 26 stay callable as before."


def test_the_policy_for_a_server_places_every_tool(catalogue: Catalogue) -> None:
    told = ask(catalogue, "get_server_policy", server="shop")["policy"]
    policy = loads(told["document"])
    names = {row.name for row in catalogue.search(Filter(server="shop"))}
    assert names == policy.tools.keys() | policy.hide.keys()


def test_nothing_unseen_leaves_in_an_answer(catalogue: Catalogue) -> None:
    for row in list(catalogue.search(Filter(server="hostile"))):
        for tool in ("get_tool", "explain_verdict", "get_tool_policy"):
            result = called(catalogue, tool, {"page": row.page})
            text = json.dumps(result.structured_content, ensure_ascii=False)
            for told in (text, result.content[0].text):  # type: ignore[union-attr]
                assert plain(told) == told


def test_a_text_that_steers_the_model_is_not_repeated(catalogue: Catalogue) -> None:
    steering = list(catalogue.search(Filter(server="hostile", signal=Signal.HIDDEN_INSTRUCTIONS)))
    assert {"text_orders", "text_tags"} <= {row.name for row in steering}
    for row in steering:
        for tool in ("get_tool", "explain_verdict"):
            result = called(catalogue, tool, {"page": row.page})
            text = f"{result.structured_content} {result.content[0].text}"  # type: ignore[union-attr]
            assert "whole conversation" not in text
            assert "IMPORTANT" not in text


def test_no_line_of_a_quotation_leaves_its_bar(catalogue: Catalogue) -> None:
    result = called(catalogue, "get_tool", {"server": "hostile", "tool": "text_markdown"})
    lines = result.content[0].text.splitlines()  # type: ignore[union-attr]
    start = next(at for at, line in enumerate(lines) if line.startswith("Lines behind a bar"))
    assert len(lines) > start + 10
    assert all(line.startswith("    | ") for line in lines[start + 1 :])
    assert not any("javascript:" in line for line in lines[: start + 1])


def test_both_forms_of_the_catalogue_give_the_same_answers(published: Path) -> None:
    from_record = RecordFile(published / "catalog.db")
    from_folder = ApiFolder(published / "site/api/v1")
    for category in Category:
        pages = [
            sorted(row.page for row in form.search(Filter(category=category)))
            for form in (from_record, from_folder)
        ]
        assert pages[0] == pages[1]
    for row in list(from_record.search(Filter())):
        answers = [
            ask(form, "get_tool_policy", page=row.page) for form in (from_record, from_folder)
        ]
        claims = [each["policy"]["claim"] for each in answers]
        documents = [json.loads(each["policy"]["document"]) for each in answers]
        assert claims[0] == claims[1]
        assert documents[0] == documents[1]


def test_a_file_that_is_no_record_is_told_without_its_place(
    published: Path, tmp_path: Path
) -> None:
    record = tmp_path / "catalog.db"
    record.write_bytes((published / "catalog.db").read_bytes())
    catalogue = RecordFile(record)
    record.write_text("no record any more")
    for tool, arguments in (("search_tools", {}), ("get_server", {"server": "shop"})):
        told = refusal(catalogue, tool, **arguments)
        assert "cannot be read" in told
        assert str(tmp_path) not in told
    with pytest.raises(CatalogError, match="is no record"):
        RecordFile(record)
