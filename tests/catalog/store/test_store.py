import sqlite3
from pathlib import Path

import pytest

from catalog.errors import StoreError
from catalog.observation import Observation, Sandbox, ServerFacts, Status
from catalog.server import Server, SourceKind
from catalog.store import Store
from classifier import (
    Category,
    Contradiction,
    Finding,
    RiskLevel,
    RiskStep,
    Signal,
    Verdict,
    parse_definition,
)

SERVER = Server(
    name="notes",
    source=SourceKind.NPM,
    package="notes-mcp",
    version="1.0.0",
    env={"NOTES_TOKEN": "very-secret-value"},
    headers={"Authorization": "very-secret-value"},
    vendor="Synthetic",
)
LIST = {"name": "list_notes", "description": "\n List the notes. \nAll of them.", "icons": []}
DELETE = {"name": "delete_note", "inputSchema": {"type": "object"}, "annotations": {"x": 2**60}}


def observation(
    *tools: dict[str, object], status: Status = Status.OK, at: str = "2026-01-01T00:00:00Z"
) -> Observation:
    return Observation(
        server="notes",
        observed_at=at,
        duration=0.5,
        status=status,
        reason="listed",
        transport="stdio",
        sandbox=Sandbox.BUBBLEWRAP,
        facts=ServerFacts(name="Notes", capabilities={"tools": {}}, ttl_ms=5, cache_scope="public"),
        launch=SERVER.launch_facts(),
        warnings=("odd",),
        tools=tuple(parse_definition(tool) for tool in tools),
    )


def verdict(digest: str, *, classifier: str = "c1") -> Verdict:
    finding = Finding("destructive/delete", "name", 0, 6, "delete", "It deletes.")
    return Verdict(
        digest=digest,
        classifier=classifier,
        category=Category.DESTRUCTIVE,
        risk=RiskLevel.CRITICAL,
        confidence=0.9,
        needs_review=False,
        runner_up=Category.WRITE,
        why_not_runner_up="Nothing says it can be undone.",
        signals=(Signal.BULK,),
        findings=(finding,),
        signal_findings=((Signal.BULK, (finding,)),),
        risk_steps=(RiskStep(0, RiskLevel.CRITICAL, "Destructive starts at Critical."),),
        contradictions=(Contradiction("readOnlyHint", True, False, "It deletes."),),
    )


def test_an_observation_comes_back_as_it_was_recorded(tmp_path: Path) -> None:
    seen = observation(LIST, DELETE, LIST)
    with Store(tmp_path / "catalog.db") as store:
        store.record(SERVER, seen, "key")
    with Store(tmp_path / "catalog.db") as store:
        assert store.latest("notes") == seen
        assert store.cached("key") == seen
        assert store.cached("other") is None
        (server,) = store.servers()
    assert (server.package, server.version, server.vendor) == ("notes-mcp", "1.0.0", "Synthetic")


def test_secrets_never_reach_the_file(tmp_path: Path) -> None:
    with Store(tmp_path / "catalog.db") as store:
        store.record(SERVER, observation(LIST), "key")
    assert b"very-secret-value" not in (tmp_path / "catalog.db").read_bytes()


def test_a_failure_after_a_success_leaves_the_success_current(tmp_path: Path) -> None:
    with Store(tmp_path / "catalog.db") as store:
        store.record(SERVER, observation(LIST), "key")
        store.record(SERVER, observation(status=Status.TIMED_OUT, at="2026-01-02T00:00:00Z"), "key")
        current = store.latest("notes")
    assert current is not None
    assert current.status is Status.OK


def test_a_newer_success_becomes_current(tmp_path: Path) -> None:
    with Store(tmp_path / "catalog.db") as store:
        store.record(SERVER, observation(status=Status.INVALID), "key")
        store.record(SERVER, observation(LIST), "key")
        store.record(SERVER, observation(DELETE), "key")
        current = store.latest("notes")
    assert current is not None
    assert [tool.name for tool in current.tools] == ["delete_note"]


def test_a_record_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    broken = observation(LIST, DELETE)
    object.__setattr__(broken, "tools", (*broken.tools, None))
    with Store(tmp_path / "catalog.db") as store:
        with pytest.raises(AttributeError):
            store.record(SERVER, broken, "key")
        assert store.latest("notes") is None
        assert list(store.servers()) == []


def test_verdicts_are_kept_by_digest_and_classifier_version(tmp_path: Path) -> None:
    seen = observation(LIST, DELETE, LIST)
    with Store(tmp_path / "catalog.db") as store:
        store.record(SERVER, seen, "key")
        digests = {tool.digest for tool in store.unclassified("c1")}
        assert digests == {tool.digest for tool in seen.tools}
        store.write_verdicts(verdict(digest) for digest in digests)
        assert list(store.unclassified("c1")) == []
        assert store.verdicts("notes", "c1") == tuple(verdict(t.digest) for t in seen.tools)
        with pytest.raises(StoreError, match="3 tools are not classified"):
            store.verdicts("notes", "c2")


@pytest.mark.parametrize(
    "text",
    ["\ud800", "a\x00b", "\u202egnp", "x" * 100_000],
    ids=["surrogate", "nul", "bidi", "long"],
)
def test_hostile_texts_survive_unchanged(tmp_path: Path, text: str) -> None:
    seen = observation({"name": text, "description": text, "title": text})
    with Store(tmp_path / "catalog.db") as store:
        store.record(SERVER, seen, "key")
        assert store.latest("notes") == seen


@pytest.mark.parametrize("content", [b"not a database at all, but long enough" * 40])
def test_a_file_that_is_no_record_is_refused_with_its_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "catalog.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"catalog\.db: not a catalogue record"):
        Store(path)
    assert path.read_bytes() == content


def test_a_record_of_another_schema_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="schema 99"):
        Store(path)
