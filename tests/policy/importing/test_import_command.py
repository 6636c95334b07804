import json
from pathlib import Path

from click.testing import CliRunner

from catalog.cli import main
from policy import loads

SETTINGS = json.dumps({"permissions": {"allow": ["mcp__shop__get"], "deny": ["Bash"]}})
INTERCEPT = """
version: "1"
tools: {pay: {rules: [{name: r, conditions: [{path: args.n, op: lt, value: 5}]}]}}
"""


def run(*arguments: str, given: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["policy", "import", "-", *arguments], input=given)
    return result.exit_code, result.stdout, result.stderr


def test_policy_goes_out_and_losses_are_told() -> None:
    code, out, told = run("--from", "claude-code", given=SETTINGS)
    assert code == 0
    assert set(loads(out).tools) == {"get"}
    assert "standard input: other-server at /permissions/deny/0: “Bash” is not about" in told


def test_losses_fail_a_strict_import() -> None:
    assert run("--from", "claude-code", "--strict", given=SETTINGS)[0] == 1
    plain = '{"version": "1", "default": "deny"}'
    assert run("--from", "policylayer", "--strict", given=plain)[0] == 0


def test_import_is_written_as_json() -> None:
    code, out, told = run("--from", "claude-code", "--json", given=SETTINGS)
    written = json.loads(out)
    assert (code, told, written["policy"]["default"]) == (0, "", "deny")
    assert written["losses"][0]["pointer"] == "/permissions/deny/0"


def test_tools_let_more_be_kept(tmp_path: Path) -> None:
    _, out, told = run("--from", "intercept", given=INTERCEPT)
    assert (json.loads(out)["tools"]["pay"]["action"], "one-value" in told) == ("deny", True)
    tools = tmp_path / "tools.json"
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}}
    tools.write_text(json.dumps({"tools": [{"name": "pay", "inputSchema": schema}]}))
    _, out, told = run("--from", "intercept", "--tools", str(tools), given=INTERCEPT)
    assert ("require" in json.loads(out)["tools"]["pay"], told) == (True, "")


def test_source_that_is_none_is_refused() -> None:
    for source in ("intercept", "policylayer", "claude-code"):
        code, out, told = run("--from", source, given="\x1b[]{")
        assert (code, out) == (1, "")
        assert "standard input: " in told and "\x1b" not in told
    code, _, told = run("--from", "policylayer", given='{"version": "1", "default": "x"}')
    assert (code, "/default" in told) == (1, True)
