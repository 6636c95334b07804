import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from catalog.agents import ApiFolder, Catalogue, RecordFile
from catalog.build import build
from catalog.demo.definitions import declared
from catalog.observation import Observation, Sandbox, Status
from catalog.server import Server, SourceKind
from catalog.store import Store
from classifier import Definition, parse_definition

TESTS = Path(__file__).resolve().parents[2]
WHEN = "2026-01-02T03:04:05Z"


def hostile_module() -> ModuleType:
    path = TESTS / "servers/hostile_definitions.py"
    spec = importlib.util.spec_from_file_location("hostile_definitions", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def observed(
    server: Server, tools: tuple[Definition, ...], status: Status = Status.OK
) -> Observation:
    return Observation(
        server=server.name,
        observed_at=WHEN,
        duration=0.1,
        status=status,
        reason=f"{len(tools)} tools listed",
        transport="file",
        sandbox=Sandbox.NOT_APPLICABLE,
        tools=tools,
    )


def hostile_tools() -> tuple[Definition, ...]:
    module = hostile_module()
    raw = [*module.names(), *module.texts(), *module.keys(), *module.schemas()[:5]]
    return tuple(parse_definition(tool) for tool in raw)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record and a site of a shop, a hostile server and one that could not be listed."""
    folder = tmp_path_factory.mktemp("published")
    shop = tuple(parse_definition(tool) for tool in declared())
    servers = (
        (Server("shop", SourceKind.NPM, package="@lamps/shop", version="1.2.0"), shop, Status.OK),
        (Server("hostile", SourceKind.SAVED), hostile_tools(), Status.OK),
        (Server("gone", SourceKind.PYPI, package="gone", version="2.0"), (), Status.TIMED_OUT),
    )
    with Store(folder / "catalog.db") as store:
        for server, tools, status in servers:
            store.record(server, observed(server, tools, status), server.name)
        build(store, folder / "site")
    return folder


OPENERS: dict[str, Callable[[Path], Catalogue]] = {
    "record": lambda folder: RecordFile(folder / "catalog.db"),
    "folder": lambda folder: ApiFolder(folder / "site/api/v1"),
}


@pytest.fixture(params=sorted(OPENERS))
def catalogue(request: pytest.FixtureRequest, published: Path) -> Catalogue:
    return OPENERS[request.param](published)
