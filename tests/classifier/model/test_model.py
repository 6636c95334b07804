"""The model scores in plain Python, and shows what moved it."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from classifier import Category, classify, parse_definition, text_at
from classifier.deciding import decide
from classifier.features import read_features
from classifier.model import Block, default_model, load_model, place_of, read_grams, score
from classifier.model.weights import BIAS, pack, unpack
from classifier.ruleset import default_ruleset

_RAW: dict[str, Any] = {
    "name": "purgeOldDrafts",
    "description": "Wipes drafts for good. Nothing İ stays behind.\nOnly for editors.",
    "inputSchema": {
        "type": "object",
        "properties": {
            "shelf_id": {"type": "string", "description": "Shelf to empty"},
            "mode": {"enum": ["soft", "hard"]},
        },
    },
}


def _grams(raw: dict[str, Any]) -> dict[Block, set[str]]:
    ruleset = default_ruleset()
    features = read_features(parse_definition(raw), ruleset.lexicon)
    fired = ruleset.fired(features)
    return read_grams(features, fired, decide(fired))


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A model of three grams."""
    blocks = {block.value: {} for block in Block}
    blocks["name"] = {"purge": [0, 2000, 0, -1000, 0, 1000], "old": [0, 0, 0, 0, 500, 4000]}
    blocks["facts"] = {"no schema": [0, 0, 0, 0, 250, 1000]}
    weights = {"bias": [0.0, 0.0, 0.0, 0.5, 1.0], "blocks": blocks}
    curve = {"slope": 1.0, "support": 0.0, "offset": 0.0}
    metadata = {
        "curves": {category.value: curve for category in Category},
        "limits": {
            "read_needs": 0.5,
            "certain_below": 0.1,
            "review_below": 0.5,
            "error_bound": 0.1,
            "review_error_bound": 0.5,
        },
        "overrules": {},
    }
    folder = tmp_path / "tiny_v1"
    folder.mkdir()
    (folder / "weights.json").write_text(json.dumps(weights))
    (folder / "metadata.json").write_text(json.dumps(metadata))
    return folder


def test_scores_are_weights_over_the_length_of_their_block(tiny: Path) -> None:
    scored = score(load_model(tiny), _grams({"name": "purge_old"}))
    length = math.sqrt(1 + 4)
    scores = [0, 2 / length, 0, 0.5 - 1 / length, 1 + 0.5 / length + 0.25]
    total = sum(math.exp(value) for value in scores)
    assert scored.probabilities == pytest.approx([math.exp(value) / total for value in scores])


def test_what_the_model_does_not_know_leaves_only_the_bias(tiny: Path) -> None:
    scored = score(load_model(tiny), _grams({"name": "zzz", "inputSchema": {}}))
    assert scored.category is Category.READ
    assert scored.lengths == {}


def test_strongest_grams_are_told_with_their_share(tiny: Path) -> None:
    scored = score(load_model(tiny), _grams({"name": "purge_old"}))
    (push,) = scored.strongest(Category.DESTRUCTIVE, Category.WRITE, 0.1)
    assert (push.block, push.gram) == (Block.NAME, "purge")
    assert push.weight == pytest.approx(3 / math.sqrt(5))


@pytest.mark.parametrize("numbers", [[0] * 6, [1, -1, 5, -700, BIAS - 1, -BIAS]])
def test_a_row_gives_its_numbers_back(numbers: list[int]) -> None:
    row = pack(numbers)
    assert unpack(row, 1) == numbers
    assert unpack(row * 300, 300) == [300 * number for number in numbers]


def test_every_gram_of_a_text_is_found_again_in_the_definition() -> None:
    definition = parse_definition(_RAW)
    features = read_features(definition, default_ruleset().lexicon)
    for block, grams in _grams(_RAW).items():
        for gram in grams if block is not Block.FACTS else ():
            place = place_of(features, block, gram)
            # Lower case of İ is two characters long, so its word is not looked for.
            if place is None:
                assert "i" in gram
                continue
            assert text_at(definition, place.field)[place.start : place.end] == place.quote
            words = gram.lstrip("^$!:=#").split()
            assert all(word.strip("_") in place.quote.lower() for word in words)


def test_shipped_model_is_small_and_plain() -> None:
    model = default_model()
    folder = Path(__file__).parents[3] / "classifier/models" / model.name
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    assert set(sizes) == {"README.md", "metadata.json", "weights.json"}
    assert sum(sizes.values()) < 5_000_000


def test_verdict_keeps_the_raw_answer_beside_the_final_one() -> None:
    verdict = classify(parse_definition(_RAW))
    assert verdict.model is not None
    assert sum(verdict.model.probabilities) == pytest.approx(1, abs=0.001)
    assert verdict.model.model == default_model().name
    assert verdict.error_bound is not None and 0 < verdict.error_bound < 1


def test_model_evidence_is_verbatim() -> None:
    definition = parse_definition(_RAW)
    shown = [one for one in classify(definition).findings if one.rule.startswith("model/")]
    assert shown
    for finding in shown:
        assert text_at(definition, finding.field)[finding.start : finding.end] == finding.quote
