"""A policy that is compiled for a product and imported from it again is never looser."""

from typing import Any

import pytest

from catalog.demo.definitions import declared
from classifier import classify, parse_definition
from policy import Outcome, Standing, evaluate, least_privilege, load, standing
from policy.importing import Imported, import_claude_code, import_hosted, import_intercept
from policy.targets import compile_policy

DEFINITIONS = [parse_definition(each) for each in declared()]
RECOMMENDED = least_privilege([(each, classify(each)) for each in DEFINITIONS])
WRITTEN = {
    "version": "1",
    "default": "deny",
    "hide": ["run_sql"],
    "tools": {
        "get_order": {},
        "send_email": {"action": "require_approval"},
        "write_file": {
            "require": [{"conditions": [{"path": "args.path", "op": "regex", "value": "^/a"}]}]
        },
        "refund_order": {
            "deny_if": [{"conditions": [{"path": "args.amount", "op": "gt", "value": 5}]}]
        },
        "read_file": {"rate_limit": {"max": 5, "window": 60}},
        "start_job": {"action": "deny"},
    },
}
CALLS: list[dict[str, Any]] = [
    {},
    {"path": "/a/b", "amount": 5, "url": "https://example.com/"},
    {"path": "/b", "amount": 6, "url": "http://localhost/"},
    {"path": ["/a"], "amount": "5", "url": None},
]
CLOSED = (Standing.HIDDEN, Standing.DENIED)
ORDER = [Outcome.ALLOW, Outcome.REQUIRE_APPROVAL, Outcome.DENY]


def imported(target: str, text: str) -> Imported:
    if target == "intercept":
        return import_intercept(text, DEFINITIONS)
    if target == "policylayer":
        return import_hosted(text)
    return import_claude_code(text, DEFINITIONS, server="shop")


@pytest.mark.parametrize("target", ["intercept", "policylayer", "claude-code"])
@pytest.mark.parametrize("document", [RECOMMENDED, WRITTEN], ids=["recommended", "written"])
def test_round_trip_is_never_looser(target: str, document: dict[str, Any]) -> None:
    compiled = compile_policy(document, target, server="shop", tools=DEFINITIONS)
    before, after = load(document), load(imported(target, compiled.text).document)
    passed = 0
    for name in [*(each.name for each in DEFINITIONS), "later"]:
        for arguments in CALLS:
            outcome = evaluate(after, name, arguments).outcome
            least = evaluate(before, name, arguments).outcome
            if target == "claude-code" and standing(before, name) not in CLOSED:
                # It has no conditions: a person is asked about calls that some would stop.
                least = min(least, Outcome.REQUIRE_APPROVAL, key=ORDER.index)
            assert ORDER.index(outcome) >= ORDER.index(least)
            passed += outcome is not Outcome.DENY
    assert passed
