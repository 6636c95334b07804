"""The page finds combinations and the fewest denials against them as Python does."""

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page

from catalog.entry import ServerEntry
from classifier import Category, Signal
from policy import Standing
from policy.combinations import combinations, fewest_denials

pytestmark = pytest.mark.browser


def test_combinations_and_denials_agree_with_python(
    page: Page, entries: tuple[ServerEntry, ...], held: Any
) -> None:
    tools = [tool for entry in entries for tool in entry.tools]
    cases = [[tool for at, tool in enumerate(tools) if bits >> at & 1] for bits in range(64)]
    found = page.evaluate(_AGREE, [[_as_row(tool) for tool in case] for case in cases])
    for case, (live, denials) in zip(cases, found, strict=True):
        holding = [held(tool.server, tool.name, tool.verdict, Standing.OPEN) for tool in case]
        wanted = combinations(holding)
        assert live == [each.pattern.id for each in wanted]
        assert denials == [list(key) for key in fewest_denials(wanted, holding)]


NAMES = (
    "createIssue",
    "add_issue_label",
    "call-tool",
    "read.file",
    "HTTP_Request",
    "x",
    "ÄcreateIssue",
)


def test_names_are_read_as_in_python(
    page: Page, entries: tuple[ServerEntry, ...], held: Any
) -> None:
    known = entries[0].tools[0].verdict
    verdicts = [
        replace(known, category=category, signals=signals)
        for category in Category
        for signals in ((), (Signal.FREEFORM_CODE,), (Signal.UNTRUSTED_CONTENT,))
    ]
    anchors = [
        held("s", f"anchor {signal}", replace(known, signals=(signal,)), Standing.OPEN)
        for signal in (Signal.PRIVATE_DATA, Signal.UNTRUSTED_CONTENT, Signal.EXTERNAL_SEND)
    ]
    cases = [
        [*anchors[:at], *anchors[at + 1 :], held("s", name, verdict, Standing.OPEN)]
        for at in range(3)
        for name in NAMES
        for verdict in verdicts
    ]
    found = page.evaluate(_AGREE, [[_as_row(tool) for tool in case] for case in cases])
    for case, (live, denials) in zip(cases, found, strict=True):
        wanted = combinations(case)
        assert live == [each.pattern.id for each in wanted]
        assert denials == [list(key) for key in fewest_denials(wanted, case)]


_AGREE = """async (cases) => {
  const { combinationsOf, fewestDenials } = await import("../assets/check/combining.js");
  const { fetchIndex } = await import("../assets/check/lookup.js");
  const index = await fetchIndex();
  return cases.map((tools) => {
    const live = combinationsOf(tools, index.combinations);
    return [live.map(({ pattern }) => pattern.id), fewestDenials(live, tools, index.risks)];
  });
}"""


def _as_row(tool: Any) -> dict[str, Any]:
    verdict = tool.verdict
    return {
        "server": tool.server,
        "name": tool.name,
        "category": verdict.category.value,
        "risk": verdict.risk.value,
        "signals": [signal.value for signal in verdict.signals],
        "isCallable": True,
    }
