"""Training is deterministic and keeps servers and near-duplicates apart."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from classifier import Category, LabelError, parse_definition
from classifier.model import load_model
from classifier.training.charts import Axis, confusion_chart, line_chart
from classifier.training.evaluating import evaluate
from classifier.training.examples import Example, read_examples, read_passes
from classifier.training.folds import folds
from classifier.training.measuring import Share
from classifier.training.releasing import train
from classifier.training.reporting import kappa, report

_PICTURES = ("abstention", "calibration", "confusion", "learning")
_VERBS = {
    "Read": ("list", "get", "find"),
    "Write": ("create", "update", "rename"),
    "Execute": ("run", "start", "restart"),
    "Destructive": ("delete", "purge", "wipe"),
    "Financial": ("pay", "refund", "buy"),
}


def _definitions() -> list[dict[str, Any]]:
    return [
        {
            "server": f"server-{verb}-{number}",
            "name": f"{verb}_{thing}",
            "description": f"{verb.title()} the {thing} number {number}.",
            "category": category,
        }
        for category, verbs in _VERBS.items()
        for verb in verbs
        for number, thing in enumerate(["shelf", "lamp", "boat", "song", "tree", "road"])
    ]


def _write(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def _label(raw: dict[str, Any], *, read_in: str = "pass-1", **changes: Any) -> dict[str, Any]:
    declared = {key: raw[key] for key in ("name", "description")}
    return {
        "digest": parse_definition(declared).digest,
        "source": {"repository": "a/b", "commit": "0" * 40, "path": "c"},
        "category": raw["category"],
        "signals": [],
        "confidence": "sure",
        "pass": read_in,
        "date": "2026-01-01",
    } | changes


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _write(tmp_path_factory.mktemp("texts") / "definitions.jsonl", _definitions())


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("labels")
    _write(folder / "real.jsonl", [_label(raw) for raw in _definitions()])
    written = {"case": "x", "signals": [], "definition": {"name": "list_birds"}}
    _write(folder / "synthetic.jsonl", [written | {"category": "Read"}])
    return folder


@pytest.fixture(scope="module")
def examples(definitions: Path, labels: Path) -> list[Example]:
    return read_examples([definitions], labels)


def test_order_of_the_file_does_not_matter(
    definitions: Path, labels: Path, examples: list[Example], tmp_path: Path
) -> None:
    turned = _write(tmp_path / "turned.jsonl", _definitions()[::-1])
    assert [one.definition.digest for one in read_examples([turned], labels)] == [
        one.definition.digest for one in examples
    ]


def test_same_labels_give_the_same_bytes(examples: list[Example], tmp_path: Path) -> None:
    for name in ("one", "two"):
        train(examples, tmp_path / name / "effect_v1")
    for file in ("weights.json", "metadata.json"):
        first, second = (tmp_path / name / "effect_v1" / file for name in ("one", "two"))
        assert first.read_bytes() == second.read_bytes()
    model = load_model(tmp_path / "one" / "effect_v1")
    assert model.name == "effect_v1"
    assert set(model.curves) == set(Category)


def test_no_server_and_no_near_duplicate_is_on_both_sides(examples: list[Example]) -> None:
    unseen = 0
    for fold in folds(examples):
        assert not {one.server for one in fold.seen} & {one.server for one in fold.unseen}
        assert not {one.near for one in fold.seen} & {one.near for one in fold.unseen}
        unseen += len(fold.unseen)
    assert unseen == len(examples)


@pytest.mark.parametrize(
    ("passes", "want"),
    [
        ((("pass-1", "Read"),), "Read"),
        ((("pass-1", "Read"), ("pass-2", "Read")), "Read"),
        ((("pass-1", "Read"), ("pass-2", "Write")), None),
        ((("pass-1", "Read"), ("pass-2", "Write"), ("review-1", "Write")), "Write"),
    ],
    ids=["one reader", "agreement", "disagreement is left out", "a review decides"],
)
def test_labels_of_several_readers(
    passes: tuple[tuple[str, str], ...], want: str | None, tmp_path: Path
) -> None:
    raw = _definitions()[0]
    rows = [_label(raw, read_in=name, category=category) for name, category in passes]
    _write(tmp_path / "real.jsonl", rows)
    found = read_passes(tmp_path).labels
    assert [label.category for label in found.values()] == ([want] if want else [])


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "real.jsonl"
    path.write_text(json.dumps(_label(_definitions()[0])) + "\nnonsense\n")
    with pytest.raises(LabelError, match=r"real\.jsonl:2: no JSON"):
        read_passes(tmp_path)


@pytest.mark.parametrize(
    ("pairs", "want"),
    [
        ([("a", "a"), ("b", "b")], 1.0),
        ([("a", "b"), ("b", "a")], -1.0),
        ([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")], 0.0),
        ([], 0.0),
    ],
)
def test_kappa_is_agreement_beyond_chance(pairs: list[tuple[str, str]], want: float) -> None:
    assert kappa(pairs) == pytest.approx(want)


def test_interval_holds_the_share_and_stays_within_bounds() -> None:
    low, high = Share(97, 100).interval
    assert (round(low, 3), round(high, 3)) == (0.915, 0.990)
    assert Share(0, 0).interval == (0.0, 1.0)
    assert Share(5, 5).interval[1] == 1.0


def test_the_report_is_the_same_each_time(
    examples: list[Example], labels: Path, tmp_path: Path
) -> None:
    model = train(examples, tmp_path / "effect_v1")
    first, second = (report(evaluate(examples), read_passes(labels), model) for _ in range(2))
    assert first == second
    assert set(first) == {
        "guide/method.md",
        *(f"assets/evaluation/{name}.svg" for name in _PICTURES),
        "assets/evaluation/figures.json",
    }
    page = first["guide/method.md"]
    assert all(f"../assets/evaluation/{name}.svg" in page for name in _PICTURES)
    assert "| Financial |" in page


def test_pictures_are_well_formed() -> None:
    axis = Axis("share & more", 0, 1, (0, 0.5, 1))
    for picture in (
        line_chart("A < B", axis, axis, [(0, 0.5), (1, 1)], has_ideal=True),
        confusion_chart("matrix", Counter({(Category.READ, Category.WRITE): 3})),
    ):
        assert ElementTree.fromstring(picture).tag == "{http://www.w3.org/2000/svg}svg"
