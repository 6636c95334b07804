"""Train the model that notices orders beyond a tool's use, and set its thresholds."""

import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from classifier.steering.concepts import default_concepts
from classifier.steering.grams import grams_of
from classifier.steering.weighing import SCALE, STEERING_MODEL, Steering, cue_words
from classifier.training.steering_texts import (
    Line,
    fill_frames,
    parted,
    read_lines,
    read_ordinary,
    split_passages,
)

PARTS = 3
INVERSE_PENALTY = 10.0
CUES_INVERSE_PENALTY = 1.0
WEIGHT_OF_STEERING = 3.0
LINES_COUNT = 5
"""A written text counts as often as this many sentences made from frames."""
SEEN_AT_LEAST = 3
MOST_PASSAGES = 60_000
"""Passages of real definitions that are learnt from; they are taken for ordinary."""
LEAST_WEIGHT = 60
"""Grams whose weight is below this many thousandths are left out."""
FALSE_ALARMS_WRITTEN = 0.015
"""Share of ordinary written texts, full of strong words, that may be taken for steering."""
FALSE_ALARMS_REAL = 0.003
"""Share of real definitions that may be."""
CUES_LOSE = 0.05
"""Share of the texts above the threshold that the quick look may lose."""
CONFIRMS_LESS = 2.3
"""How much less than the threshold suffices where a rule points at the passage as well."""


@dataclass(frozen=True, slots=True)
class SteeringFigures:
    """How the model does on texts and servers that it has not seen."""

    found: float
    false_alarms_written: float
    false_alarms_real: float


def train_steering(
    real: Sequence[tuple[str, frozenset[str]]], folder: Path = STEERING_MODEL
) -> SteeringFigures:
    """Train on the written texts and on `real`, pairs of a server and a definition's passages."""
    lines, made = [*read_lines(), *read_ordinary()], fill_frames()
    random.Random(3).shuffle(lines)
    servers = sorted({server for server, _ in real})
    weighed: list[tuple[Line, float, int]] = []
    alarms: list[float] = []
    parts = zip(parted(lines, PARTS), parted(servers, PARTS), strict=True)
    for (known, unseen), (at_hand, others) in parts:
        kept, held = frozenset(at_hand), frozenset(others)
        model = fit_steering(known, made, [one for server, one in real if server in kept])
        for line in unseen:
            passages = split_passages(line.text)
            cue = max(map(model.cue, passages), default=0)
            weighed.append((line, _most(model, passages), cue))
        alarms += [_most(model, one) for server, one in real if server in held]
    model = _with_limits(fit_steering(lines, made, [one for _, one in real]), weighed, alarms)
    figures = _figures(model, weighed, alarms)
    _write(model, figures, folder)
    return figures


def fit_steering(
    lines: Iterable[Line], made: Iterable[Line], real: Iterable[frozenset[str]]
) -> Steering:
    """Fit the weights, without thresholds."""
    steering, ordinary = [], _sample({passage for one in real for passage in one})
    for line, often in [*((line, LINES_COUNT) for line in lines), *((line, 1) for line in made)]:
        if line.steers:
            steering += [line.text] * often
        else:
            ordinary += split_passages(line.text) * often
    concepts = default_concepts()
    texts = [*steering, *ordinary]
    answers = np.array([True] * len(steering) + [False] * len(ordinary))
    grams = {text: sorted(grams_of(text, concepts)) for text in set(texts)}
    bias, weights = _fitted([grams[text] for text in texts], answers, INVERSE_PENALTY)
    words = {text: sorted(cue_words(text)) for text in set(texts)}
    _, cues = _fitted([words[text] for text in texts], answers, CUES_INVERSE_PENALTY, even=False)
    return Steering(
        concepts=concepts,
        bias=bias,
        weights={gram: weight for gram, weight in weights.items() if abs(weight) >= LEAST_WEIGHT},
        cues=cues,
        least_cue=0,
        threshold=0.0,
        confirms=0.0,
    )


def _sample(passages: Iterable[str]) -> list[str]:
    listed = sorted(passages)
    random.Random(3).shuffle(listed)
    return listed[:MOST_PASSAGES]


def _fitted(
    texts: Sequence[Sequence[str]], answers: Any, inverse_penalty: float, *, even: bool = True
) -> tuple[float, dict[str, int]]:
    seen = Counter(gram for text in texts for gram in text)
    known = {
        gram: at for at, gram in enumerate(sorted(g for g, n in seen.items() if n >= SEEN_AT_LEAST))
    }
    rows = [[known[gram] for gram in text if gram in known] for text in texts]
    ends = np.cumsum([0, *map(len, rows)])
    places = np.array([at for row in rows for at in row])
    matrix = csr_matrix((np.ones(len(places)), places, ends), shape=(len(rows), len(known)))
    model = LogisticRegression(
        C=inverse_penalty, solver="liblinear", class_weight={True: WEIGHT_OF_STEERING, False: 1.0}
    ).fit(normalize(matrix) if even else matrix, answers)
    weights = np.rint(model.coef_[0] * SCALE).astype(int)
    return round(float(model.intercept_[0]), 3), {g: int(weights[at]) for g, at in known.items()}


def _most(model: Steering, passages: Iterable[str]) -> float:
    return max(map(model.weigh, passages), default=model.bias)


def _with_limits(
    model: Steering, weighed: Sequence[tuple[Line, float, int]], alarms: Sequence[float]
) -> Steering:
    ordinary = [weight for line, weight, _ in weighed if not line.steers]
    threshold = max(
        float(np.quantile(ordinary, 1 - FALSE_ALARMS_WRITTEN)),
        float(np.quantile(alarms, 1 - FALSE_ALARMS_REAL)),
    )
    cues = [cue for line, weight, cue in weighed if line.steers and weight >= threshold]
    return replace(
        model,
        threshold=round(threshold, 3),
        confirms=round(threshold - CONFIRMS_LESS, 3),
        least_cue=int(np.quantile(cues, CUES_LOSE)),
    )


def _figures(
    model: Steering, weighed: Sequence[tuple[Line, float, int]], alarms: Sequence[float]
) -> SteeringFigures:
    def share(weights: Sequence[float]) -> float:
        return round(sum(weight >= model.threshold for weight in weights) / len(weights), 4)

    return SteeringFigures(
        found=share([weight for line, weight, _ in weighed if line.steers]),
        false_alarms_written=share([weight for line, weight, _ in weighed if not line.steers]),
        false_alarms_real=share(alarms),
    )


def _write(model: Steering, figures: SteeringFigures, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    content: Mapping[str, Any] = {
        "bias": model.bias,
        "threshold": model.threshold,
        "confirms": model.confirms,
        "least_cue": model.least_cue,
        "weights": dict(sorted(model.weights.items())),
        "cues": dict(sorted(model.cues.items())),
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    (folder / "weights.json").write_text(text + "\n", encoding="utf-8")
    measured = {
        "name": folder.name,
        "unseen": {
            "found": figures.found,
            "false_alarms_written": figures.false_alarms_written,
            "false_alarms_real": figures.false_alarms_real,
        },
        "grams": len(model.weights),
    }
    text = json.dumps(measured, indent=1)
    (folder / "metadata.json").write_text(text + "\n", encoding="utf-8")
