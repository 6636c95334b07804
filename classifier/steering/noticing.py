"""Bring what the rules and the model notice together as the evidence of hidden instructions."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from classifier.definition import Definition
from classifier.steering.passages import LONGEST_TEXT, Passage, Text, paired, texts_of
from classifier.steering.readings import is_coded, readings_of
from classifier.steering.weighing import Steering, default_steering
from classifier.verdict import Finding

RULE = "model/steering"
"""Stands in a finding in place of a rule."""
MOST_FINDINGS = 4
LONGEST_KNOWN = 150
"""Characters of a text up to which its weights are remembered."""

_TEXTS = Path(__file__).parent / "texts.yaml"
_SELF_EVIDENT = ("signals/hidden-characters", "signals/hidden-foreign")
"""Rules that need nobody's word: the model reads neither what is invisible nor every tongue."""


class _Weighed(NamedTuple):
    weight: float
    text: Text
    passage: Passage


def noticed(definition: Definition, by_rules: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the evidence of hidden instructions; nothing where there are none.

    What a rule points at counts where the model does not hold its passage for harmless, so a
    text that quotes an attack as an example is left alone. What the definition says about
    itself exempts nothing.
    """
    steering = default_steering()
    weighed = list(_weighed(definition, steering))
    confirmed = [one for one in by_rules if _is_confirmed(one, weighed, steering)]
    strong = sorted(
        (one for one in weighed if one.weight >= steering.threshold),
        key=lambda one: (-one.weight, one.text.field, one.passage),
    )
    found: list[_Weighed] = []
    for one in strong:
        if len(found) < MOST_FINDINGS and not any(_overlap(one, other) for other in found):
            found.append(one)
    return (*confirmed, *map(_finding, found))


def _weighed(definition: Definition, steering: Steering) -> Iterator[_Weighed]:
    for text in texts_of(definition):
        read = _weigh_known if len(text.text) <= LONGEST_KNOWN else _weigh_passages
        for weight, passage in read(text.text, steering):
            yield _Weighed(weight, text, passage)


def _weigh_passages(text: str, steering: Steering) -> tuple[tuple[float, Passage], ...]:
    """Return the passages of `text` that may be orders, each with its weight."""
    found: list[tuple[float, Passage]] = []
    may_be_coded = is_coded(text[:LONGEST_TEXT])
    cues: dict[Passage, int] = {}
    for passage, parts in paired(text):
        if len(parts) == 1:
            cues[passage] = steering.hint(text[passage.start : passage.end])
        part = text[passage.start : passage.end]
        is_hinted = sum([cues[one] for one in parts]) >= steering.least_cue
        if is_hinted or (may_be_coded and is_coded(part)):
            found.append((max(map(steering.weigh, readings_of(part))), passage))
    return tuple(found)


# Servers describe their parameters in the same few thousand sentences.
_weigh_known = lru_cache(maxsize=20_000)(_weigh_passages)


def _is_confirmed(finding: Finding, weighed: Sequence[_Weighed], steering: Steering) -> bool:
    return finding.rule in _SELF_EVIDENT or any(
        one.weight >= steering.confirms
        and one.text.field == finding.field
        and one.passage.start < finding.end
        and finding.start < one.passage.end
        for one in weighed
    )


def _overlap(one: _Weighed, other: _Weighed) -> bool:
    return (
        one.text.field == other.text.field
        and one.passage.start < other.passage.end
        and other.passage.start < one.passage.end
    )


def _finding(one: _Weighed) -> Finding:
    start, end = one.passage
    return Finding(
        rule=RULE,
        field=one.text.field,
        start=start,
        end=end,
        quote=one.text.text[start:end],
        says=_texts()["says"],
    )


@cache
def _texts() -> Any:
    return yaml.safe_load(_TEXTS.read_text(encoding="utf-8"))
