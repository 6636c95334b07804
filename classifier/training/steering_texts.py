"""The written texts that the steering model learns from, and the passages of real definitions."""

import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from classifier.definition import Definition, parse_definition
from classifier.steering.passages import passages_of, texts_of
from classifier.taxonomy import Signal
from classifier.training.examples import LABELS, read_definitions

WRITTEN = LABELS / "steering"
OF_EACH_FRAME = 20
"""Sentences that are made from one frame."""

_SLOT = re.compile(r"\{(\w+)\}")
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One written text and whether it gives orders beyond the use of a tool."""

    text: str
    steers: bool


def read_lines(folder: Path = WRITTEN) -> list[Line]:
    """Read the texts that were written one by one."""
    return [Line(row["text"], row["steers"]) for row in _rows(folder / "texts.jsonl")]


def read_ordinary(labels: Path = LABELS) -> list[Line]:
    """Read the written definitions that hide nothing, each as the one text of its texts."""
    found: list[Line] = []
    for row in _rows(labels / "synthetic.jsonl"):
        if Signal.HIDDEN_INSTRUCTIONS not in row["signals"]:
            texts = texts_of(parse_definition(row["definition"]))
            found.append(Line("\n".join(text for _, text in texts), steers=False))
    return found


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def fill_frames(folder: Path = WRITTEN, of_each: int = OF_EACH_FRAME) -> list[Line]:
    """Make sentences from the frames, the same ones each time."""
    listed = yaml.safe_load((folder / "frames.yaml").read_text(encoding="utf-8"))
    made: dict[str, bool] = {}
    for kind in ("ordinary", "steering"):
        chance = random.Random(7)
        slots = listed[kind]["slots"]
        for frame in listed[kind]["frames"]:
            for _ in range(of_each):
                made[_filled(frame, slots, chance)] = kind == "steering"
    return [Line(text, steers) for text, steers in made.items()]


def _filled(frame: str, slots: Mapping[str, Sequence[str]], chance: random.Random) -> str:
    text = frame
    for _ in range(_DEEPEST):
        text = _SLOT.sub(lambda slot: chance.choice(slots[slot[1]]), text)
    text = " ".join(text.split())
    return text[:1].upper() + text[1:]


def passages_in(definition: Definition) -> frozenset[str]:
    """Return the passages of a definition, each once."""
    return frozenset(
        text[passage.start : passage.end]
        for _, text in texts_of(definition)
        for passage in passages_of(text)
    )


def read_real(definitions: Iterable[Path]) -> list[tuple[str, frozenset[str]]]:
    """Read files of definitions: the server of each and its passages."""
    return [
        (server, passages_in(parse_definition(raw)))
        for path in definitions
        for server, raw in read_definitions(path)
    ]


def split_passages(text: str) -> list[str]:
    """Return the passages of one text."""
    return [text[passage.start : passage.end] for passage in passages_of(text)]


def parted(items: Iterable[Any], parts: int) -> Iterator[tuple[list[Any], list[Any]]]:
    """Yield the items in `parts` ways as those to learn from and those to measure on."""
    listed = list(items)
    for part in range(parts):
        yield (
            [item for at, item in enumerate(listed) if at % parts != part],
            [item for at, item in enumerate(listed) if at % parts == part],
        )
