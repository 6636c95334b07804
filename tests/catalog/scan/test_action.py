"""The action, the hooks and the examples of the guide are valid, and their commands run."""

import json
import os
import re
import shlex
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from pre_commit.clientlib import load_config, load_manifest

ROOT = Path(__file__).resolve().parents[3]
VENV = Path(sys.executable).parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
GUIDE = (ROOT / "site/guide/scan.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
WORKFLOW, HOOKS = (yaml.safe_load(example) for example in EXAMPLES)
(USED,) = (
    step["with"] for step in WORKFLOW["jobs"]["scan"]["steps"] if "/toolrisk@" in step["uses"]
)


@pytest.mark.parametrize(
    ("kind", "document"),
    [("github-actions", ACTION), ("github-workflows", WORKFLOW)],
    ids=["action", "workflow"],
)
def test_github_would_take_it(kind: str, document: Any) -> None:
    folder = files("check_jsonschema").joinpath("builtin_schemas/vendor")
    schema = json.loads(folder.joinpath(f"{kind}.json").read_text())
    # YAML 1.1 reads the key `on` as a truth value.
    document = {("on" if key is True else key): value for key, value in document.items()}
    jsonschema.Draft7Validator(schema).validate(document)


def test_every_action_is_pinned_to_a_commit() -> None:
    used = [step["uses"] for step in WORKFLOW["jobs"]["scan"]["steps"]]
    used += [step["uses"] for step in ACTION["runs"]["steps"] if "uses" in step]
    assert [one for one in used if not re.search(r"@([0-9a-f]{40}|COMMIT)\Z", one)] == []


def test_no_input_is_part_of_a_script() -> None:
    assert not any("${{" in step["run"] for step in ACTION["runs"]["steps"])


def test_example_names_inputs_that_there_are() -> None:
    assert set(USED) <= set(ACTION["inputs"])


def run_scan(folder: Path, temporary: Path, **inputs: str) -> tuple[int, dict[str, str], str]:
    """Run the scan step as GitHub does: inputs into variables, then the script under bash."""
    temporary.mkdir(exist_ok=True)
    if not (temporary / "toolrisk").exists():
        (temporary / "toolrisk").symlink_to(VENV)
    given = {name: one["default"] for name, one in ACTION["inputs"].items()} | inputs
    (step,) = (step for step in ACTION["runs"]["steps"] if step.get("id") == "scan")
    variables = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: given[match[1]], value)
        for name, value in step["env"].items()
    }
    output = temporary / "output"
    output.write_text("")
    environ = os.environ | variables
    environ |= {"RUNNER_TEMP": str(temporary), "GITHUB_OUTPUT": str(output)}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    done = subprocess.run(
        command, env=environ, cwd=folder, capture_output=True, text=True, timeout=90, check=False
    )
    said = dict(line.split("=", 1) for line in output.read_text().splitlines())
    return done.returncode, said, done.stdout + done.stderr


def test_the_action_fails_at_the_bar_and_still_writes_what_it_found(
    project: Any, tmp_path: Path
) -> None:
    project.configure(mail=project.mail)
    assert project.scan(".mcp.json", "--write-lock").exit_code == 0
    code, said, shown = run_scan(project.folder, tmp_path / "temporary", **USED)
    assert (code, said) == (1, {"sarif": "toolrisk.sarif", "exit-code": "1"}), shown
    assert json.loads((project.folder / "toolrisk.sarif").read_text())["runs"][0]["results"]


def test_the_action_takes_several_files_and_odd_names(project: Any, tmp_path: Path) -> None:
    project.configure(sums=[project.add_numbers])
    project.configure("$(touch x) y/.mcp.json", more=[project.add_numbers])
    config = ".mcp.json\n$(touch x) y/.mcp.json\n"
    code, _, shown = run_scan(project.folder, tmp_path / "temporary", config=config)
    assert code == 0, shown
    assert "more: 1 tool: 1 Low" in shown
    assert not (project.folder / "x").exists()


def test_the_action_takes_no_option_for_a_file(project: Any, tmp_path: Path) -> None:
    code, said, shown = run_scan(project.folder, tmp_path / "temporary", config="--help")
    assert (code, said["exit-code"]) == (2, "2")
    assert "File '--help' does not exist" in shown


def test_the_action_makes_the_folder_of_its_output(project: Any, tmp_path: Path) -> None:
    project.configure(sums=[project.add_numbers])
    place = "sub/dir/x.sarif"
    code, said, shown = run_scan(project.folder, tmp_path / "temporary", sarif=place)
    assert (code, said["sarif"]) == (0, place), shown
    assert (project.folder / place).is_file()


@pytest.mark.parametrize(("unreachable", "wanted"), [("fail", 3), ("warn", 0), ("x", 2)])
def test_a_server_that_cannot_be_listed_fails_or_warns(
    project: Any, tmp_path: Path, unreachable: str, wanted: int
) -> None:
    project.configure(far={"type": "http", "url": "http://127.0.0.1:9/mcp"})
    code, _, shown = run_scan(project.folder, tmp_path / "temporary", unreachable=unreachable)
    assert code == wanted, shown
    assert ("::warning::" in shown) == (unreachable == "warn")


def test_the_sandbox_is_required_unless_said_otherwise() -> None:
    assert ACTION["inputs"]["sandbox"]["default"] == "require"
    install = ACTION["runs"]["steps"][0]
    assert "bubblewrap" in install["run"]
    assert "runner.os == 'Linux'" in install["if"]


def test_example_for_pre_commit_is_valid_and_names_hooks_that_there_are(tmp_path: Path) -> None:
    manifest = load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))
    file = tmp_path / "config.yaml"
    file.write_text(EXAMPLES[1].replace("COMMIT", "a" * 40))
    (repository,) = load_config(str(file))["repos"]
    named = {hook["id"] for hook in repository["hooks"]}
    assert named == {hook["id"] for hook in manifest}


MATCHED = {
    ".mcp.json": (True, True),
    "shop/.mcp.json": (True, True),
    ".vscode/mcp.json": (True, True),
    ".codex/config.toml": (True, True),
    ".gemini/settings.json": (True, True),
    ".claude/settings.json": (True, False),
    "shop/.claude/settings.local.json": (True, False),
    ".cursor/cli.json": (True, False),
    ".vscode/settings.json": (True, False),
    "toolrisk.lock": (False, True),
    "mcp.json": (False, False),
    "x.mcp.json": (False, False),
    "settings.json": (False, False),
}


@pytest.mark.parametrize(("path", "is_matched"), MATCHED.items(), ids=MATCHED.keys())
def test_hooks_run_for_configurations_and_what_lies_beside(
    path: str, is_matched: tuple[bool, bool]
) -> None:
    scan, lock = load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))
    found = tuple(bool(re.search(hook["files"], path)) for hook in (scan, lock))
    assert found == is_matched


def test_hooks_fail_and_pass(project: Any) -> None:
    entries = {
        hook["id"]: shlex.split(hook["entry"])
        for hook in load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))
    }
    scan, lock = entries["toolrisk-scan"], entries["toolrisk-lock"]
    assert scan[:2] == lock[:2] == ["toolrisk", "scan"]
    project.configure(mail=project.mail)
    assert project.scan(*scan[2:], ".mcp.json").exit_code == 1
    assert project.scan(".mcp.json", "--write-lock").exit_code == 0
    assert project.scan(*lock[2:], ".mcp.json").exit_code == 0
    project.tools("mail", [project.add_numbers])
    assert project.scan(*lock[2:], "--refresh", ".mcp.json").exit_code == 1
    assert project.scan(*scan[2:], ".mcp.json").exit_code == 0


def test_commands_of_the_guide_run(project: Any) -> None:
    project.configure(sums=[project.add_numbers])
    commands = re.findall(r"^toolrisk scan([^#\n]*)", GUIDE, re.MULTILINE)
    assert len(commands) == 4
    for command in commands:
        result = project.scan(*shlex.split(command))
        assert result.exit_code == 0, (command, result.output)
