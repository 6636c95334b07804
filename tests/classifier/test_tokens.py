"""Names of every style are split into words, and the verb among them is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier import parse_definition
from classifier.features import name_verbs, read_features
from classifier.ruleset import default_ruleset
from classifier.tokens import plain, split_name

_NAMES = {
    "get_note": "get note",
    "get-note": "get note",
    "notes.get": "notes get",
    "notes/get": "notes get",
    "getNote": "get note",
    "GetNote": "get note",
    "getHTTPUrl": "get http url",
    "HTTPServerList": "http server list",
    "list_S3_buckets2": "list s 3 buckets 2",
    "GET_NOTE": "get note",
    "删除_note": "删除 note",
    "löscheÄrger": "losche arger",
    "выполнить_скрипт": "выполнить скрипт",
    "": "",
    "___": "",
}


@pytest.mark.parametrize(("name", "words"), _NAMES.items())
def test_name_is_split(name: str, words: str) -> None:
    assert [token.word for token in split_name(name)] == words.split()


@given(st.text())
def test_tokens_stand_at_their_spans(name: str) -> None:
    for token in split_name(name):
        assert plain(name[token.start : token.end]) == token.word


_VERBS = {
    "delete_note": ["delete"],
    "note_delete": ["delete"],
    "shop-delete-order": ["delete"],
    "order_list": ["list"],
    "comment_create": ["create"],
    "order_note": ["order"],
    "create_or_update_note": ["create", "update"],
    "search_and_replace": ["replace"],
    "note": ["note"],
    "deploy_plan_get": ["get"],
    "notes_by_type": [],
    "weather": [],
}


@pytest.mark.parametrize(("name", "verbs"), _VERBS.items())
def test_verb_of_a_name_is_found(name: str, verbs: list[str]) -> None:
    found = name_verbs(split_name(name), default_ruleset().lexicon)
    assert [token.word for token in found] == verbs


_TOGETHER = {
    ("archive_list", "Archives a list."): ["archive"],
    ("archive_list", "Lists the archive."): ["list"],
    ("get_update", "Updates of a note."): ["get"],
    ("cache_stats", "Shows how the cache does."): ["cache"],
}


@pytest.mark.parametrize(("definition", "verbs"), _TOGETHER.items(), ids=str)
def test_description_tells_which_word_is_the_verb(
    definition: tuple[str, str], verbs: list[str]
) -> None:
    name, description = definition
    parsed = parse_definition({"name": name, "description": description})
    features = read_features(parsed, default_ruleset().lexicon)
    assert [token.word for token in features.verbs] == verbs


_OFFERED = {
    "operations": (["list", "delete_note"], ["list", "delete"]),
    "a call and its rehearsal": (["preview", "execute"], []),
}


@pytest.mark.parametrize(("values", "operations"), _OFFERED.values(), ids=_OFFERED.keys())
def test_operations_are_read_from_their_verb_on(values: list[str], operations: list[str]) -> None:
    schema = {"properties": {"action": {"enum": values}}}
    parsed = parse_definition({"name": "notes", "inputSchema": schema})
    features = read_features(parsed, default_ruleset().lexicon)
    assert [words.tokens[0].word for words in features.operations] == operations


_OPENINGS = {
    "Deletes a note.": ["deletes"],
    "Use this tool to delete a note.": ["delete"],
    "This tool will permanently delete a note.": ["delete"],
    "[Beta] Delete a note": ["delete"],
    "Create, update and delete notes": ["create", "update", "delete"],
    "Gets or updates a note": ["gets", "updates"],
    "A tool for agents to search notes": ["search"],
    "Get the name, email, and picture of a person": ["get"],
    "Returns notes, labels and comments": ["returns"],
    "A service for deleting notes": ["deleting"],
    "Löscht eine Notiz.": ["loscht"],
    "Weather of a town": [],
    "": [],
}


@pytest.mark.parametrize(("description", "verbs"), _OPENINGS.items())
def test_opening_verbs_of_a_description_are_found(description: str, verbs: list[str]) -> None:
    definition = parse_definition({"name": "x", "description": description})
    features = read_features(definition, default_ruleset().lexicon)
    assert [token.word for token in features.opens] == verbs
