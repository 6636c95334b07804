"""`toolrisk policy compile`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from catalog.cli import main
from catalog.observation import Observation, Sandbox, Status
from catalog.server import Server, SourceKind
from catalog.store import Store
from classifier import parse_definition
from policy.targets import targets

POLICY = {"version": "1", "default": "deny", "tools": {"a": {}, "b": {"action": "deny"}}}
LIMITED = {
    "version": "1",
    "default": "deny",
    "tools": {"a": {"rate_limit": {"max": 1, "window": 60}}},
}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "tools.json").write_text(json.dumps({"tools": [{"name": "a"}, {"name": "b"}]}))
    (tmp_path / "policy.json").write_text(json.dumps(POLICY))
    (tmp_path / "limited.json").write_text(json.dumps(LIMITED))
    return tmp_path


def run(files: Path, *arguments: str, policy: str = "policy.json", server: str = "s") -> Result:
    command = ["policy", "compile", str(files / policy), "--server", server]
    return CliRunner().invoke(main, [*command, "--tools", str(files / "tools.json"), *arguments])


@pytest.mark.parametrize("target", [target.id for target in targets()])
def test_every_target_can_be_named(files: Path, target: str) -> None:
    result = run(files, "--to", target)
    assert result.exit_code == 0
    assert result.stdout.endswith("\n")


def test_output_and_losses_are_kept_apart(files: Path) -> None:
    result = run(files, "--to", "toolhive", policy="limited.json")
    assert json.loads(result.stdout)["cedar"]["policies"][0].startswith("forbid(")
    assert "Lost: Rate limits are lost: ToolHive (Cedar)" in result.stderr
    assert "--authz-config" in result.stderr


def test_output_goes_to_a_file(files: Path) -> None:
    result = run(files, "--to", "codex", "-o", str(files / "codex.toml"))
    assert result.exit_code == 0 and result.stdout == ""
    assert 'enabled_tools = [\n  "a",\n]' in (files / "codex.toml").read_text()


def test_a_tool_that_cannot_be_read_ends_it(files: Path) -> None:
    (files / "tools.json").write_text('{"name": "a"}\n{"name": 7}\n')
    result = run(files, "--to", "codex")
    assert result.exit_code == 1 and "line 2" in result.stderr and result.stdout == ""


def test_wrong_policy_ends_it(files: Path) -> None:
    (files / "policy.json").write_text('{"version": "1"}')
    result = run(files, "--to", "codex")
    assert result.exit_code == 1 and "default" in result.stderr


def test_unknown_target_and_server_that_is_no_text_are_usage_errors(files: Path) -> None:
    assert run(files, "--to", "clippy").exit_code == 2
    assert run(files, "--to", "codex", server="\ud800").exit_code == 2
    assert run(files, "--to", "codex", server="").exit_code == 2
    refused = run(files, "--to", "cursor", server='my "srv')
    assert refused.exit_code == 2 and "no way to write the name" in refused.stderr
    assert refused.stdout == ""


def test_asking_is_a_choice_that_is_told(files: Path) -> None:
    strict = run(files, "--to", "claude-code", "--lost", "deny", policy="limited.json")
    assert json.loads(strict.stdout)["permissions"]["deny"] == ["mcp__s__a", "mcp__s__b"]
    assert "denied instead" in strict.stderr and "--lost ask" in strict.stderr
    for chosen in ((), ("--lost", "ask")):
        lax = run(files, "--to", "claude-code", *chosen, policy="limited.json")
        assert json.loads(lax.stdout)["permissions"]["ask"] == ["mcp__s__a"]
    assert "a yes lets through what the policy denies" in lax.stderr
    assert "--lost ask" not in run(files, "--to", "toolhive", policy="limited.json").stderr


def test_tools_that_only_the_policy_names_are_written_and_told(files: Path) -> None:
    (files / "tools.json").write_text('{"tools": [{"name": "a"}]}')
    result = run(files, "--to", "claude-code")
    assert json.loads(result.stdout)["permissions"]["deny"] == ["mcp__s__b"]
    assert "Written although the server does not list it: “b”." in result.stderr
    assert "“s” has to be the name of the server in your own configuration." in result.stderr
    assert "has to be the name" not in run(files, "--to", "intercept").stderr


def test_tools_come_from_the_record_as_for_lint(files: Path) -> None:
    command = ["policy", "compile", str(files / "policy.json"), "--server", "s", "--to", "codex"]
    db = files / "catalog.db"
    assert CliRunner().invoke(main, command).exit_code == 2
    both = [*command, "--tools", str(files / "tools.json"), "--from-record", "demo"]
    assert CliRunner().invoke(main, both).exit_code == 2
    absent = CliRunner().invoke(main, [*command, "--from-record", "demo", "--db", str(db)])
    assert absent.exit_code == 1 and "no such file" in absent.stderr
    listing = Observation(
        "demo",
        "2026-11-24T12:00:00Z",
        0.1,
        Status.OK,
        "Listed.",
        "file",
        Sandbox.NOT_APPLICABLE,
        tools=(parse_definition({"name": "a"}),),
    )
    with Store(db) as store:
        store.record(Server("demo", SourceKind.SAVED, path="demo.json"), listing, "key")
    found = CliRunner().invoke(main, [*command, "--from-record", "demo", "--db", str(db)])
    assert found.exit_code == 0 and "although" in found.stderr
