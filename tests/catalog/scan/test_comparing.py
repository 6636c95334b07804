"""What is in the lock belongs to its configuration; a scan judges what it looked at."""

import json
from typing import Any

import pytest

from catalog.scan.clients import places
from catalog.scan.lock import LOCK, read_lock


@pytest.fixture
def two(project: Any) -> Any:
    """Lock two configurations, one server each."""
    project.configure("a.mcp.json", a=[project.send_mail])
    project.configure("b.mcp.json", b=[project.delete_mail])
    result = project.scan("a.mcp.json", "b.mcp.json", "--write-lock")
    assert result.exit_code == 0, result.output
    return project


def locked(project: Any) -> dict[str, list[str]]:
    lock = read_lock(project.folder / LOCK)
    return {place: sorted(servers) for place, servers in lock.configurations.items()}


def test_part_of_what_is_locked_can_be_scanned_alone(two: Any) -> None:
    result = two.scan("a.mcp.json", "--fail-on-change")
    assert result.exit_code == 0, result.output
    assert "Nothing changed" in result.stdout


def test_writing_replaces_what_was_looked_at_and_keeps_the_rest(two: Any) -> None:
    two.tools("a", [two.add_numbers])
    assert two.scan("a.mcp.json", "--refresh", "--write-lock").exit_code == 0
    assert locked(two) == {"a.mcp.json": ["a"], "b.mcp.json": ["b"]}
    tools = read_lock(two.folder / LOCK).configurations["a.mcp.json"]["a"]
    assert list(tools) == ["add_numbers"]
    assert two.scan("b.mcp.json", "--fail-on-change").exit_code == 0


def test_pruning_drops_the_rest_and_says_so(two: Any) -> None:
    result = two.scan("a.mcp.json", "--write-lock", "--prune")
    assert "Dropped from the lock: b.mcp.json, which this scan did not look at." in result.stderr
    assert locked(two) == {"a.mcp.json": ["a"]}


def test_configuration_that_is_gone_is_told_and_dropped(two: Any) -> None:
    (two.folder / "b.mcp.json").unlink()
    result = two.scan("a.mcp.json", "--fail-on-change")
    assert result.exit_code == 1
    assert "is no longer configured: there is no b.mcp.json" in result.stdout
    result = two.scan("a.mcp.json", "--write-lock")
    assert "Dropped from the lock: b.mcp.json, which is no longer there." in result.stderr
    assert locked(two) == {"a.mcp.json": ["a"]}


def test_server_that_came_or_went_is_told(two: Any) -> None:
    two.configure("a.mcp.json", other=[two.add_numbers])
    result = two.scan("a.mcp.json", "--fail-on-change")
    assert result.exit_code == 1
    assert "a (a.mcp.json): server is no longer configured (1 tool" in result.stdout
    assert "other: server is not in the lock (1 tool" in result.stdout


def test_servers_of_one_name_are_told_apart(project: Any) -> None:
    project.configure("a.mcp.json", mail=[project.send_mail])
    project.configure("b.mcp.json", mail=[project.delete_mail])
    project.scan("a.mcp.json", "b.mcp.json", "--write-lock")
    for one in ("a.mcp.json", "b.mcp.json"):
        assert project.scan(one, "--fail-on-change").exit_code == 0


def test_server_that_cannot_be_listed_is_neither_gone_nor_forgotten(two: Any) -> None:
    former = (two.folder / LOCK).read_bytes()
    two.configure("a.mcp.json", a=two.entry("a", [], "--fail"))
    assert two.scan("a.mcp.json", "--fail-on-change").exit_code == 3
    assert two.scan("a.mcp.json", "--write-lock").exit_code == 3
    assert (two.folder / LOCK).read_bytes() == former


def test_the_lock_of_a_project_says_nothing_about_the_machine(project: Any) -> None:
    project.configure(mail=[project.send_mail])
    cursor = project.home / ".cursor" / "mcp.json"
    cursor.parent.mkdir()
    entry = project.entry("own", [project.delete_mail])
    cursor.write_text(json.dumps({"mcpServers": {"own": entry}}))
    assert project.scan("--write-lock").exit_code == 0
    assert locked(project) == {".mcp.json": ["mail"]}
    result = project.scan("--fail-on-change")
    assert result.exit_code == 0, result.output
    said = "Not compared with the lock, which does not have them: ~/.cursor/mcp.json."
    assert said in result.stderr
    named = project.scan(str(cursor), "--fail-on-change")
    assert named.exit_code == 1
    assert "own: server is not in the lock" in named.stdout


def test_configuration_outside_can_be_locked_by_its_name(project: Any) -> None:
    project.configure(mail=[project.send_mail])
    cursor = project.home / ".cursor" / "mcp.json"
    cursor.parent.mkdir()
    entry = project.entry("own", [project.delete_mail])
    cursor.write_text(json.dumps({"mcpServers": {"own": entry}}))
    project.scan(str(cursor), "--write-lock")
    assert locked(project) == {"~/.cursor/mcp.json": ["own"]}
    result = project.scan("--fail-on-change")
    assert result.exit_code == 1
    assert "mail: server is not in the lock" in result.stdout


def test_lock_without_a_configuration_beside_it_is_refused(project: Any) -> None:
    cursor = project.home / ".cursor" / "mcp.json"
    cursor.parent.mkdir()
    entry = project.entry("own", [project.delete_mail])
    cursor.write_text(json.dumps({"mcpServers": {"own": entry}}))
    result = project.scan("--write-lock")
    assert result.exit_code == 2
    assert "name the files that the lock is for" in result.stderr


def test_last_server_of_a_configuration_that_is_found_is_told(project: Any) -> None:
    project.configure(mail=[project.send_mail])
    project.configure(".cursor/mcp.json", own=[project.add_numbers])
    project.scan("--write-lock")
    project.configure()
    result = project.scan("--fail-on-change")
    assert result.exit_code == 1
    assert "mail (.mcp.json): server is no longer configured" in result.stdout


def of_version_1(project: Any) -> dict[str, Any]:
    """Return the lock as the former version would have written it."""
    raw = json.loads((project.folder / LOCK).read_text())
    servers: dict[str, Any] = {}
    for configuration in raw.pop("configurations").values():
        servers |= configuration["servers"]
    for server in servers.values():
        for tool in server["tools"].values():
            tool["texts"] = {name: text["digest"] for name, text in tool["texts"].items()}
            tool["input"] = tool["input"]["digest"]
            for parameter in tool["parameters"].values():
                del parameter["keywords"]
    return raw | {"version": 1, "servers": servers}


def test_former_format_is_read_by_name_and_written_anew(two: Any) -> None:
    (two.folder / LOCK).write_text(json.dumps(of_version_1(two)))
    result = two.scan("a.mcp.json", "--fail-on-change")
    assert result.exit_code == 0, result.output
    assert "is of the former format, which does not say whose a server is" in result.stderr
    two.tools("a", [two.send_mail | {"description": "Send a mail to all."}])
    changed = two.scan("a.mcp.json", "--fail-on-change", "--refresh")
    assert (changed.exit_code, "has another description" in changed.stdout) == (1, True)
    written = two.scan("a.mcp.json", "--write-lock")
    assert "written anew without b, which no configuration at hand names" in written.stderr
    assert locked(two) == {"a.mcp.json": ["a"]}


def test_places_are_named_from_the_lock(project: Any) -> None:
    (project.folder / "sub").mkdir()
    project.configure("sub/.mcp.json", mail=[project.send_mail])
    project.scan("sub/.mcp.json", "--lock", "sub/own.lock", "--write-lock")
    assert list(read_lock(project.folder / "sub/own.lock").configurations) == [".mcp.json"]
    assert places(project.folder, {"HOME": str(project.home)}, "linux").home == project.home
