import json
from pathlib import Path

from click.testing import CliRunner

from catalog.cli import main

TOOLS = '{"pay": {"rate_limit": {"max": 2, "window": 60}}}'
GOOD = f'{{"version": "1", "default": "deny", "tools": {TOOLS}}}'


def run(*arguments: str, given: str = GOOD) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["policy", *arguments], input=given)
    return result.exit_code, result.stdout, result.stderr


def test_valid_policy_is_summed_up(tmp_path: Path) -> None:
    file = tmp_path / "policy.json"
    file.write_text(GOOD)
    expected = f"{file}: a valid policy: default deny, 0 hidden, 1 listed.\n"
    assert run("check", str(file)) == (0, expected, "")


def test_problems_are_listed_with_their_lines() -> None:
    code, out, told = run("check", "-", given='{"version": "1",\n "defualt": "deny"}')
    assert (code, out) == (1, "")
    assert "standard input: 2 problems" in told
    assert "/defualt (line 2, column 13): This field is not known." in told


def test_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "policy.json"
    file.write_bytes(b"\xff\xfe")
    code, _, told = run("check", str(file))
    assert code == 1
    assert "not UTF-8" in told


def test_decision_is_told_in_a_line() -> None:
    code, out, _ = run("evaluate", "-", "--tool", "other")
    assert code == 0
    assert out.startswith("deny by /default: ")


def test_decision_is_told_as_json() -> None:
    code, out, _ = run("evaluate", "-", "--tool", "pay", "--args", '{"x": 0.1}', "--json")
    decision = json.loads(out)
    assert (code, decision["outcome"], decision["rule"]) == (0, "allow", "/tools/pay")
    (reservation,) = decision["reservations"]
    assert reservation == {
        "counter": "pay",
        "window": 60,
        "scope": "tool",
        "amount": "1",
        "max": "2",
        "rule": "/tools/pay/rate_limit",
    }


def test_approval_is_taken_into_account() -> None:
    asks = '{"version": "1", "default": "deny", "tools": {"a": {"action": "require_approval"}}}'
    assert run("evaluate", "-", "--tool", "a", given=asks)[1].startswith("require_approval by ")
    assert run("evaluate", "-", "--tool", "a", "--approved", given=asks)[1].startswith("allow by ")


def test_arguments_that_are_no_object_are_a_usage_error() -> None:
    for arguments in ("[]", "{", "1" * 5000, '{"x": 1, "x": 0}'):
        code, _, told = run("evaluate", "-", "--tool", "pay", "--args", arguments)
        assert code == 2
        assert "--args" in told


def test_hostile_text_cannot_drive_the_terminal() -> None:
    hostile = '{"version": "1", "default": "deny", "\\u001b[2J\\ud800": 1}'
    code, _, told = run("check", "-", given=hostile)
    assert code == 1
    assert "/\\x1b[2J\\ud800" in told
    _, out, _ = run("evaluate", "-", "--tool", "\u202e\x1b")
    assert "\\u202e\\x1b" in out
