"""Train a model from all labels and write its folder, byte for byte the same each time."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from classifier.model.weights import CURRENT, MODELS, Model, unpack
from classifier.taxonomy import Category
from classifier.training.calibrating import calibrate, predict_unseen
from classifier.training.examples import UNCLEAR, Example
from classifier.training.fitting import FACTS_WEIGH, INVERSE_PENALTY, SEEN_AT_LEAST, fit
from classifier.training.folds import PARTS


def train(examples: Sequence[Example], folder: Path = MODELS / CURRENT) -> Model:
    """Train on `examples` and write weights and metadata below `folder`."""
    unseen = predict_unseen(examples, parts=PARTS, seed=0)
    model = calibrate(fit(examples), unseen, name=folder.name)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "weights.json", _weights(model))
    _write(folder / "metadata.json", _metadata(model, examples), indent=1)
    return model


def _weights(model: Model) -> dict[str, Any]:
    blocks = {
        block.value: {gram: unpack(rows[gram], 1) for gram in sorted(rows)}
        for block, rows in model.weights.items()
    }
    return {"bias": model.bias, "blocks": blocks}


def _metadata(model: Model, examples: Sequence[Example]) -> dict[str, Any]:
    labels = Counter(
        one.label.category.value if one.label.category else UNCLEAR for one in examples
    )
    return {
        "name": model.name,
        "categories": [category.value for category in Category],
        "trained_on": {
            "labels": dict(sorted(labels.items())),
            "passes": dict(sorted(Counter(one.label.source for one in examples).items())),
            "servers": len({one.server for one in examples}),
        },
        "settings": {
            "inverse_penalty": INVERSE_PENALTY,
            "facts_weigh": FACTS_WEIGH,
            "seen_at_least": SEEN_AT_LEAST,
        },
        "grams": {block.value: len(rows) for block, rows in model.weights.items()},
        "curves": {category.value: asdict(curve) for category, curve in model.curves.items()},
        "limits": asdict(model.limits),
        "overrules": {rule: asdict(counts) for rule, counts in model.overrules.items()},
    }


def _write(path: Path, value: Any, indent: int | None = None) -> None:
    separators = (",", ":") if indent is None else None
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators)
    path.write_text(text + "\n", encoding="utf-8")
