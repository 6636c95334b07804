import json

import pytest

from catalog.observation import Sandbox, Status
from catalog.render.schemas import FOLDER
from catalog.render.words import read_words
from classifier import Category, RiskLevel, Signal

COMMON = json.loads((FOLDER / "common.schema.json").read_text("utf-8"))["$defs"]
HINTS = ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"]


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ("risk", list(RiskLevel)),
        ("category", list(Category)),
        ("signal", list(Signal)),
        ("status", list(Status)),
        ("sandbox", list(Sandbox)),
        ("hint", HINTS),
        ("index", ["risk", "category", "signal"]),
    ],
)
def test_every_label_has_its_words(kind: str, labels: list[str]) -> None:
    assert list(getattr(read_words(), kind)) == [str(label) for label in labels]


@pytest.mark.parametrize(
    ("name", "labels"),
    [("risk", RiskLevel), ("category", Category), ("signal", Signal), ("status", Status)],
)
def test_the_schemas_know_every_label(name: str, labels: type) -> None:
    assert COMMON[name]["enum"] == [label.value for label in labels]
