"""Labelled definitions with what the model reads in them."""

import gzip
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier.deciding import Decision, decide
from classifier.definition import Definition, parse_definition
from classifier.errors import LabelError
from classifier.features import Features, read_features
from classifier.model.grams import Block, read_grams
from classifier.ruleset import Fired, default_ruleset
from classifier.taxonomy import Category, Signal

LABELS = Path(__file__).parents[1] / "labels"
UNCLEAR = "Unclear"
DECLARED = ("name", "title", "description", "inputSchema", "outputSchema", "annotations")
HARD = "shared-1"
"""The pass whose definitions were drawn toward hard cases."""
SYNTHETIC = "synthetic"
RULES = "rules"
"""Examples that rules carry to prove themselves; short, as many real definitions are."""
WRITTEN = (SYNTHETIC, RULES)
"""Sources that were written for the project; nothing about real servers is measured on them."""
_REVIEW = "review-"
_TRUST = {"sure": 1.0, "likely": 0.8, "toss-up": 0.5, "unsure": 0.5}
_WEIGHT_WRITTEN = 1.0
_NEAR_WORDS = 20


@dataclass(frozen=True, slots=True)
class Label:
    """What one reader said about one definition."""

    category: Category | None
    """None where the definition does not say enough."""
    signals: frozenset[Signal]
    source: str
    """The pass it was read in, or `synthetic`."""
    collection: str
    """The file of labels it comes from, without its ending."""
    weight: float
    """How much it counts in training, 0 … 1."""

    @property
    def is_real(self) -> bool:
        """Whether somebody published the definition."""
        return self.source not in WRITTEN


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled definition, read once."""

    definition: Definition
    server: str
    near: str
    """Definitions that share it are near-duplicates: same name, same beginning."""
    label: Label
    features: Features
    fired: tuple[Fired, ...]
    decision: Decision
    grams: Mapping[Block, set[str]]


@dataclass(frozen=True, slots=True)
class Passes:
    """The labels of third-party definitions, and how far their readers agree."""

    labels: Mapping[str, Label]
    """By digest; those that readers disagree about are left out."""
    pairs: tuple[tuple[str, str], ...]
    """Both categories of every definition that was read in two passes, reviews left out."""


def read_examples(definitions: Sequence[Path], labels: Path = LABELS) -> list[Example]:
    """Join the labels with `definitions` by digest; add those written for the project.

    A file of definitions is JSON Lines, compressed or not, or the record of a build. The order
    is that of the digests, whatever the order of the files.
    """
    wanted = read_passes(labels).labels
    found: dict[str, Example] = {}
    for path in definitions:
        for server, raw in read_definitions(path):
            definition = parse_definition({key: raw.get(key) for key in DECLARED})
            if definition.digest in wanted and definition.digest not in found:
                label = wanted[definition.digest]
                found[definition.digest] = example_of(definition, server, label)
    real = [found[digest] for digest in sorted(found)]
    return [*real, *read_synthetic(labels / f"{SYNTHETIC}.jsonl"), *read_rule_examples()]


def read_synthetic(path: Path) -> Iterator[Example]:
    """Yield the definitions that were written for the project."""
    for raw in read_lines(path):
        label = Label(
            category=Category(raw["category"]),
            signals=frozenset(map(Signal, raw["signals"])),
            source=SYNTHETIC,
            collection=SYNTHETIC,
            weight=_WEIGHT_WRITTEN,
        )
        yield example_of(parse_definition(raw["definition"]), f"synthetic {raw['case']}", label)


def read_rule_examples() -> Iterator[Example]:
    """Yield the examples of the rules where the rule's category is also the decision."""
    for rule in default_ruleset().rules:
        for raw in rule.match if rule.category is not None else ():
            label = Label(rule.category, frozenset(), RULES, RULES, _WEIGHT_WRITTEN)
            example = example_of(parse_definition(raw), f"rule {rule.id}", label)
            if example.decision.category is rule.category:
                yield example


def read_passes(labels: Path = LABELS) -> Passes:
    """Read the labels of published definitions: all files of the folder but the synthetic one.

    The latest review decides, otherwise all readers have to agree.
    """
    by_digest: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for path in sorted(labels.glob("*.jsonl")):
        for raw in read_lines(path) if path.stem != SYNTHETIC else ():
            by_digest.setdefault(raw["digest"], []).append((path.stem, raw))
    agreed, pairs = {}, []
    for digest, lines in by_digest.items():
        chosen = _agreed(lines)
        if chosen is not None:
            agreed[digest] = _label(*chosen)
        passes = [raw for _, raw in lines if not raw["pass"].startswith(_REVIEW)]
        if len({raw["pass"] for raw in passes}) > 1:
            pairs.append((passes[0]["category"], passes[-1]["category"]))
    return Passes(agreed, tuple(pairs))


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines file, which may be compressed.

    Raises:
        LabelError: a line is no JSON object.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            try:
                value = json.loads(line)
            except json.JSONDecodeError as error:
                raise LabelError(f"{path}:{number}: no JSON: {error.msg}") from error
            if not isinstance(value, dict):
                raise LabelError(f"{path}:{number}: an object is required")
            yield value


def read_definitions(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each definition with its server."""
    with path.open("rb") as stream:
        is_record = stream.read(16) == b"SQLite format 3\0"
    if not is_record:
        yield from ((str(raw.get("server", "")), raw) for raw in read_lines(path))
        return
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as record:
        rows = record.execute(
            "SELECT min(current.server), definitions.body FROM current JOIN observed_tools"
            " USING (observation_id) JOIN definitions USING (digest) GROUP BY digest ORDER BY 2"
        )
        yield from ((server, json.loads(body)) for server, body in rows)


def example_of(definition: Definition, server: str, label: Label) -> Example:
    """Read everything in `definition` that the model weighs."""
    ruleset = default_ruleset()
    features = read_features(definition, ruleset.lexicon)
    fired = ruleset.fired(features)
    decision = decide(fired)
    return Example(
        definition=definition,
        server=server,
        near=_near(features),
        label=label,
        features=features,
        fired=fired,
        decision=decision,
        grams=read_grams(features, fired, decision),
    )


def _near(features: Features) -> str:
    name = " ".join(token.word for token in features.name.tokens)
    opening = " ".join(features.description.lower().split()[:_NEAR_WORDS])
    return f"{name}|{opening}"


def _agreed(lines: Sequence[tuple[str, Mapping[str, Any]]]) -> tuple[str, Mapping[str, Any]] | None:
    reviews = [raw for _, raw in lines if raw["pass"].startswith(_REVIEW)]
    if reviews:
        # A review corrects a label; how its definition was drawn stays what it was.
        collection, first = lines[0]
        return collection, {**reviews[-1], "pass": first["pass"]}
    return lines[0] if len({raw["category"] for _, raw in lines}) == 1 else None


def _label(collection: str, raw: Mapping[str, Any]) -> Label:
    return Label(
        category=None if raw["category"] == UNCLEAR else Category(raw["category"]),
        signals=frozenset(map(Signal, raw["signals"])),
        source=raw["pass"],
        collection=collection,
        weight=_TRUST[raw["confidence"]],
    )
