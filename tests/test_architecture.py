"""The rooms import in one direction only, and stay small."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAY_IMPORT = {
    "classifier": {"classifier"},
    "policy": {"classifier", "policy"},
    "catalog.server": set(),
    "catalog.slug": set(),
    "catalog.observation": {"classifier"},
    "catalog.difference": {"catalog.difference", "classifier"},
    "catalog.store": {"catalog.observation", "catalog.server", "catalog.slug", "catalog.errors"}
    | {"catalog.store", "classifier"},
    "catalog.crawl": {"catalog.observation", "catalog.server", "catalog.errors", "catalog.crawl"}
    | {"catalog.paths", "classifier"},
    "catalog.entry": {"catalog.observation", "catalog.server", "catalog.slug", "catalog.entry"}
    | {"catalog.difference", "catalog.errors", "classifier", "policy"},
    "catalog.render": {"catalog.observation", "catalog.server", "catalog.slug", "catalog.entry"}
    | {"catalog.errors", "catalog.paths", "catalog.render", "classifier", "policy"},
    "catalog.scan": {"catalog.observation", "catalog.server", "catalog.errors", "catalog.crawl"}
    | {"catalog.difference", "catalog.store", "catalog.scan", "classifier", "policy"},
    "catalog.agents": {"catalog.observation", "catalog.slug", "catalog.store", "catalog.entry"}
    | {"catalog.render", "catalog.demo", "catalog.errors", "catalog.agents"}
    | {"classifier", "policy"},
    "catalog.demo": {"catalog.server", "catalog.demo"},
}
ROOMS = ("classifier", "policy", "catalog", "gateway")
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _within(module: str, rooms: set[str]) -> bool:
    return any(module == room or module.startswith(f"{room}.") for room in rooms)


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_a_room_imports_only_what_feeds_it(room: str) -> None:
    modules = [path for path in MODULES if _within(_name(path), {room})]
    assert modules
    wrong = [
        f"{_name(path)} imports {imported}"
        for path in modules
        for imported in _imports(ast.parse(path.read_text(encoding="utf-8")))
        if _within(imported, set(ROOMS)) and not _within(imported, MAY_IMPORT[room])
    ]
    assert wrong == []


def test_nothing_is_imported_inside_a_function() -> None:
    wrong = [
        f"{_name(path)}:{node.lineno}"
        for path in MODULES
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert wrong == []


def test_files_stay_under_300_lines() -> None:
    sizes = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: size for name, size in sizes.items() if size >= 300} == {}


def test_only_the_command_line_prints_or_reads_the_environment() -> None:
    wrong = [
        f"{_name(path)}:{node.lineno} {ast.unparse(node)}"
        for path in MODULES
        if not _within(_name(path), {"catalog.cli", "catalog.demo.__main__"})
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Call) and ast.unparse(node.func) in ("print", "sys.exit"))
        or (isinstance(node, ast.Attribute) and ast.unparse(node) == "sys.argv")
    ]
    assert wrong == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "helpers", "common", "manager", "misc"}
    assert [_name(path) for path in MODULES if path.stem in empty] == []
