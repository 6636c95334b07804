"""Hold every target of `toolrisk policy compile` against `policy.evaluate`, server by server.

Usage: python benchmarks/targets.py [SOURCE] [--restrict]

SOURCE is the record of a crawl (build/catalog.db where absent), or JSON Lines (.gz) with one
definition a line and its `server`. For each server its least-privilege policy is compiled for
every target; the output is read back by the readers of tests/policy/targets, and each decision
compared. `--restrict` does the same with the policy that restricts one tool, for every tool.
The exit code is 1 where anything differs that no loss tells.
"""

import argparse
import gzip
import importlib.util
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from catalog.store import Store
from classifier import Definition, classify, parse_definition
from policy import Policy, least_privilege, load, restrict
from policy.targets import Compiled, compile_policy, targets

READERS = Path(__file__).resolve().parents[1] / "tests" / "policy" / "targets"
VALUES = ("a", "https://docs.example.com/x", "../x", "select 1", 5, 10_001, -1, None, True, ["a"])
SHOWN = 20


def main() -> int:
    """Run and print what was compared, what is lost, and what differs."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("source", nargs="?", type=Path, default=Path("build/catalog.db"))
    parser.add_argument("--restrict", action="store_true")
    options = parser.parse_args()
    comparing = _module("comparing")
    readers = _module("clients").READERS | _module("gateways").READERS
    started, count, found = time.perf_counter(), Counter[str](), list[str]()
    lost: dict[str, Counter[str]] = defaultdict(Counter)
    for name, definitions in _servers(options.source):
        server = _client_name(name)
        count["servers"] += 1
        count["tools"] += len(definitions)
        names = [definition.name for definition in definitions]
        for document in _documents(definitions, every_tool=options.restrict):
            policy = load(document)
            for target in targets():
                compiled = compile_policy(policy, target.id, server=server, tools=definitions)
                decide = readers[target.id](compiled.text, server)
                count["outputs"] += 1
                _count(lost[target.id], compiled)
                found += comparing.violations(
                    policy, compiled, decide, target=target.id, tools=names, calls=_calls(policy)
                )
    _print(count, lost, found, time.perf_counter() - started)
    return 1 if found else 0


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, READERS / f"{name}.py")
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _servers(source: Path) -> Iterator[tuple[str, list[Definition]]]:
    if source.suffix == ".db":
        with Store(source) as store:
            for server in store.servers():
                observation = store.latest(server.name)
                if observation is not None and observation.tools:
                    yield server.name, list(observation.tools)
        return
    grouped: dict[str, list[Definition]] = defaultdict(list)
    opened = gzip.open if source.suffix == ".gz" else open
    with opened(source, "rt", encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            grouped[str(raw.get("server") or raw.get("source"))].append(parse_definition(raw))
    yield from grouped.items()


def _client_name(server: str) -> str:
    """Return a name that somebody would give the server in a client."""
    words = re.findall(r"[A-Za-z0-9]+", server.rstrip("/").rpartition("/")[2])
    return "-".join(words) or "server"


def _documents(definitions: list[Definition], *, every_tool: bool) -> Iterator[dict[str, Any]]:
    pairs = [(definition, classify(definition)) for definition in definitions]
    yield least_privilege(pairs)
    if every_tool:
        yield from (restrict(*pair) for pair in pairs)


def _calls(policy: Policy) -> list[Mapping[str, Any]]:
    """Return calls that meet and miss the conditions of a policy, one argument or all at once."""
    paths = {
        condition.steps
        for rule in policy.tools.values()
        for each in (*rule.require, *rule.deny_if)
        for condition in each.conditions
        if all(isinstance(step, str) for step in condition.steps)
    }
    ordered = sorted(paths, key=str)[:30]
    calls: list[Mapping[str, Any]] = [{}]
    for value in VALUES if ordered else ():
        calls.append(_merged(ordered, value))
        calls += [_merged([steps], value) for steps in ordered[:5]]
    return calls


def _merged(paths: list[tuple[Any, ...]], value: Any) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    for *outer, last in paths:
        within = arguments
        for step in outer:
            inner = within.setdefault(step, {})
            within = inner if isinstance(inner, dict) else within
        within[last] = value
    return arguments


def _count(lost: Counter[str], compiled: Compiled) -> None:
    lost["lossless outputs"] += not compiled.losses
    for loss in compiled.losses:
        lost[loss.kind] += len(loss.tools) or 1


def _print(
    count: Counter[str], lost: Mapping[str, Counter[str]], found: list[str], seconds: float
) -> None:
    print(", ".join(f"{number:,} {what}" for what, number in count.items()), f"in {seconds:.1f} s")
    for target, kinds in lost.items():
        told = ", ".join(f"{number:,} {kind}" for kind, number in kinds.most_common() if number)
        print(f"  {target}: {told}")
    print(f"{len(found):,} differences that no loss tells")
    for each in found[:SHOWN]:
        print(f"  {each}")


if __name__ == "__main__":
    sys.exit(main())
