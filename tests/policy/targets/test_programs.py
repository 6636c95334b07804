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


@pytest.mark.skipif(
    (platform.system(), platform.machine()) != ("Linux", "x86_64"), reason="one build is fetched"
)
def test_codex_reads_the_lists_that_are_written(tmp_path: Path, hostile_names: list[str]) -> None:
    with packed(f"{CODEX}-linux-x64", tmp_path) as archive:
        binary = next(name for name in archive.getnames() if name.endswith("/bin/codex"))
        archive.extract(binary, tmp_path, filter="data")
    for default in ("allow", "deny"):
        document = policy(hostile_names, default)
        text = compile_policy(document, "codex", server='my "shop"', tools=hostile_names).text
        (entry,) = tomllib.loads(text)["mcp_servers"].values()
        head = '[mcp_servers."my \\u0022shop\\u0022"]\n'
        config = text.replace(head, f'{head}command = "true"\n', 1)
        assert config != text
        (tmp_path / "config.toml").write_text(config, encoding="utf-8")
        told = subprocess.run(
            [tmp_path / binary, "mcp", "get", 'my "shop"', "--json"],
            env=os.environ | {"CODEX_HOME": str(tmp_path)},
            check=True,
            capture_output=True,
            text=True,
        )
        read = json.loads(told.stdout)
        for key in ("enabled_tools", "disabled_tools"):
            assert read[key] == entry.get(key)
