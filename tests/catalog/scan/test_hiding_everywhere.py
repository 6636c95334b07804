"""Whatever the place of a credential in a configuration, no output and no file holds it."""

import base64
import json
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from catalog.observation import Observation, Sandbox, ServerFacts, Status
from catalog.scan.clients import Places
from catalog.scan.configuration import read_configuration
from catalog.scan.plain import is_plain
from catalog.scan.redaction import CleanRecorder, Secrets
from catalog.scan.scanning import secrets_of
from catalog.scan.told import told_reason
from catalog.store import Store
from classifier import parse_definition

LETTERS = string.ascii_letters + string.digits
KEYS = st.text(LETTERS, min_size=6, max_size=40)
ODD = st.text(LETTERS + "_-.+/!%~*^$", min_size=8, max_size=40)
SECRETS = st.one_of(KEYS, ODD).filter(lambda text: not is_plain(text) and text.strip("-") == text)


def arguments(*args: str) -> dict[str, Any]:
    return {"command": "server", "args": list(args)}


PLACES: dict[str, Callable[[str], dict[str, Any]]] = {
    "an argument": lambda one: arguments(one),
    "an argument after a flag": lambda one: arguments("--thing", one),
    "an argument with a name": lambda one: arguments(f"--conf={one}"),
    "a variable in an argument": lambda one: arguments("-e", f"THING={one}"),
    "a header in an argument": lambda one: arguments("--header", f"Authorization: Bearer {one}"),
    "a custom header in an argument": lambda one: arguments("--header", f"X-Thing:{one}"),
    "JSON in an argument": lambda one: arguments("--conf=" + json.dumps({"a": [{"b": one}]})),
    "JSON that is an argument": lambda one: arguments(json.dumps({"key": one})),
    "a shell line": lambda one: arguments("-c", f"export THING={one}; echo '{one}' >&2; exit 3"),
    "a word of a shell line": lambda one: arguments("-c", f"echo {one} >&2; exit 3"),
    "the password of an address": lambda one: arguments(
        f"postgresql://app:{quote(one, safe='')}@db.example/x"
    ),
    "the user of an address": lambda one: arguments(f"https://{quote(one, safe='')}@db.example/"),
    "a parameter of an address": lambda one: arguments(
        f"--url=https://api.example/mcp?mode=read&x={quote(one, safe='')}"
    ),
    "the command": lambda one: {"command": f"server --thing {one}"},
    "a variable": lambda one: {"command": "server", "env": {"THING": one}},
    "a variable with a default": lambda one: {
        "command": "server",
        "args": ["${UNSET_THING:-" + one.replace("}", "") + "}"],
    },
    "JSON in a variable": lambda one: {"command": "s", "env": {"C": json.dumps({"x": one})}},
    "an address in a variable": lambda one: {
        "command": "server",
        "env": {"DB": f"mysql://root:{quote(one, safe='')}@localhost/shop"},
    },
    "a header": lambda one: {"url": "https://api.example/mcp", "headers": {"X-Thing": one}},
    "a bearer": lambda one: {
        "url": "https://api.example/mcp",
        "headers": {"Authorization": f"Bearer {one}"},
    },
    "basic": lambda one: {
        "url": "https://api.example/mcp",
        "headers": {"Authorization": "Basic " + base64.b64encode(f"me:{one}".encode()).decode()},
    },
    "the path of an address": lambda one: {"url": f"https://api.example/p/{quote(one, safe='')}/"},
    "the query of an address": lambda one: {"url": f"https://api.example/?k={quote(one, safe='')}"},
    "another key": lambda one: {"command": "server", "oauth": {"clientThing": one}},
}


def read(folder: Path, entry: dict[str, Any]) -> Secrets:
    file = folder / ".mcp.json"
    file.write_text(json.dumps({"mcpServers": {"shop": entry}}))
    places = Places(folder, folder, folder, folder)
    return secrets_of([read_configuration(file, {}, places)])


def leaking(one: str) -> Observation:
    """Return what a server lists that says what it knows wherever it can."""
    tool = {
        "name": "look_up",
        "title": f"Look up {one}",
        "description": f"Looks up <{one}>, {one.encode()!r} or x{one}y.",
        "inputSchema": {
            "type": "object",
            "properties": {one: {"type": "string", "default": one, "enum": [json.dumps(one)]}},
        },
        "annotations": {"title": one},
        "_meta": {"seen": [one]},
    }
    return Observation(
        server="shop",
        observed_at="2026-11-24T12:00:00Z",
        duration=0.0,
        status=Status.FAILED_TO_START,
        reason=f"the server ended with exit code 3 before it listed its tools; said: {one}",
        transport="stdio",
        sandbox=Sandbox.BUBBLEWRAP,
        facts=ServerFacts(name=one, title=one, version=one, instructions=one),
        launch={"source": "command", "command": "server", "args": [one], "env": ["THING"]},
        warnings=(f"2 lines on standard output were no JSON-RPC, first {one!r}", one),
        tools=(parse_definition(tool),),
    )


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(one=SECRETS)
@example(one="hunter2pw99")
@example(one="CMDSECRET99")
@example(one="JSONK424242")
def test_a_credential_in_any_place_is_found(
    tmp_path: Path, place: Callable[[str], dict[str, Any]], one: str
) -> None:
    # What stands there in any case, such as `bubblewrap`, may hold a short one by chance.
    assume(one.lower() not in repr(leaking("")).lower())
    secrets = read(tmp_path, place(one))
    seen = leaking(one)
    cleaned = secrets.cleaned(seen)
    words = secrets.hide(seen.reason)
    kept = json.dumps([cleaned.as_json(), [tool.as_json() for tool in cleaned.tools], words])
    assert one not in kept
    assert json.dumps(one)[1:-1] not in kept


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(one=KEYS.filter(lambda text: not is_plain(text)), place=st.sampled_from(sorted(PLACES)))
@example(one="homepa", place="JSON in a variable")
def test_the_record_holds_no_byte_of_it(tmp_path: Path, one: str, place: str) -> None:
    # A record has words of its own, such as the names of its columns.
    assume(one.encode() not in recorded(tmp_path, OTHER, place))
    assert one.encode() not in recorded(tmp_path, one, place)


OTHER = "Zq0Xw9Vy8Ku7"


def recorded(folder: Path, one: str, place: str) -> bytes:
    """Return the bytes of a record of a server that is told `one` at `place`."""
    secrets = read(folder, PLACES[place](one))
    file = folder / "listings.db"
    file.unlink(missing_ok=True)
    places = Places(folder, folder, folder, folder)
    [found] = read_configuration(folder / ".mcp.json", {}, places).servers
    with Store(file) as store:
        CleanRecorder(store, secrets).record(found.candidate.server, leaking(one), "key")
    return file.read_bytes()


KNOWN_SHAPES = (
    "ghp_" + "a1B2" * 9,
    "github_pat_" + "a1B2_" * 6,
    "sk-" + "a1B2" * 6,
    "xoxb-1234567890-abcdef",
    "AKIA" + "A1B2" * 4,
    "eyJhbGciOi.eyJzdWIiOi.c2lnbmF0",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----",
    "Bearer a1b2c3d4e5f6g7h8",
    "postgres://app:word@db/x".partition("://")[2].partition("@")[0],
)


@pytest.mark.parametrize("one", KNOWN_SHAPES, ids=range(len(KNOWN_SHAPES)))
def test_what_looks_like_a_credential_is_hidden_wherever_it_comes_from(one: str) -> None:
    text = f"say x://{one}@y now" if one.startswith("app:") else f"say {one} now"
    assert one not in Secrets([]).hide(text)


PLAIN = {
    "read-only": True,
    "filesystem": True,
    "delete_file": True,
    "--enable-tools": True,
    "2024-11-05": True,
    "a1b2c3d4": False,
    "hunter2": False,
    "correcthorse": False,
    "aBcDeFgH": False,
    "4111111111111111": False,
}


@pytest.mark.parametrize(("text", "wanted"), PLAIN.items(), ids=PLAIN.keys())
def test_common_words_are_no_credentials(text: str, wanted: bool) -> None:
    assert is_plain(text) == wanted


@pytest.mark.parametrize("status", Status)
def test_no_reason_says_what_a_server_said(status: Status) -> None:
    seen = Observation(
        server="s",
        observed_at="",
        duration=0,
        status=status,
        reason="h.example answered HTTP 418: I am a teapot of Ada",
        transport="streamable-http",
        sandbox=Sandbox.NOT_APPLICABLE,
    )
    assert "teapot" not in told_reason(seen)
    assert ("HTTP 418" in told_reason(seen)) == (status is not Status.OK)
