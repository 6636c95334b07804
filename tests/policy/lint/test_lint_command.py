import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from catalog.cli import main
from catalog.observation import Observation, Sandbox, Status
from catalog.server import Server, SourceKind
from catalog.store import Store
from classifier import parse_definition

TOOLS = [
    {"name": "get_note", "description": "Get a note."},
    {"name": "drop_table", "description": "Delete a table for good."},
]
GOOD: dict[str, Any] = {"version": "1", "default": "deny", "tools": {"get_note": {}}}
BAD = GOOD | {"hide": ["drop_tabel"]}
RISKY = GOOD | {"default": "allow"}


@pytest.fixture
def tools(tmp_path: Path) -> str:
    file = tmp_path / "tools.json"
    file.write_text(json.dumps({"tools": TOOLS}))
    return str(file)


def run(*arguments: str, policy: Any = GOOD) -> tuple[int, str, str]:
    given = json.dumps(policy)
    result = CliRunner().invoke(main, ["policy", "lint", "-", *arguments], input=given)
    return result.exit_code, result.stdout, result.stderr


def test_policy_in_order_passes(tools: str) -> None:
    assert run("--tools", tools) == (0, "standard input: nothing found.\n", "")


def test_finding_is_told_with_place_and_remedy(tools: str) -> None:
    code, out, _ = run("--tools", tools, policy=BAD)
    assert code == 1
    assert "error unknown-tool at /hide/0" in out
    assert "Did you mean “drop_table”?" in out
    assert "  Documentation: guide/lint/#unknown-tool\n" in out
    assert out.endswith("standard input: 1 error.\n")


def test_finding_is_told_as_json(tools: str) -> None:
    code, out, _ = run("--tools", tools, "--json", policy=BAD)
    (finding,) = json.loads(out)["findings"]
    assert (code, finding["id"], finding["pointer"]) == (1, "unknown-tool", "/hide/0")
    assert finding["page"] == "guide/lint/#unknown-tool"
    assert finding["line"] == 1


@pytest.mark.parametrize(
    ("policy", "fail_on", "code"),
    [
        (BAD, "error", 1),
        (BAD, "warning", 1),
        (BAD, "never", 0),
        (RISKY, "error", 0),
        (RISKY, "warning", 1),
        (GOOD, "warning", 0),
    ],
)
def test_exit_code_is_that_of_the_threshold(
    policy: Any, fail_on: str, code: int, tools: str
) -> None:
    assert run("--tools", tools, "--fail-on", fail_on, policy=policy)[0] == code


def test_tools_come_from_the_record(tmp_path: Path) -> None:
    record = tmp_path / "catalog.db"
    listing = Observation(
        "notes",
        "2026-11-24T12:00:00Z",
        0.1,
        Status.OK,
        "Listed.",
        "file",
        Sandbox.NOT_APPLICABLE,
        tools=tuple(map(parse_definition, TOOLS)),
    )
    with Store(record) as store:
        server = Server("notes", SourceKind.NPM, package="@x/jotter", version="1.0.0")
        store.record(server, listing, "key")
    code, out, _ = run("--server", "notes", "--db", str(record), policy=BAD)
    assert (code, "unknown-tool" in out) == (1, True)
    code, _, told = run("--server", "other", "--db", str(record))
    assert (code, "no server “other” in this record" in told) == (1, True)
    for wrong in ("my-note", "NOTES", "npm:@x/jotter@1.0.0"):
        code, _, told = run("--server", wrong, "--db", str(record))
        assert (code, "Did you mean “notes”?" in told) == (1, True)


def test_record_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    missing = tmp_path / "none.db"
    assert run("--server", "notes", "--db", str(missing))[0] == 1
    assert not missing.exists()


def test_tools_are_needed() -> None:
    code, _, told = run()
    assert (code, "--tools or by --server" in told) == (2, True)


def test_lock_file_shows_what_changed(tools: str, tmp_path: Path) -> None:
    lock = tmp_path / "toolrisk.lock"
    noted = {"get_note": {"digest": "sha256:0"}}
    lock.write_text(json.dumps({"version": 1, "servers": {"notes": {"tools": noted}}}))
    code, out, _ = run("--tools", tools, "--lock", str(lock))
    assert (code, "definition-changed at /tools/get_note" in out) == (1, True)
    code, _, told = run("--tools", tools, "--lock", str(lock), "--server", "other")
    assert (code, "does not note the server “other”" in told) == (1, True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"version": 2, "servers": {}}',
        '{"version": 1, "servers": {"a": {}, "b": {}}}',
        '{"version": 1, "servers": {"a": {}}}',
        '{"version": 1, "servers": {"a": {"tools": {"t": 1}}}}',
    ],
)
def test_lock_file_that_is_none_is_refused(text: str, tools: str, tmp_path: Path) -> None:
    lock = tmp_path / "toolrisk.lock"
    lock.write_text(text)
    code, out, told = run("--tools", tools, "--lock", str(lock))
    assert (code, out) == (1, "")
    assert f"{lock}: " in told


def test_hostile_names_are_told_as_escapes(tools: str) -> None:
    _, out, _ = run("--tools", tools, policy=GOOD | {"hide": ["\u202e\x1b{0}"]})
    assert "\\u202e\\x1b{0}" in out
