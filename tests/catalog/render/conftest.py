import importlib.util
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from catalog.entry import (
    Answer,
    Attack,
    Catalogue,
    Listing,
    Recall,
    Related,
    ServerEntry,
    Snippet,
    ToolEntry,
    build_entry,
    cost_of,
    exposure_of,
    versions_of,
)
from catalog.observation import Observation, Sandbox, ServerFacts, Status
from catalog.server import Server, SourceKind
from catalog.slug import slug
from classifier import (
    BASE_RISK,
    Category,
    Contradiction,
    Definition,
    Finding,
    RiskLevel,
    RiskStep,
    Signal,
    Verdict,
    classify,
    parse_definition,
)
from policy import load

TESTS = Path(__file__).resolve().parents[2]
WHEN = "2026-01-02T03:04:05Z"


def _module(path: Path) -> ModuleType:
    """Return a module of the tests, which are no packages."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MemoryCatalogue = _module(Path(__file__).with_name("memory_catalogue.py")).MemoryCatalogue
MakeTool = Callable[..., ToolEntry]
MakeServer = Callable[..., ServerEntry]
MakeCatalogue = Callable[..., Catalogue]


def _finding(definition: Definition, rule: str) -> Finding:
    name = definition.name
    return Finding(rule, "name", 0, len(name), name, f"The rule {rule} says it.")


def make_tool(
    name: str,
    description: str | None = None,
    *,
    server: str = "notes",
    category: Category = Category.READ,
    signals: tuple[Signal, ...] = (),
    needs_review: bool = False,
    raw: dict[str, Any] | None = None,
) -> ToolEntry:
    """A tool whose verdict and words are made up: neither classifier nor policy is asked."""
    declared = {"name": name, "description": description} | (raw or {})
    definition = parse_definition(declared)
    verdict = Verdict(
        digest=definition.digest,
        classifier="test",
        category=category,
        risk=BASE_RISK[category],
        confidence=0.5 if needs_review else 0.93,
        needs_review=needs_review,
        runner_up=Category.WRITE if category is not Category.WRITE else Category.READ,
        why_not_runner_up=f"Nothing in `{name[:40]}` points to it.",
        signals=signals,
        findings=() if needs_review else (_finding(definition, f"{category.lower()}/verb"),),
        signal_findings=tuple((it, (_finding(definition, f"signals/{it}"),)) for it in signals),
        risk_steps=(RiskStep(0, BASE_RISK[category], f"{category} starts here."),),
        contradictions=_contradictions(definition, category),
    )
    document = {"version": "1", "default": "allow", "hide": [name]}
    claim = "Hides 1 tool; the others stay callable."
    return ToolEntry(
        server=server,
        name=name,
        occurrence=1,
        page=f"tools/{slug(server)}/{slug(name)}/",
        definition=definition,
        verdict=verdict,
        summary=(f"It is called {name[:40]}.", "It belongs to a test."),
        policies=(Snippet("restrict", "Restrict", document, claim, "/hide/0"),),
        faq=(
            Answer("what", f"What does {name[:40]} do?", "It is a test.\n\nNothing more."),
            Answer("how", "How is it blocked?", "By this policy.", document, claim),
        ),
        attacks=tuple(
            Attack("Framework", "T1", "A pattern", "https://example.org/t1", "It may.", (it,))
            for it in signals
        ),
        related=(),
    )


def _contradictions(definition: Definition, category: Category) -> tuple[Contradiction, ...]:
    if category is Category.READ or definition.hint("readOnlyHint") is not True:
        return ()
    return (Contradiction("readOnlyHint", True, False, "It does more than read."),)


def make_server(
    name: str = "notes",
    tools: Sequence[ToolEntry] = (),
    *,
    status: Status = Status.OK,
    fingerprint: str = "",
    observed_at: str = WHEN,
    **facts: Any,
) -> ServerEntry:
    server = Server(
        name=name,
        source=SourceKind.NPM,
        package=f"@example/{name}",
        version="1.2.3",
        command="serve-notes",
        args=("--folder", "{home}/my notes"),
        env={"NOTES_TOKEN": "never-published"},
        **facts,
    )
    observation = Observation(
        server=name,
        observed_at=observed_at,
        duration=0.25,
        status=status,
        reason="It listed its tools." if status is Status.OK else "It ended with code 1.",
        transport="stdio",
        sandbox=Sandbox.BUBBLEWRAP,
        facts=ServerFacts(name=name, version="1.2.3", protocol_version="2025-11-25"),
        launch=server.launch_facts(),
        tools=tuple(tool.definition for tool in tools),
        install_seconds=2.5,
    )
    names = [tool.name for tool in tools]
    document = {"version": "1", "default": "deny", "hide": names}
    claim = f"Hides {len(names)} tools; 0 stay callable."
    return ServerEntry(
        server=server,
        page=f"servers/{slug(name)}/",
        observation=observation,
        tools=tuple(tools),
        policies=(Snippet("least-privilege", "Least privilege", document, claim),) if tools else (),
        cost=cost_of(observation.tools, frozenset(names)),
        exposure=exposure_of([(it.definition, it.verdict) for it in tools], load(document)),
        versions=versions_of(
            _listings(tools, observed_at) if status is Status.OK else (), _recall(tools)
        ),
        fingerprint=fingerprint or f"{name}-1",
    )


def _listings(tools: Sequence[ToolEntry], observed_at: str) -> Iterator[Listing]:
    """Two versions: the older one had its first tool otherwise, and one that is gone."""
    now = tuple(((tool.name, tool.occurrence), tool.definition.digest) for tool in tools)
    former = tuple((key, "sha256:0") for key, _ in now[:1])
    yield Listing("1.2.2", "2025-12-01T00:00:00Z", (*former, (("old_note", 1), "sha256:1")))
    yield Listing("1.2.3", observed_at, now)


def _recall(tools: Sequence[ToolEntry]) -> Recall:
    """Before, the first tool had an argument more and other words."""
    known = {tool.definition.digest: (tool.definition, tool.verdict) for tool in tools}
    for tool in tools[:1]:
        raw = tool.definition.as_json()
        schema = raw.get("inputSchema") or {}
        properties = {**schema.get("properties", {}), "`<b>undo</b>`": {"type": "boolean"}}
        raw["description"] = "Formerly " + raw.get("description", "")
        former = parse_definition(raw | {"inputSchema": schema | {"properties": properties}})
        known["sha256:0"] = former, replace(tool.verdict, risk=RiskLevel.LOW)
    return known.get


@pytest.fixture(scope="session")
def tool() -> MakeTool:
    return make_tool


@pytest.fixture(scope="session")
def server() -> MakeServer:
    return make_server


@pytest.fixture(scope="session")
def catalogue() -> MakeCatalogue:
    def make(*entries: ServerEntry) -> Catalogue:
        return MemoryCatalogue(entries)

    return make


@pytest.fixture(scope="session")
def small_catalogue() -> Catalogue:
    """Three tools of two servers and a server that failed: one of everything a page can show."""
    schema = {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {"type": "string", "description": "Which note."},
            "mode": {"enum": ["trash", "forever"], "default": "trash"},
            "filter": {"type": "object", "properties": {"older": {"type": ["integer", "null"]}}},
        },
    }
    deleting = make_tool(
        "delete_note",
        "Deletes a note **for good**.\n\n- see [the manual](https://example.org/manual)",
        category=Category.DESTRUCTIVE,
        signals=(Signal.BULK, Signal.PRIVATE_DATA),
        raw={
            "title": "Delete a note",
            "inputSchema": schema,
            "annotations": {"readOnlyHint": True, "idempotentHint": False},
        },
    )
    reading = make_tool("getNote", "Returns one note.", raw={"inputSchema": {"type": "object"}})
    opaque = make_tool("x", None, server="Odd Server", needs_review=True)
    relation = Related(reading.name, reading.page, Category.READ, RiskLevel.LOW, "reads it")
    tools = (_with_related(deleting, relation), reading)
    facts = {"title": "Notes", "vendor": "Example", "license": "MIT"}
    return MemoryCatalogue(
        (
            make_server(tools=tools, description="Keeps notes.", **facts),
            make_server("Odd Server", (opaque,), homepage="javascript:alert(1)"),
            make_server("gone", status=Status.FAILED_TO_START),
        )
    )


def _with_related(tool: ToolEntry, relation: Related) -> ToolEntry:
    values = {name: getattr(tool, name) for name in ToolEntry.__slots__}
    return ToolEntry(**values | {"related": (relation,)})


@pytest.fixture(scope="session")
def hostile_raws() -> dict[str, list[dict[str, Any]]]:
    groups = _module(TESTS / "servers" / "hostile_definitions.py").GROUPS
    # What goes over the wire is JSON, so keys and numbers come as JSON has them.
    return {key: json.loads(json.dumps(make())) for key, make in groups.items()}


@pytest.fixture(scope="session")
def hostile_catalogue(hostile_raws: dict[str, list[dict[str, Any]]]) -> Catalogue:
    """Every hostile definition, judged and written about by the rooms that do so."""
    definitions = [parse_definition(raw) for raws in hostile_raws.values() for raw in raws]
    bare = make_server("\u202e<b>/..", title="<script>", description="</script><!--")
    values = {name: getattr(bare.observation, name) for name in Observation.__slots__}
    observation = Observation(**values | {"tools": tuple(definitions)})
    entry = build_entry(bare.server, observation, [classify(it) for it in definitions])
    return MemoryCatalogue((entry,))
