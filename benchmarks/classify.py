"""Measure the classifier: definitions a second on one core and two, load time, memory.

Usage: python benchmarks/classify.py [DEFINITIONS] [--stream 500000]

DEFINITIONS is JSON Lines (or .gz) with the fields of a definition; without it the definitions
written for the project are taken. The peer is TF-IDF over words and characters with logistic
regression, as a scikit-learn pipeline, fitted and timed in the same run on the same
definitions: it gives a category and no evidence. Rates count processor time, so a busy machine
does not change them much. The stream repeats the definitions under new names and is read line
by line from a pipe, as `toolrisk classify --json` reads it.
"""

import argparse
import gzip
import itertools
import json
import multiprocessing
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from classifier import Definition, classify, parse_definition
from classifier.training.baselines import text_pipeline

SYNTHETIC = Path(__file__).parents[1] / "classifier/labels/synthetic.jsonl"
FIELDS = ("name", "title", "description", "inputSchema", "outputSchema", "annotations")
MOST = 8_000
LOAD = """
import time
start = time.perf_counter()
from classifier import classify, parse_definition
imported = time.perf_counter()
classify(parse_definition({"name": "list_notes"}))
print(imported - start, time.perf_counter() - imported)
"""


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("definitions", type=Path, nargs="?", default=SYNTHETIC)
    parser.add_argument("--stream", type=int, default=500_000, help="definitions to stream")
    options = parser.parse_args()
    raws = list(itertools.islice(read_raws(options.definitions), MOST))
    print(f"{len(raws)} definitions from {options.definitions.name}")
    report_load()
    ours = report_rates(raws)
    report_peer(raws, ours)
    if options.stream:
        report_stream(raws, options.stream)


def read_raws(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the declared fields of every definition."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            raw = json.loads(line)
            raw = raw.get("definition", raw)
            yield {key: raw[key] for key in FIELDS if raw.get(key) is not None}


def report_load() -> None:
    """Print how long a fresh process needs until its first verdict."""
    runs = [
        subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True)
        for _ in range(3)
    ]
    imported, first = min(tuple(map(float, run.stdout.split())) for run in runs)
    print(f"load: {imported:.2f} s to import, {first:.2f} s for rules, model and first verdict")


def report_rates(raws: list[dict[str, Any]]) -> float:
    """Print the rates; return definitions a second on one core, from JSON to JSON."""
    lines = [json.dumps(raw) for raw in raws]
    definitions = [parse_definition(raw) for raw in raws]
    warm(definitions)
    verdicts = rate(definitions, classify_all)
    whole = rate(lines, answer_all)
    print(f"one core: {verdicts:,.0f} verdicts a second with evidence")
    print(f"one core: {whole:,.0f} a second from JSON text to JSON text")
    print(f"two cores: {two_cores(lines):,.0f} a second from JSON text to JSON text (wall clock)")
    return verdicts


def warm(definitions: list[Definition]) -> None:
    """Let caches and automata fill."""
    classify_all(definitions)


def rate(items: list[Any], work: Any) -> float:
    """Return items a second of processor time, the best of three runs."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        work(items)
        best = min(best, time.process_time() - start)
    return len(items) / best


def classify_all(definitions: list[Definition]) -> None:
    """Classify all."""
    for definition in definitions:
        classify(definition)


def answer_all(lines: list[str]) -> int:
    """Go from JSON to JSON, and return the characters written."""
    return sum(
        len(json.dumps(classify(parse_definition(json.loads(line))).as_json())) for line in lines
    )


def two_cores(lines: list[str]) -> float:
    """Return items a second of two processes."""
    halves = [lines[::2], lines[1::2]]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.map(answer_all, halves)
        start = time.perf_counter()
        pool.map(answer_all, halves)
        return len(lines) / (time.perf_counter() - start)


def report_peer(raws: list[dict[str, Any]], ours: float) -> None:
    """Print the rate of the peer, and ours as a ratio of it."""
    texts = [f"{raw['name']} {raw.get('description', '')[:1500]}" for raw in raws]
    labels = [classify(parse_definition(raw)).category.value for raw in raws]
    pipeline = text_pipeline(texts, labels)
    batch = rate(texts, pipeline.predict)
    single = rate(texts[:500], lambda some: [pipeline.predict([text]) for text in some])
    print(f"peer, in one batch: {batch:,.0f} a second; ours is {ours / batch:.2f} times that")
    print(f"peer, one at a time: {single:,.0f} a second; ours is {ours / single:.1f} times that")


def report_stream(raws: list[dict[str, Any]], count: int) -> None:
    """Stream definitions through `toolrisk classify --json`; print its memory on the way."""
    command = [Path(sys.executable).with_name("toolrisk"), "classify", "--json"]
    start = time.perf_counter()
    told = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        for number, raw in zip(range(1, count + 1), itertools.cycle(raws), strict=False):
            line = json.dumps(raw | {"name": f"{raw['name']}_{number}"})
            process.stdin.write(line.encode() + b"\n")
            if number % max(1, count // 5) == 0:
                process.stdin.flush()
                told.append(f"{number:,}: {memory_of(process.pid):.0f} MB")
        process.stdin.close()
        process.wait()
    rate_ = count / (time.perf_counter() - start)
    print(f"stream: {count:,} definitions, {rate_:,.0f} a second of wall clock")
    print(f"memory of the process after {', '.join(told)}")


def memory_of(pid: int) -> float:
    """Return the resident memory of a process, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
