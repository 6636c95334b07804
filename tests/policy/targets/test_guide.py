"""The guide has a section for each target, and says of it what the targets say."""

from pathlib import Path
from typing import Any

import pytest

from policy.targets import Target, compile_policy, targets

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "site" / "guide" / "clients.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.id)
def test_every_target_has_its_section(target: Target) -> None:
    _, _, rest = GUIDE.partition(f"\n## {target.title}\n")
    section = rest.partition("\n## ")[0]
    assert f"Looked at: [documentation]({target.documentation}), {target.checked}." in section
    assert "Lost: " in section and "Goes to: " in section and "Expresses " in section
    assert f"| {target.title} | `{target.id}` |" in GUIDE
    place = target.place.partition(" of ")[0].strip("`").partition(",")[0]
    assert place in section


def test_the_guide_is_in_the_navigation() -> None:
    assert "  - guide/clients.md\n" in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


CELLS = {"yes": None, "asked": "require_approval", "denied": "deny", "hidden": "deny"}
RULES: dict[str, dict[str, Any]] = {
    "allow": {},
    "ask": {"action": "require_approval"},
    "deny": {"action": "deny"},
    "arguments": {"require": [{"conditions": [{"path": "args.a", "op": "exists"}]}]},
    "rate limits": {"rate_limit": {"max": 5, "window": 60}},
}
SAID = {"allow": "allow", "ask": "require_approval", "deny": "deny"}


def table() -> dict[str, dict[str, str]]:
    lines = [line for line in GUIDE.splitlines() if line.startswith("| ")]
    head, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[1].strip("`"): dict(zip(head, row, strict=True)) for row in rows}


@pytest.mark.parametrize("column", RULES)
@pytest.mark.parametrize("target", [target.id for target in targets()])
def test_the_table_says_what_becomes_of_a_tool(
    target: str, column: str, readers: dict[str, Any]
) -> None:
    cell = table()[target][column]
    if cell not in CELLS:
        assert cell in ("in part", "handed over", "by minute, hour, day")
        return
    document = {"version": "1", "default": "deny", "tools": {"t": RULES[column]}}
    text = compile_policy(document, target, server="s", tools=["t"]).text
    assert readers[target](text, "s")("t", {"a": 1}) == (CELLS[cell] or SAID[column])


@pytest.mark.parametrize("default", ["allow", "deny"])
@pytest.mark.parametrize("target", [target.id for target in targets()])
def test_the_table_says_what_becomes_of_tools_added_later(
    target: str, default: str, readers: dict[str, Any]
) -> None:
    cell = table()[target]["tools added later"]
    listed = {"a": {}, "b": {"action": "deny"}}
    document = {"version": "1", "default": default, "tools": listed}
    text = compile_policy(document, target, server="s", tools=["a", "b"]).text
    lax, strict = {
        "as the policy says": ("allow", "deny"),
        "allowed or asked": ("allow", "require_approval"),
        "asked or denied": ("require_approval", "deny"),
    }.get(cell.partition(",")[0], ("deny", "deny"))
    assert readers[target](text, "s")("later", {}) == (lax if default == "allow" else strict)
