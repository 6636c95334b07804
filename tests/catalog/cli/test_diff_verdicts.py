"""Flips between two files of verdicts are printed, whatever their form."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from catalog.cli import main
from catalog.observation import Observation, Sandbox, ServerFacts, Status
from catalog.server import Server, SourceKind
from catalog.store import Store
from classifier import classify, parse_definition

_RAW = [{"name": "list_birds"}, {"name": "delete_nest", "description": "Deletes a nest."}]


def _lines(path: Path, **changes: Any) -> Path:
    rows = [{"name": raw["name"]} | classify(parse_definition(raw)).as_json() for raw in _RAW]
    rows[1] |= changes
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def _record(path: Path) -> Path:
    tools = tuple(parse_definition(raw) for raw in _RAW)
    server = Server(name="aviary", source=SourceKind.COMMAND, command=("x",))
    observation = Observation(
        server="aviary",
        observed_at="2026-01-01T00:00:00Z",
        duration=1.0,
        status=Status.OK,
        reason="",
        transport="stdio",
        sandbox=Sandbox.NONE,
        facts=ServerFacts(),
        launch=(),
        warnings=(),
        tools=tools,
    )
    with Store(path) as store:
        store.record(server, observation, "key")
        store.write_verdicts(classify(tool) for tool in tools)
    return path


def test_no_flip_ends_with_0(tmp_path: Path) -> None:
    same = _lines(tmp_path / "a.jsonl")
    result = CliRunner().invoke(main, ["diff-verdicts", str(same), str(same)])
    assert (result.exit_code, result.stdout) == (0, "")
    assert "0 of 2 verdicts flip" in result.stderr


def test_flips_are_told_with_both_values(tmp_path: Path) -> None:
    old = _lines(tmp_path / "a.jsonl", category="Write", risk="Medium", signals=["bulk"])
    new = _lines(tmp_path / "b.jsonl")
    result = CliRunner().invoke(main, ["diff-verdicts", str(old), str(new)])
    assert result.exit_code == 1
    assert "delete_nest" in result.stdout
    assert "category: Write → Destructive; risk: Medium → Critical" in result.stdout
    assert "signals: bulk → -" in result.stdout


def test_a_record_is_compared_with_lines(tmp_path: Path) -> None:
    old = _lines(tmp_path / "a.jsonl", category="Write")
    new = _record(tmp_path / "catalog.db")
    result = CliRunner().invoke(main, ["diff-verdicts", str(old), str(new), "--json"])
    (flip,) = map(json.loads, result.stdout.splitlines())
    assert flip["name"] == "delete_nest"
    assert flip["changes"] == {"category": {"old": "Write", "new": "Destructive"}}


def test_a_file_of_something_else_ends_with_2(tmp_path: Path) -> None:
    odd = tmp_path / "odd.jsonl"
    odd.write_text("nonsense\n")
    result = CliRunner().invoke(main, ["diff-verdicts", str(odd), str(odd)])
    assert result.exit_code == 2
    assert result.stderr.startswith("toolrisk:")
