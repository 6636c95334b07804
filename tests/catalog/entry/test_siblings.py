import time
from collections.abc import Callable, Mapping

import pytest

from catalog.entry.reading import read_definition, shared_prefix
from catalog.entry.siblings import MOST_RELATED, Family, Member
from classifier import Category, Signal, Verdict, parse_definition

MakeFamily = Callable[[Mapping[str, Category]], Family]

SHOP = {
    "get_order": Category.READ,
    "list_orders": Category.READ,
    "update_order": Category.WRITE,
    "delete_order": Category.DESTRUCTIVE,
    "get_customer": Category.READ,
    "add_order_note": Category.WRITE,
}


@pytest.fixture
def make_family(make_verdict: Callable[..., Verdict]) -> MakeFamily:
    def make(tools: Mapping[str, Category]) -> Family:
        members = []
        for name, category in tools.items():
            definition = parse_definition({"name": name})
            verdict = make_verdict(definition, category)
            members.append(Member(name, f"tools/x/{name}/", read_definition(definition), verdict))
        return Family(members)

    return make


def test_counterparts_of_the_same_object_come_first(make_family: MakeFamily) -> None:
    related = make_family(SHOP).related(0)
    assert [(each.name, each.relation) for each in related] == [
        ("delete_order", "deletes the same object"),
        ("update_order", "changes the same object"),
        ("list_orders", "reads the same object"),
        ("add_order_note", "changes a related object (order)"),
    ]


def test_an_object_that_nothing_else_names_has_no_relatives(make_family: MakeFamily) -> None:
    assert make_family(SHOP).related(4) == ()


def test_a_prefix_of_most_names_relates_nothing(make_family: MakeFamily) -> None:
    names = ("issue", "branch", "release", "label", "commit_status")
    family = make_family({f"acme_get_{name}": Category.READ for name in names})
    assert all(family.related(at) == () for at in range(5))


@pytest.mark.parametrize(
    ("name", "category", "want"),
    [
        ("delete_order", Category.DESTRUCTIVE, ("get_order", "reads the same object (order)")),
        ("get_order", Category.READ, None),
        ("close_shop", Category.WRITE, None),
    ],
)
def test_a_reader_of_the_same_object_stands_instead(
    make_family: MakeFamily, name: str, category: Category, want: tuple[str, str] | None
) -> None:
    tools = SHOP | {name: category}
    found = make_family(tools).instead(list(tools).index(name))
    assert (found and (found.name, found.relation)) == want


def test_a_related_reader_stands_instead_and_says_so(make_family: MakeFamily) -> None:
    tools = {"push_files": Category.WRITE, "get_file_contents": Category.READ}
    found = make_family(tools).instead(0)
    assert found is not None and found.name == "get_file_contents"
    assert "related object (file), as nothing here surely reads the same" in found.relation


def test_what_most_names_begin_with_is_no_object() -> None:
    names = ["browser_click", "browser_type", "browser_drop", "browser_snapshot", "close"]
    prefix = shared_prefix(names)
    assert prefix == "browser"
    read = [read_definition(parse_definition({"name": name}), prefix) for name in names]
    assert {each.object for each in read} == {()}
    assert shared_prefix(["get_a", "get_b", "get_c", "get_d"]) == ""


def test_siblings_are_counted_beyond_the_nearest(make_family: MakeFamily) -> None:
    tools = {f"get_order{'_' * at}": Category.READ for at in range(20)}
    doers = list(make_family(tools).same_object(10))
    assert [(each.does, each.count, len(each.nearest)) for each in doers] == [("reads", 19, 6)]


def test_a_shared_signal_relates_tools(make_verdict: Callable[..., Verdict]) -> None:
    members = []
    for name in ("run_sql", "eval_script", "list_files"):
        definition = parse_definition({"name": name})
        signals = () if name == "list_files" else (Signal.FREEFORM_CODE,)
        verdict = make_verdict(definition, Category.EXECUTE, signals)
        members.append(Member(name, name, read_definition(definition), verdict))
    related = Family(members).related(0)
    assert [(each.name, each.relation) for each in related] == [
        ("eval_script", "also takes code, a command or a query as free text")
    ]


def test_a_tool_is_never_related_to_itself_nor_twice(make_family: MakeFamily) -> None:
    family = make_family(SHOP)
    for at, member in enumerate(family.members):
        pages = [each.page for each in family.related(at)]
        assert member.page not in pages
        assert len(set(pages)) == len(pages) <= MOST_RELATED


def test_many_tools_of_one_object_take_no_quadratic_time(make_family: MakeFamily) -> None:
    started = time.process_time()
    family = make_family({f"get_order_{at}": Category.READ for at in range(5_000)})
    for at in range(5_000):
        family.related(at)
        list(family.same_object(at))
    assert time.process_time() - started < 5
