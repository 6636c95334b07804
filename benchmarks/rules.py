"""Measure the rules on labelled definitions: accuracy, per-class and per-rule precision.

Usage: python benchmarks/rules.py DEFINITIONS LABELS... [--write]

DEFINITIONS is JSON Lines (or .gz) with `id`, `server` and the fields of a definition, LABELS
JSON Lines with `id`, `category` and `signals`; where several files label one definition the first
counts. `--write` stores what was measured as
`classifier/precision.json`, from which verdicts take their confidence. The cross-check splits
by server: figures of one part are held against decisions in the other.
"""

import argparse
import gzip
import json
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier import Category, Definition, Signal, parse_definition
from classifier.combining import UNDECIDABLE
from classifier.deciding import Decision, Situation, decide, modifiers_of
from classifier.features import read_features
from classifier.precision import PRECISION, Precision, needs_review, situation_key
from classifier.ruleset import default_ruleset

UNCLEAR = "Unclear"
FIELDS = ("name", "title", "description", "inputSchema", "outputSchema", "annotations")
DANGEROUS = {Category.FINANCIAL, Category.DESTRUCTIVE, Category.EXECUTE}
PARTS = 5


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled definition and what the rules make of it."""

    server: str
    label: str
    decision: Decision
    is_unclear: bool
    """A rule says that the definition does not tell."""
    wanted: frozenset[str]
    signals: frozenset[str]

    @property
    def is_right(self) -> bool:
        """Whether the decision agrees with the label."""
        return self.decision.category.value == self.label

    @property
    def part(self) -> int:
        """Which part of the cross-check its server belongs to."""
        return zlib.crc32(self.server.encode()) % PARTS


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("definitions", type=Path)
    parser.add_argument("labels", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true", help="write classifier/precision.json")
    options = parser.parse_args()
    cases = list(read_cases(options.definitions, options.labels))
    report_categories(cases)
    report_rules(cases)
    report_signals(cases)
    report_confidence(cases)
    if options.write:
        write_precision(cases)


def read_cases(definitions: Path, labels: list[Path]) -> Iterator[Case]:
    """Yield each labelled definition with the decision of the rules."""
    by_id: dict[str, dict[str, Any]] = {}
    for label in (label for path in labels for label in _lines(path)):
        by_id.setdefault(label["id"], label)
    pairs = []
    for raw in _lines(definitions):
        if raw["id"] in by_id:
            known = {key: raw.get(key) for key in FIELDS}
            pairs.append((raw["server"], by_id[raw["id"]], parse_definition(known)))
    default_ruleset()
    start = time.perf_counter()
    cases = [_case(server, label, definition) for server, label, definition in pairs]
    rate = len(cases) / (time.perf_counter() - start)
    print(f"{len(cases)} labelled definitions, decided at {rate:,.0f} a second")
    yield from cases


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def _case(server: str, label: dict[str, Any], definition: Definition) -> Case:
    ruleset = default_ruleset()
    fired = ruleset.fired(read_features(definition, ruleset.lexicon))
    return Case(
        server=server,
        label=label["category"],
        decision=decide(fired),
        is_unclear=any(one in UNDECIDABLE for one in modifiers_of(fired)),
        wanted=frozenset(label["signals"]),
        signals=frozenset(one.rule.signal.value for one in fired if one.rule.signal),
    )


def report_categories(cases: list[Case]) -> None:
    """Print accuracy, the confusion matrix and per-class figures."""
    clear = [case for case in cases if case.label != UNCLEAR]
    print(
        f"accuracy {_share(case.is_right for case in clear)} of {len(clear)} that have a category"
    )
    low = [case for case in clear if case.label in DANGEROUS]
    taken = [case for case in low if case.decision.category is Category.READ]
    print(f"Financial, Destructive or Execute taken for Read: {len(taken)} of {len(low)}")
    counts = Counter((case.label, case.decision.category.value) for case in clear)
    print(
        f"{'label':12} " + " ".join(f"{one.value:>11}" for one in Category) + "  recall precision"
    )
    for one in Category:
        row = [counts[one.value, other.value] for other in Category]
        column = sum(counts[other.value, one.value] for other in Category)
        right = counts[one.value, one.value]
        cells = " ".join(f"{count:11}" for count in row)
        print(
            f"{one.value:12} {cells}  {right / max(1, sum(row)):.3f}  {right / max(1, column):.3f}"
        )


def report_rules(cases: list[Case]) -> None:
    """Print how often each rule was right where it decided."""
    seen: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for case in cases:
        key = case.decision.deciding.rule.id if case.decision.deciding else "nothing"
        seen[key] += 1
        right[key] += case.is_right
    print("\nprecision where the rule decides")
    for key, count in seen.most_common():
        print(f"  {key:40} {right[key]:5} of {count:5}  {right[key] / count:.3f}")


def report_signals(cases: list[Case]) -> None:
    """Print precision and recall of each signal."""
    print("\nsignals                precision  recall  labelled")
    for signal in Signal:
        wanted = sum(signal in case.wanted for case in cases)
        found = sum(signal in case.signals for case in cases)
        both = sum(signal in case.wanted and signal in case.signals for case in cases)
        print(f"  {signal:22} {both / max(1, found):.3f}    {both / max(1, wanted):.3f}  {wanted}")


def report_confidence(cases: list[Case]) -> None:
    """Hold the figures of all parts but one against the decisions in that one."""
    pairs = [
        (figures.of(case.decision), case)
        for part in range(PARTS)
        for figures in [measure([case for case in cases if case.part != part])]
        for case in cases
        if case.part == part
    ]
    error = 0.0
    print("\nconfidence (servers not measured)   right   n")
    for low in range(10):
        inside = [(p, c) for p, c in pairs if low / 10 <= p < (low + 1) / 10 + (low == 9)]
        if inside:
            mean = sum(p for p, _ in inside) / len(inside)
            right = sum(case.is_right for _, case in inside) / len(inside)
            error += abs(mean - right) * len(inside) / len(pairs)
            print(f"  mean {mean:.3f}                         {right:.3f}  {len(inside)}")
    print(f"expected calibration error {error:.3f}")
    flagged = [case for p, case in pairs if case.is_unclear or needs_review(case.decision, p)]
    unclear = [case for case in cases if case.label == UNCLEAR]
    caught = sum(case.label == UNCLEAR for case in flagged)
    print(f"needs review: {len(flagged) / len(cases):.3f}; {caught} of {len(unclear)} unclear ones")


def measure(cases: list[Case]) -> Precision:
    """Count how often decisions of each kind were right."""
    by_situation = {
        one.value: _counts(case for case in cases if case.decision.situation is one)
        for one in Situation
    }
    kinds = sorted({situation_key(case.decision) for case in cases if case.decision.deciding})
    by_rule = {
        kind: _counts(case for case in cases if situation_key(case.decision) == kind)
        for kind in kinds
    }
    return Precision(by_situation, by_rule)


def write_precision(cases: list[Case]) -> None:
    """Write the figures that ship with the classifier."""
    figures = measure(cases)
    content = {
        "about": "(right, seen) of decisions on labelled definitions, by benchmarks/rules.py",
        "definitions": len(cases),
        "by_situation": figures.by_situation,
        "by_rule": figures.by_rule,
    }
    PRECISION.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"wrote {PRECISION}")


def _counts(cases: Iterator[Case]) -> tuple[int, int]:
    outcomes = [case.is_right for case in cases]
    return sum(outcomes), len(outcomes)


def _share(outcomes: Iterator[bool]) -> str:
    listed = list(outcomes)
    return f"{sum(listed) / max(1, len(listed)):.4f}"


if __name__ == "__main__":
    main()
