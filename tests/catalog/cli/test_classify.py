"""`toolrisk classify` holds to its contract."""

import json
import os
import subprocess
import sys
from typing import Any

from click.testing import CliRunner, Result

from catalog.cli import main

_FIELDS = {
    "server",
    "name",
    "digest",
    "category",
    "risk",
    "confidence",
    "needs_review",
    "signals",
    "evidence",
    "risk_steps",
}
_RUN = [sys.executable, "-c", "from catalog.cli import main; main()", "classify"]


def _run(*arguments: str, given: str | bytes) -> Result:
    return CliRunner().invoke(main, ["classify", *arguments], input=given)


def _objects(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout_bytes.decode().splitlines()]


def test_one_line_for_each_definition_in_order() -> None:
    given = '{"name": "get_note", "server": "s", "inputSchema": null}\n{"name": "delete_note"}\n'
    result = _run("--json", given=given)
    assert result.exit_code == 0
    first, second = _objects(result)
    assert first.keys() >= _FIELDS
    assert (first["server"], first["name"], first["category"]) == ("s", "get_note", "Read")
    assert (second["server"], second["category"], second["risk"]) == (
        None,
        "Destructive",
        "Critical",
    )
    assert {"rule", "field", "start", "end", "quote"} <= second["evidence"][0].keys()


def test_listing_is_read_too() -> None:
    result = _run("--json", given=json.dumps({"result": {"tools": [{"name": "a"}]}}, indent=1))
    assert [one["name"] for one in _objects(result)] == ["a"]


def test_bad_line_is_reported_and_the_others_go_on() -> None:
    result = _run("--json", given='{"name": "a"}\n{bad}\n{"name": "c"}\n')
    assert result.exit_code == 1
    assert [one["name"] for one in _objects(result)] == ["a", "c"]
    assert result.stderr.startswith("line 2: no JSON")


def test_missing_file_is_a_usage_error() -> None:
    assert _run("--json", "/nowhere/at-all.json", given="").exit_code == 2


def test_empty_input_gives_nothing() -> None:
    result = _run("--json", given="")
    assert (result.exit_code, result.stdout_bytes) == (0, b"")


def test_table_shows_every_definition() -> None:
    result = _run(given='{"name": "delete_note"}\n{"name": "get_note"}')
    assert result.exit_code == 0
    assert "delete_note" in result.output
    assert "Destructive" in result.output
    assert "\x1b[" not in result.output


def test_table_shows_unprintable_characters_as_escapes() -> None:
    result = _run(given=json.dumps({"name": "a\u202eb\x1b[31m"}))
    assert "a\\u202eb\\x1b[31m" in result.output


def test_help_has_examples() -> None:
    assert "toolrisk classify --json" in _run("--help", given="").output


def test_output_is_utf8_whatever_the_locale() -> None:
    given = '{"name": "löschen", "description": "Löscht. \\ud800"}\n{"name": "\\ud800"}\n'
    environment = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    for arguments in (["--json"], []):
        result = subprocess.run(
            [*_RUN, *arguments],
            input=given.encode(),
            capture_output=True,
            env=environment,
            check=True,
        )
        assert "löschen" in result.stdout.decode("utf-8")
        assert result.stderr == b""


def test_reader_that_goes_away_is_no_traceback() -> None:
    process = subprocess.Popen(
        [*_RUN, "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin and process.stdout and process.stderr
    process.stdin.write(b'{"name": "a"}\n')
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["name"] == "a"
    process.stdout.close()
    try:
        process.stdin.write(b'{"name": "b"}\n' * 5000)
        process.stdin.close()
    except BrokenPipeError:
        pass
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait()
