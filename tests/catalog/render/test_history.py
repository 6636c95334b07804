"""The page of a tool tells what versions changed in it."""

from dataclasses import replace

from catalog.render.documents import server_document, tool_document
from catalog.render.history import Kind, history, shortened


def test_versions_that_concern_a_tool_are_told(server, tool) -> None:
    entry = server(tools=(tool("first", "It is."), tool("second")))
    changed, added = (history(entry, each) for each in entry.tools)
    assert (changed[0].version, changed[0].kind) == ("1.2.3", Kind.CHANGED)
    assert changed[0].says == "Its definition changed."
    assert changed[0].words[1] == "has another description: “Formerly It is.” → “It is.”"
    assert (added[0].version, added[0].says) == ("1.2.3", "The tool was added.")


def test_only_the_first_words_of_the_newest_versions_are_shown(server, tool) -> None:
    entry = server(tools=(tool("first", "It is."),))
    (only,) = shortened(history(entry, entry.tools[0]), 1, 1)
    assert (len(only.words), only.more) == (1, 1)


def test_a_namesake_that_changed_is_another_tool(server, tool) -> None:
    entry = server(tools=(tool("first"),))
    second = replace(entry.tools[0], occurrence=2)
    assert [each.kind for each in history(entry, second)] == [Kind.FIRST]


def test_the_documents_have_all_words(server, tool) -> None:
    entry = server(tools=(tool("first", "It is."),))
    words = tool_document(entry, entry.tools[0])["versions"][0]["words"]
    assert len(words) == 2
    assert server_document(entry)["versions"][0]["changes"] == [
        {"name": "first", "occurrence": 1, "words": words}
    ]
