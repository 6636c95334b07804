"""A folder with a client configuration whose servers list what the test says."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from catalog.cli import main

SERVER = Path(__file__).resolve().parents[2] / "servers" / "listing.py"

LIST_EMAILS = {
    "name": "list_emails",
    "description": "List the e-mails in the inbox of the user and return their content.",
    "inputSchema": {"type": "object", "properties": {"folder": {"type": "string"}}},
}
SEND_MAIL = {
    "name": "send_mail",
    "description": "Send an e-mail to a recipient.",
    "inputSchema": {
        "type": "object",
        "properties": {"to": {"type": "string"}, "body": {"type": "string"}},
        "required": ["to"],
    },
}
DELETE_MAIL = {
    "name": "delete_mail",
    "description": "Permanently delete a message.",
    "inputSchema": {"type": "object"},
}
ADD = {
    "name": "add_numbers",
    "description": "Calculate the sum of two numbers.",
    "inputSchema": {"type": "object"},
}
MAIL = [LIST_EMAILS, SEND_MAIL, DELETE_MAIL]


class Project:
    """A project folder, with a home beside it, in which `toolrisk scan` is run."""

    list_emails = LIST_EMAILS
    send_mail = SEND_MAIL
    delete_mail = DELETE_MAIL
    add_numbers = ADD
    mail = MAIL

    def __init__(self, folder: Path, home: Path, cache: Path) -> None:
        self.folder, self.home, self.cache = folder, home, cache

    def tools(self, name: str, tools: list[Any]) -> list[str]:
        """Write the tools of a server; returns its command line."""
        file = self.folder / "servers" / f"{name}.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(tools), encoding="utf-8")
        return [sys.executable, "-I", "-S", str(SERVER), str(file)]

    def entry(self, name: str, tools: list[Any], *args: str, **more: Any) -> dict[str, Any]:
        """Return a configured server that lists `tools`."""
        command, *rest = self.tools(name, tools)
        return {"command": command, "args": [*rest, *args], **more}

    def configure(self, path: str = ".mcp.json", **servers: Any) -> Path:
        """Write a configuration with these servers: lists of tools, or whole entries."""
        entries = {
            name: self.entry(name, one) if isinstance(one, list) else one
            for name, one in servers.items()
        }
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"mcpServers": entries}, indent=2), encoding="utf-8")
        return file

    def scan(self, *args: str, cached: bool = True, given: str | None = None) -> Result:
        """Run the command here."""
        cache = ["--cache", str(self.cache)] if cached else []
        return CliRunner().invoke(main, ["scan", *args, *cache], input=given)

    def json(self, *args: str) -> Any:
        """Return what `--json` says, whatever the exit code."""
        result = self.scan(*args, "--json")
        assert result.stdout, result.stderr
        return json.loads(result.stdout)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return an empty project that is the working folder, with a home of its own."""
    made = Project(tmp_path / "project", tmp_path / "home", tmp_path / "cache")
    made.folder.mkdir()
    made.home.mkdir()
    monkeypatch.chdir(made.folder)
    monkeypatch.setenv("HOME", str(made.home))
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "CODEX_HOME"):
        monkeypatch.delenv(name, raising=False)
    return made
