from pathlib import Path

from catalog.entry import Listing, versions_of
from catalog.listings import listings_of
from catalog.observation import Status
from catalog.server import Server, SourceKind
from catalog.store import Store
from classifier import parse_definition


def listing(version: str | None, day: int, **tools: str) -> Listing:
    keyed = tuple(((name, 1), digest) for name, digest in tools.items())
    return Listing(version, f"2026-01-{day:02}T00:00:00Z", keyed)


def test_each_version_tells_what_it_changed() -> None:
    found = versions_of(
        [
            listing("1", 1, a="x", b="x"),
            listing("2", 2, a="y", c="x"),
            listing("3", 3, a="y", c="x"),
        ]
    )
    assert [each.version for each in found] == ["3", "2", "1"]
    assert (found[1].added, found[1].removed, found[1].changed) == (("c",), ("b",), ("a",))
    assert not found[0].is_changed and not found[2].is_changed
    assert found[2].is_first


def test_listings_that_show_the_same_are_one_version() -> None:
    (only,) = versions_of([listing("1", 1, a="x"), listing("1", 5, a="x")])
    assert (only.first_observed_at, only.last_observed_at) == (
        "2026-01-01T00:00:00Z",
        "2026-01-05T00:00:00Z",
    )


def test_a_change_without_a_new_number_is_told() -> None:
    found = versions_of([listing(None, 1, a="x"), listing(None, 2, a="y")])
    assert [each.changed for each in found] == [("a",), ()]


def test_a_repeated_name_is_told_apart_by_its_occurrence() -> None:
    twice = Listing("2", "2026-01-02T00:00:00Z", ((("a", 1), "x"), (("a", 2), "x")))
    assert versions_of([listing("1", 1, a="x"), twice])[0].added == ("a",)


def test_the_record_keeps_every_successful_listing(make_observation, tmp_path: Path) -> None:
    def tool(text: str):
        return parse_definition({"name": "a", "description": text})

    with Store(tmp_path / "catalog.db") as store:
        for version, tools, status in (
            ("1", (tool("One."),), Status.OK),
            ("2", (), Status.TIMED_OUT),
            ("3", (tool("Two."),), Status.OK),
            ("4", (), Status.OK),
        ):
            server = Server("s", SourceKind.NPM, version=version)
            store.record(server, make_observation(tools, status=status), version)
        found = versions_of(listings_of(store.connection, "s"))
    assert [(each.version, each.tools) for each in found] == [("4", 0), ("3", 1), ("1", 1)]
    assert [each.changed for each in found] == [(), ("a",), ()]
    assert found[0].removed == ("a",)
