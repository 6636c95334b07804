from pathlib import Path
from typing import Any

import pytest
import yaml

from policy import Outcome, evaluate, load

TABLE = yaml.safe_load((Path(__file__).parent / "cases" / "conditions.yaml").read_text())
# Denied by a deny_if rule, denied by a require rule.
READINGS = {
    "holds": (True, False),
    "fails": (False, True),
    "split": (True, True),
    "blocks": (True, True),
}


def is_denied(place: str, condition: dict[str, Any], arguments: dict[str, Any]) -> bool:
    tool = {place: [{"conditions": [condition]}]}
    policy = load({"version": "1", "default": "allow", "tools": {"t": tool}})
    return evaluate(policy, "t", arguments).outcome is Outcome.DENY


def cases() -> list[Any]:
    found = []
    for row in TABLE:
        condition = {"path": "args.x", "op": row["op"]}
        condition |= {"value": row["value"]} if "value" in row else {}
        named = f"{row['op']} {row.get('value', '')}"
        for reading in READINGS:
            for value in row.get(reading, ()):
                case = (condition, {"x": value}, reading)
                found.append(pytest.param(*case, id=f"{named} {value!r} {reading}"))
        found.append(pytest.param(condition, {}, row["missing"], id=f"{named} missing"))
    return found


@pytest.mark.parametrize(("condition", "arguments", "reading"), cases())
def test_condition_reads_argument(
    condition: dict[str, Any], arguments: dict[str, Any], reading: str
) -> None:
    denied = (
        is_denied("deny_if", condition, arguments),
        is_denied("require", condition, arguments),
    )
    assert denied == READINGS[reading]
