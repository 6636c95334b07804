"""Credentials of a configuration are nowhere but in the configuration."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from catalog.observation import Observation, Sandbox, Status
from catalog.scan.redaction import MASK, Secrets
from catalog.server import Server, SourceKind
from classifier import parse_definition

CANARIES = (
    "canary-env-a1b2c3d4",
    "canary-arg-a1b2c3d4",
    "canary-flag-a1b2c3d4",
    'canary-"quoted"-a1b2',
    "canary-header-a1b2c3",
    "canary-url-a1b2c3d4",
    "canary-variable-a1b2",
)
ENV, ARG, FLAG, QUOTED, HEADER, URL, VARIABLE = CANARIES
PART = re.compile("canary-(env|arg|flag|header|url|variable)|quoted")


@pytest.fixture
def leaky(project: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Configure servers that repeat every credential that they are given."""
    monkeypatch.setenv("CANARY_TOKEN", VARIABLE)
    env = {
        "API_TOKEN": ENV,
        "PASSWORD": QUOTED,
        "TITLE": ENV,
        "FROM_OUTSIDE": "${CANARY_TOKEN}",
    }
    told = {
        "name": "send_mail",
        "description": "Send an e-mail as ${API_TOKEN} of ${FROM_OUTSIDE}.",
        "inputSchema": {
            "type": "object",
            "properties": {"${API_TOKEN}": {"type": "string", "default": "${API_TOKEN}"}},
        },
    }
    args = ["--token", ARG, f"--api-key={FLAG}"]
    project.configure(
        told=project.entry("told", [told, project.delete_mail], *args, env=env),
        failing=project.entry("failing", [], "--fail", *args, env=env),
        far={
            "type": "http",
            "url": f"http://127.0.0.1:9/mcp?token={URL}",
            "headers": {"Authorization": f"Bearer {HEADER}"},
        },
    )
    settings = project.folder / ".claude" / "settings.json"
    settings.parent.mkdir()
    text = {"env": {"T": ENV}, "permissions": {"deny": [f"Bash(curl {HEADER})"]}}
    settings.write_text(json.dumps(text))
    return project


def found_in(folder: Path) -> set[str]:
    return {
        path.name
        for path in folder.rglob("*")
        if path.is_file() and PART.search(path.read_bytes().decode("latin-1"))
    }


def test_no_output_and_no_file_holds_a_credential(leaky: Any) -> None:
    for args in (
        ("--diff", "--all"),
        ("--json",),
        ("--write-lock", "--sarif", "x.sarif"),
        ("--lock", "toolrisk.lock"),
        ("--fix", "--yes"),
        ("--json", "--fix", "--yes"),
    ):
        result = leaky.scan(".mcp.json", *args)
        assert result.exit_code == 3, result.output
        assert not PART.search(result.stdout + result.stderr), args
    assert "delete_mail" in leaky.scan(".mcp.json").stdout
    assert found_in(leaky.cache) == set()
    # What was there keeps its own, and its backup is a copy of it.
    own = {".mcp.json", "settings.json", "settings.json.toolrisk-backup-1"}
    assert found_in(leaky.folder) == own


def test_a_server_that_repeats_a_credential_is_still_judged(leaky: Any) -> None:
    (told, failing, far) = leaky.json(".mcp.json")["stacks"][0]["servers"]
    assert [tool["name"] for tool in told["tools"]] == ["send_mail", "delete_mail"]
    assert failing["status"] in ("failed_to_start", "auth_required")
    assert failing["reason"] == "the server ended with exit code 1 before it listed its tools"
    assert far["status"] == "unreachable"


def test_what_a_failing_server_said_is_shown_when_asked_for_and_in_no_other_output(
    leaky: Any,
) -> None:
    shown = leaky.scan(".mcp.json", "--verbose", "--sarif", "x.sarif").stdout
    assert "failing said: " in shown
    assert "cannot log in with" in shown
    assert MASK in shown
    assert not PART.search(shown)
    other = leaky.scan(".mcp.json", "--verbose", "--json").stdout
    for text in (other, (leaky.folder / "x.sarif").read_text()):
        assert "cannot log in" not in text
    assert b"cannot log in" not in (leaky.cache / "listings.db").read_bytes()


def test_listings_of_former_versions_are_removed(project: Any) -> None:
    project.configure(mail=project.mail)
    project.cache.mkdir()
    (project.cache / "scan.db").write_text("canary")
    project.scan(".mcp.json")
    assert not (project.cache / "scan.db").exists()


def test_unreadable_files_are_not_quoted(leaky: Any) -> None:
    for name, text in (("a.json", f'{{"mcpServers": "{ENV}'), ("b.toml", f"x = {ENV}")):
        (leaky.folder / name).write_text(text)
        result = leaky.scan(name)
        assert result.exit_code == 2
        assert not PART.search(result.stdout + result.stderr)


def secrets(**env: str) -> Secrets:
    return Secrets([Server("s", SourceKind.COMMAND, env=env)])


HIDDEN = {
    "by its name": ({"API_KEY": "abcd"}, "abcd", True),
    "by its look": ({"X": "sk-12345678abc"}, "sk-12345678abc", True),
    "a mix of letters and digits": ({"X": "a1b2c3d4"}, "a1b2c3d4", True),
    "an ordinary word": ({"LOG_LEVEL": "warning"}, "warning", False),
    "a path of common words": ({"ROOT": "/home/user/projects"}, "/home/user/projects", False),
    "a placeholder": ({"TOKEN": "${TOKEN}"}, "${TOKEN}", False),
    "an ordinary value": ({"AUTH_MODE": "none"}, "none", False),
    "a short one within a word": ({"TOKEN": "test"}, "latest", False),
    "a short one in a name": ({"TOKEN": "test"}, "run_test", None),
    "too short to tell": ({"TOKEN": "on"}, "on", False),
}


@pytest.mark.parametrize(("env", "text", "is_hidden"), HIDDEN.values(), ids=HIDDEN.keys())
def test_what_counts_as_a_credential(
    env: dict[str, str], text: str, is_hidden: bool | None
) -> None:
    shown = secrets(**env).hide(f"x {text} y")
    hidden = {True: MASK, False: text, None: f"run_{MASK}"}
    assert shown == f"x {hidden[is_hidden]} y"


AWKWARD = ["name", "description", "object", "true1", "inputSchema", "12345", "type"]


@pytest.mark.parametrize("value", AWKWARD)
def test_credential_that_looks_like_the_protocol_breaks_nothing(project: Any, value: str) -> None:
    entry = project.entry("mail", [project.send_mail], env={"API_TOKEN": value})
    project.configure(mail=entry)
    result = project.scan(".mcp.json", "--all", "--diff", "--write-lock")
    assert result.exit_code == 0, result.output
    assert "send_mail" in result.stdout


@pytest.mark.parametrize("text", ["log in with hunter2…", "hunte… and …nter22 failed"])
def test_what_is_left_of_a_credential_where_a_text_was_cut_is_hidden(text: str) -> None:
    shown = secrets(PASSWORD="hunter22").hide(text)
    assert "hunte" not in shown
    assert "nter22" not in shown


def test_escaped_forms_are_hidden_too() -> None:
    hidden = secrets(PASSWORD='a"b\\c\nd').hide_in({"text": 'x a"b\\c\nd y'})
    assert hidden == {"text": f"x {MASK} y"}


def test_definitions_without_credentials_keep_their_digest() -> None:
    tool = parse_definition({"name": "look", "description": "Look."})
    observation = Observation(
        server="s",
        observed_at="2026-11-24T12:00:00Z",
        duration=0,
        status=Status.OK,
        reason="",
        transport="stdio",
        sandbox=Sandbox.NONE,
        launch={"command": "x", "args": ["a"]},
        tools=(tool,),
    )
    cleaned = secrets(PASSWORD="hunter22").cleaned(observation)
    assert cleaned.tools[0] is tool
    assert cleaned.launch["args"] == []


def test_secrets_do_not_show_themselves() -> None:
    assert "hunter22" not in repr(secrets(PASSWORD="hunter22"))
