"""Measure the classifier: definitions a second on one core and two, load time, memory.

Usage: python benchmarks/classify.py [DEFINITIONS] [--repeat-to 500000]

DEFINITIONS is JSON Lines (or .gz) with the fields of a definition; without it the definitions
written for the project are taken. The peer is TF-IDF over words and characters with logistic
regression, as a scikit-learn pipeline, fitted and timed in the same run on the same
definitions: it gives a category and no evidence. Rates count processor time, so a busy machine
changes them less than the clock would; the caches that it shares still cost a fifth. The stream
repeats all definitions under new names and is read line by line from a pipe, as
`toolrisk classify --json` reads it.
"""

import argparse
import gzip
import itertools
import json
import multiprocessing
import resource
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
"""Definitions that rates are taken over; the stream takes all."""
TOLD = 5
"""Points of the stream at which its memory is told."""
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
    parser.add_argument(
        "--repeat-to", type=int, default=500_000, help="definitions to stream; 0 streams none"
    )
    options = parser.parse_args()
    raws = list(itertools.islice(read_raws(options.definitions), MOST))
    print(f"{len(raws)} definitions from {options.definitions.name}")
    report_load()
    ours = report_rates(raws)
    report_peer(raws, ours)
    if options.repeat_to:
        report_stream(options.definitions, options.repeat_to)


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
    wall, each = two_cores(lines)
    print(f"two cores: {each:,.0f} a second from JSON text to JSON text")
    print(f"two cores: {wall:,.0f} a second by the clock, whatever else the machine does")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory of this process at most: {own:.0f} MB, {len(raws):,} definitions included")
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


def two_cores(lines: list[str]) -> tuple[float, float]:
    """Return items a second of two processes: by the clock, and the sum of their own rates."""
    halves = [lines[::2], lines[1::2]]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.map(answer_all, halves, chunksize=1)
        start = time.perf_counter()
        rates = pool.map(own_rate, halves, chunksize=1)
        return len(lines) / (time.perf_counter() - start), sum(rates)


def own_rate(lines: list[str]) -> float:
    """Return items a second of this process's own time, while another one runs beside it."""
    start = time.process_time()
    answer_all(lines)
    return len(lines) / (time.process_time() - start)


def report_peer(raws: list[dict[str, Any]], ours: float) -> None:
    """Print the rate of the peer, and ours as a ratio of it."""
    texts = [f"{raw['name']} {raw.get('description', '')[:1500]}" for raw in raws]
    labels = [classify(parse_definition(raw)).category.value for raw in raws]
    pipeline = text_pipeline(texts, labels)
    batch = rate(texts, pipeline.predict)
    single = rate(texts[:500], lambda some: [pipeline.predict([text]) for text in some])
    print(f"peer, in one batch: {batch:,.0f} a second; ours is {ours / batch:.2f} times that")
    print(f"peer, one at a time: {single:,.0f} a second; ours is {ours / single:.1f} times that")


def report_stream(path: Path, count: int) -> None:
    """Stream definitions through `toolrisk classify --json`; print its memory on the way."""
    command = [Path(sys.executable).with_name("toolrisk"), "classify", "--json"]
    told = []
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        for number, line in enumerate(repeated(path, count), 1):
            process.stdin.write(line)
            if number % max(1, count // TOLD) == 0:
                process.stdin.flush()
                told.append(f"{number:,}: {memory_of(process.pid)}")
        process.stdin.close()
        process.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    print(f"stream: {count:,} definitions, {count / seconds:,.0f} a second on one core")
    print(f"memory of the process, now and at most, after {'; '.join(told)}")


def repeated(path: Path, count: int) -> Iterator[bytes]:
    """Yield so many lines of JSON: the definitions in `path` again and again, each varied."""
    again = itertools.chain.from_iterable(read_raws(path) for _ in itertools.count())
    for number, raw in enumerate(itertools.islice(again, count), 1):
        varied = {"name": f"{raw['name']}_{number}"}
        if raw.get("description"):
            varied["description"] = f"{raw['description']} Number {number}."
        yield json.dumps(raw | varied).encode() + b"\n"


def memory_of(pid: int) -> str:
    """Return the resident memory of a process in MB, now and at most."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    sizes = dict(line.split(":", 1) for line in status.splitlines())
    now, most = (int(sizes[key].split()[0]) / 1024 for key in ("VmRSS", "VmHWM"))
    return f"{now:.0f}/{most:.0f} MB"


if __name__ == "__main__":
    main()
