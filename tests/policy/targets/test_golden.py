"""One policy in the format of every target, byte for byte."""

import json
import os
from pathlib import Path

import pytest

from policy.targets import Target, compile_policy, targets

GOLDEN = Path(__file__).resolve().parent / "golden"
POLICY = {
    "version": "1",
    "default": "deny",
    "hide": ["delete_order"],
    "tools": {
        "list_orders": {},
        "refund": {"action": "require_approval", "reason": "A person approves each refund."},
        "add_note": {"rate_limit": {"max": 30, "window": 60}},
        "ship": {
            "require": [
                {
                    "conditions": [{"path": "args.country", "op": "in", "value": ["DE", "FR"]}],
                    "on_deny": "Only Germany and France.",
                },
                {"conditions": [{"path": "args.parcels", "op": "lte", "value": 5}]},
            ]
        },
        'odd "name"\n*': {},
    },
}
TOOLS = ["list_orders", "refund", "add_note", "ship", "delete_order", 'odd "name"\n*', "new_tool"]
REFRESH = "TOOLRISK_REFRESH=1 python -m pytest tests/policy/targets/test_golden.py"


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.id)
def test_output_and_losses_are_as_they_were(target: Target) -> None:
    compiled = compile_policy(POLICY, target.id, server="shop", tools=TOOLS)
    losses = [
        {"kind": loss.kind, "says": loss.says, "tools": loss.tools} for loss in compiled.losses
    ]
    written = {
        GOLDEN / target.id / compiled.file_name: compiled.text,
        GOLDEN / target.id / "losses.json": json.dumps(losses, indent=2) + "\n",
    }
    for path, text in written.items():
        if os.environ.get("TOOLRISK_REFRESH"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text, f"refresh with {REFRESH}"


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.id)
def test_same_input_gives_the_same_bytes(target: Target) -> None:
    first = compile_policy(POLICY, target.id, server="shop", tools=TOOLS)
    again = compile_policy(json.loads(json.dumps(POLICY)), target.id, server="shop", tools=TOOLS)
    assert first == again
