import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from catalog.demo import server
from catalog.demo.definitions import declared
from catalog.demo.service import answer
from catalog.demo.shop import Shop
from catalog.server import SourceKind
from classifier import parse_definition

REQUESTS = (
    {
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-11-25",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "0"},
        },
    },
    {"method": "notifications/initialized"},
    {"id": 2, "method": "tools/list"},
)
PACKAGE = Path(__file__).resolve().parents[3] / "catalog"


def listing(argv: list[str], env: dict[str, str]) -> list[dict[str, Any]]:
    lines = [json.dumps({"jsonrpc": "2.0", **request}) for request in REQUESTS]
    with subprocess.Popen(
        argv, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin and process.stdout
        process.stdin.write("\n".join(lines) + "\n")
        process.stdin.flush()
        answers = [json.loads(process.stdout.readline()) for _ in range(2)]
        process.stdin.close()
        assert process.wait(timeout=20) == 0
    tools: list[dict[str, Any]] = answers[1]["result"]["tools"]
    return tools


def test_a_started_process_lists_what_the_files_declare() -> None:
    seed = server()
    assert seed.source is SourceKind.COMMAND
    assert seed.command is not None
    tools = listing([seed.command, *seed.args], dict(seed.env))
    assert [parse_definition(tool).digest for tool in tools] == [
        parse_definition(tool).digest for tool in declared()
    ]


@pytest.mark.sandbox
@pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed")
def test_it_lists_without_network_seeing_only_interpreter_and_package() -> None:
    folders = {"/usr", "/bin", "/lib", "/lib64", sys.prefix, sys.base_prefix, str(PACKAGE)}
    binds = [part for f in sorted(folders) for part in ("--ro-bind-try", f, f)]
    seed = server()
    sets = [part for key, value in seed.env.items() for part in ("--setenv", key, value)]
    argv = ["bwrap", "--unshare-all", "--clearenv", *sets, *binds, "--proc", "/proc", "--dev"]
    tools = listing([*argv, "/dev", str(seed.command), *seed.args], {"PATH": "/usr/bin:/bin"})
    assert len(tools) == len(declared())


def test_names_are_unique_and_annotations_are_declared_on_some_only() -> None:
    names = [tool["name"] for tool in declared()]
    assert len(set(names)) == len(names)
    assert 0 < sum("annotations" in tool for tool in declared()) < len(names)


CALLS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("find_customers", {"query": "bergen"}, "Ada Holm"),
    ("update_customer", {"customer_id": "C-2", "town": "Leiden"}, "Leiden"),
    ("delete_customer", {"customer_id": "C-1", "reason": "fraud"}, '"O-1", "O-3"'),
    ("read_inbox", {}, "lamp arrive"),
    ("send_email", {"to": ["a@example.org"], "subject": "Hi", "body": "Hello"}, '"sent": 1'),
    ("translate_message", {"text": "Hello", "language": "fr"}, "Bonjour"),
    ("get_order", {"order_id": "O-2"}, "129.5"),
    ("list_orders", {"state": "open"}, "O-3"),
    ("add_order_note", {"order_id": "O-2", "note": "called"}, "called"),
    ("archive_order", {"order_id": "O-3"}, "archived"),
    ("purge_order_archive", {"before": "2026-06-01"}, "O-1"),
    ("set_stock_level", {"sku": "LAMP-1", "quantity": 3}, '"quantity": 3'),
    ("manage_coupon", {"operation": "create", "code": "NEW"}, '"NEW": 10'),
    ("refund_order", {"order_id": "O-2", "amount": 20}, "refunded"),
    (
        "create_invoice",
        {"customer_id": "C-1", "lines": [{"text": "Lamp", "quantity": 2, "unit_price": 49}]},
        '"total": 98',
    ),
    ("list_invoices", {"paid": False}, "invoices"),
    (
        "pay_supplier",
        {"supplier": "Glass", "iban": "XX00", "amount": 5, "currency": "EUR"},
        "Glass",
    ),
    ("convert_currency", {"amount": 10, "from": "EUR", "to": "USD"}, "10.9"),
    ("read_file", {"path": "prices/2026.txt"}, "LAMP-1"),
    ("write_file", {"path": "a.txt", "content": "abc"}, '"characters": 3'),
    ("fetch_supplier_page", {"url": "https://glass.example.net/news"}, "eight weeks"),
    (
        "run_sql",
        {"sql": "SELECT name FROM customers WHERE town = ?", "parameters": ["Brno"]},
        "Ivo",
    ),
    ("start_job", {"job": "backup"}, "J-1"),
    ("restart_web_server", {"region": "eu"}, "restart eu"),
    ("get_api_key", {"channel": "marketplace"}, "demo-key-1"),
    ("revoke_api_key", {"channel": "marketplace"}, "marketplace"),
    ("set_staff_role", {"staff_id": "S-2", "role": "manager"}, "manager"),
)


def test_every_declared_tool_has_a_call_below() -> None:
    assert {name for name, _, _ in CALLS} == {tool["name"] for tool in declared()}


@pytest.mark.parametrize(("name", "arguments", "part"), CALLS, ids=[call[0] for call in CALLS])
def test_a_call_works_on_the_state_in_memory(
    name: str, arguments: dict[str, Any], part: str
) -> None:
    result = answer(Shop(), name, arguments)
    assert not result.is_error
    assert part in json.dumps(result.structured_content)


FAILURES: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("no_such_tool", {}, "there is no tool"),
    ("get_order", {"order_id": "O-99"}, "there is no order"),
    ("refund_order", {"order_id": "O-2", "amount": 5000}, "only"),
    ("refund_order", {"order_id": "O-2"}, "amount"),
    ("run_sql", {"sql": "SELEC"}, "syntax"),
    ("manage_coupon", {"operation": "delete", "code": "NONE"}, "no coupon"),
)


@pytest.mark.parametrize(("name", "arguments", "part"), FAILURES)
def test_a_bad_call_is_an_error_result(name: str, arguments: dict[str, Any], part: str) -> None:
    result = answer(Shop(), name, arguments)
    assert result.is_error
    assert part in result.model_dump_json()
