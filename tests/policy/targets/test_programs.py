"""What the clients themselves make of compiled policies: their own code, from npm."""

import json
import os
import platform
import subprocess
import tarfile
import tomllib
from pathlib import Path
from typing import Any

import pytest

from policy.targets import compile_policy

pytestmark = pytest.mark.registry
GEMINI = "@google/gemini-cli-core@0.61.0"
CODEX = "@openai/codex@0.169.0"
CLAUDE = "@anthropic-ai/claude-code-linux-x64@2.1.331"
ACTIONS = ("allow", "deny", "require_approval")
FILTER = "package/dist/src/tools/mcp-client.js"
ASK_IT = """
const fs = require("fs");
const { source, names, config } = JSON.parse(fs.readFileSync(0));
const debugLogger = { warn() {} };
eval(source.replace("export function isEnabled", "globalThis.isEnabled = function isEnabled"));
console.log(JSON.stringify(names.map((name) => isEnabled({ name }, "s", config))));
"""


def packed(package: str, folder: Path) -> tarfile.TarFile:
    command = ["npm", "pack", package, "--silent"]
    name = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
    return tarfile.open(folder / name.strip().splitlines()[-1])


def policy(names: list[str], default: str) -> dict[str, Any]:
    listed = {name: {"action": ACTIONS[at % 3]} for at, name in enumerate(names) if at % 4}
    return {"version": "1", "default": default, "tools": listed}


@pytest.mark.parametrize("default", ["allow", "deny"])
def test_gemini_cli_enables_what_is_read_back(
    default: str, tmp_path: Path, readers: dict[str, Any], hostile_names: list[str]
) -> None:
    with packed(GEMINI, tmp_path) as archive:
        member = archive.extractfile(FILTER)
        assert member
        source = member.read().decode("utf-8")
    source = source[source.index("export function isEnabled") :]
    names = [*hostile_names, "pay", "pay(x)"]
    text = compile_policy(policy(names, default), "gemini-cli", server="s", tools=names).text
    asked = {"source": source, "names": names, "config": json.loads(text)["mcpServers"]["s"]}
    answer = subprocess.run(
        ["node", "-e", ASK_IT], input=json.dumps(asked), check=True, capture_output=True, text=True
    )
    decide = readers["gemini-cli"](text, "s")
    assert json.loads(answer.stdout) == [decide(name, {}) != "deny" for name in names]


ONE_BUILD = pytest.mark.skipif(
    (platform.system(), platform.machine()) != ("Linux", "x86_64"), reason="one build is fetched"
)


def program(package: str, name: str, folder: Path) -> Path:
    with packed(package, folder) as archive:
        binary = next(each for each in archive.getnames() if each.endswith(f"/{name}"))
        archive.extract(binary, folder, filter="data")
    return folder / binary


def read_by_codex(binary: Path, home: Path) -> dict[str, Any]:
    """Return the servers that Codex reads in its configuration, as its app server tells them."""
    hello = {"clientInfo": {"name": "test", "version": "1"}}
    asked = [
        {"id": 1, "method": "initialize", "params": hello},
        {"method": "initialized"},
        {"id": 2, "method": "config/read", "params": {"includeLayers": False}},
    ]
    with subprocess.Popen(
        [binary, "app-server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"CODEX_HOME": str(home), "HOME": str(home), "PATH": os.defpath},
        text=True,
    ) as running:
        assert running.stdin and running.stdout
        try:
            running.stdin.write("".join(f"{json.dumps(each)}\n" for each in asked))
            running.stdin.flush()
            answer = next(each for each in map(json.loads, running.stdout) if each.get("id") == 2)
        finally:
            running.terminate()
    servers: dict[str, Any] = answer["result"]["config"]["mcp_servers"]
    return servers


@ONE_BUILD
def test_codex_reads_the_lists_and_modes_that_are_written(
    tmp_path: Path, hostile_names: list[str]
) -> None:
    binary = program(f"{CODEX}-linux-x64", "codex", tmp_path)
    for default in ("allow", "deny"):
        document = policy(hostile_names, default)
        text = compile_policy(document, "codex", server='my "shop"', tools=hostile_names).text
        (entry,) = tomllib.loads(text)["mcp_servers"].values()
        head = '[mcp_servers."my \\u0022shop\\u0022"]\n'
        config = text.replace(head, f'{head}command = "true"\n', 1)
        assert config != text
        (tmp_path / "config.toml").write_text(config, encoding="utf-8")
        (read,) = read_by_codex(binary, tmp_path).values()
        known = ("enabled_tools", "disabled_tools", "default_tools_approval_mode", "tools")
        assert {key: read[key] for key in known if key in read} == entry
        assert {each["approval_mode"] for each in entry["tools"].values()} <= {"approve", "prompt"}


def doctor(binary: Path, home: Path, settings: dict[str, Any]) -> str:
    """Return what `claude doctor` says about the settings of a user."""
    (home / ".claude").mkdir(exist_ok=True)
    (home / ".claude" / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    offline = {"CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "DISABLE_AUTOUPDATER": "1"}
    return subprocess.run(
        [binary, "doctor"],
        cwd=home,
        env={"HOME": str(home), "PATH": os.defpath} | offline,
        stdin=subprocess.DEVNULL,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout


@ONE_BUILD
def test_claude_code_finds_no_fault_in_the_rules_that_are_written(
    tmp_path: Path, hostile_names: list[str]
) -> None:
    binary = program(CLAUDE, "claude", tmp_path)
    odd = "permissions.ask: Invalid permission rule"
    assert odd in doctor(binary, tmp_path, {"permissions": {"ask": ["mcp__s__b(x)"]}})
    for server, default in (("shop", "allow"), ('my "shop"', "deny"), ("a__b", "allow")):
        names = [name for name in hostile_names if name]
        document = policy(names, default)
        text = compile_policy(document, "claude-code", server=server, tools=names).text
        told = doctor(binary, tmp_path, json.loads(text))
        assert "Claude Code doctor" in told and "Invalid settings" not in told
