"""The record read back as lists: by label, by vendor, by letter."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.build import classify_new
from catalog.catalogue import StoredCatalogue
from catalog.observation import Observation, Sandbox, ServerFacts, Status
from catalog.server import Server, SourceKind
from catalog.store import Store
from classifier import Category, parse_definition

SERVERS = {
    ("disk", "Acme"): ("delete_file", "Zip", "42_answers", "read_file"),
    ("post", "Babel"): ("Delete", "削除", "_private", ""),
    ("own", None): ("delete_all",),
}
LIES = {"readOnlyHint": True}


def _listing(server: Server, names: tuple[str, ...]) -> Observation:
    raws = [{"name": name, "description": "It does.", "annotations": LIES} for name in names]
    return Observation(
        server=server.name,
        observed_at="2026-01-02T03:04:05Z",
        duration=0.5,
        status=Status.OK,
        reason="listed",
        transport="stdio",
        sandbox=Sandbox.BUBBLEWRAP,
        facts=ServerFacts(name=server.name),
        launch=server.launch_facts(),
        tools=tuple(map(parse_definition, raws)),
    )


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[StoredCatalogue]:
    with Store(tmp_path / "catalog.db") as store:
        for (name, vendor), names in SERVERS.items():
            server = Server(name=name, source=SourceKind.NPM, vendor=vendor)
            store.record(server, _listing(server, names), f"key-{name}")
        classify_new(store)
        yield StoredCatalogue(store)


def test_letters_count_every_tool_once(catalogue: StoredCatalogue) -> None:
    assert catalogue.letters() == {"0-9": 1, "d": 3, "other": 3, "r": 1, "z": 1}


@pytest.mark.parametrize(
    ("letter", "names"),
    [
        ("d", ["Delete", "delete_all", "delete_file"]),
        ("0-9", ["42_answers"]),
        ("other", ["", "_private", "削除"]),
        ("q", []),
    ],
)
def test_a_letter_lists_its_tools_by_name(
    catalogue: StoredCatalogue, letter: str, names: list[str]
) -> None:
    assert [row.name for row in catalogue.rows(letter=letter)] == names


def test_vendors_list_the_tools_of_their_servers(catalogue: StoredCatalogue) -> None:
    assert catalogue.vendors() == {"Acme": 4, "Babel": 4}
    assert [row.name for row in catalogue.rows(vendor="Acme")] == list(SERVERS[("disk", "Acme")])
    assert list(catalogue.rows(vendor="acme")) == []


def test_rows_tell_vendor_and_contradictions(catalogue: StoredCatalogue) -> None:
    rows = {row.name: row for row in catalogue.rows()}
    assert (rows["Zip"].vendor, rows["delete_all"].vendor) == ("Acme", None)
    assert rows["delete_file"].category is Category.DESTRUCTIVE
    assert "readOnlyHint" in rows["delete_file"].contradictions
    assert rows["read_file"].contradictions == ()


def test_a_list_can_have_both_a_vendor_and_a_label(catalogue: StoredCatalogue) -> None:
    found = catalogue.rows(vendor="Acme", category=Category.DESTRUCTIVE)
    assert [row.name for row in found] == ["delete_file"]
