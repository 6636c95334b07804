import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from catalog.cli import main

LISTING = '{"tools": [{"name": "get_note"}, {"name": "put_note"}]}'


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "notes.json"
    path.write_text(LISTING, encoding="utf-8")
    return path


def crawl(tmp_path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["crawl", "--db", str(tmp_path / "catalog.db"), *arguments])


def test_saved_listing_is_recorded_and_summed_up(tmp_path: Path, saved: Path) -> None:
    result = crawl(tmp_path, "--saved", str(saved))
    assert result.exit_code == 0
    assert "2 tools" in result.output
    assert "1 servers, 2 tools, 0 servers known before" in result.output


def test_json_is_one_line_a_server(tmp_path: Path, saved: Path) -> None:
    result = crawl(tmp_path, "--saved", str(saved), "--name", "n", "--json")
    (line,) = map(json.loads, result.output.splitlines())
    assert (line["server"], line["status"], line["tools"]) == ("n", "ok", 2)


def test_failed_server_makes_the_exit_code_and_is_told_why(tmp_path: Path, saved: Path) -> None:
    result = crawl(tmp_path, "--saved", str(saved), "--command", "no-such-program-here")
    assert result.exit_code == 1
    assert "not on PATH" in result.output
    assert "Not listed" in result.output


WRONG = {
    "unknown name": (["--only", "nobody"], "no server is called nobody"),
    "header": (["--url", "https://example.com", "--header", "odd"], "--header"),
    "name of many": (["--command", "a", "--command", "b", "--name", "x"], "--name goes with"),
    "missing list": (["--seeds", "no/such/file.yaml"], "cannot be read"),
    "open quote": (["--command", "'"], "cannot be started"),
    "registry": (["--registry", "http://127.0.0.1:9"], "does not answer"),
}


@pytest.mark.parametrize(("arguments", "told"), WRONG.values(), ids=WRONG.keys())
def test_wrong_call_is_told_and_records_nothing(
    tmp_path: Path, arguments: list[str], told: str
) -> None:
    result = crawl(tmp_path, *arguments)
    assert result.exit_code == 2
    assert told in result.output
    assert not (tmp_path / "catalog.db").exists()


ADDRESSES = {
    "flag": ["--command", "no-such-program --token t0p-s3cret"],
    "echo": ["--command", "env no-such-program --token t0p-s3cret"],
    "words": ["--command", "sh -c 'echo $2 >&2' x --token t0p-s3cret"],
    "address": ["--url", "http://127.0.0.1:9/mcp?key=t0p-s3cret"],
    "header": ["--url", "http://127.0.0.1:9/mcp", "--header", "Authorization: Bearer t0p-s3cret"],
}


@pytest.mark.parametrize("arguments", ADDRESSES.values(), ids=ADDRESSES.keys())
def test_credentials_of_the_call_are_neither_shown_nor_stored(
    tmp_path: Path, arguments: list[str]
) -> None:
    result = crawl(tmp_path, *arguments)
    assert result.exit_code == 1
    assert "t0p-s3cret" not in result.output
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("catalog.db*"))
    assert b"t0p-s3cret" not in stored


def test_hostile_name_steers_no_terminal(tmp_path: Path, saved: Path) -> None:
    result = crawl(tmp_path, "--saved", str(saved), "--name", "\x1b[2J[red]x\u202e")
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output
    assert "[red]x" in result.output


def test_credentials_of_a_configuration_are_neither_shown_nor_stored(tmp_path: Path) -> None:
    config = tmp_path / ".mcp.json"
    entry = {
        "command": "no-such-program",
        "args": ["--token", "t0p-s3cret"],
        "env": {"A": "t0p-s3cret"},
    }
    config.write_text(json.dumps({"mcpServers": {"one": entry}}), encoding="utf-8")
    result = crawl(tmp_path, "--config", str(config))
    assert result.exit_code == 1
    assert "t0p-s3cret" not in result.output
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("catalog.db*"))
    assert b"t0p-s3cret" not in stored
