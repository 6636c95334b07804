"""What the page of a tool shows, put together from its entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from catalog.entry import ServerEntry, Snippet, ToolEntry
from catalog.render.address import document_of, label_page
from catalog.render.evidence import Evidence, all_findings, category_findings, evidence
from catalog.render.invisible import plain, plain_name, shorten
from catalog.render.jsontext import data_block
from catalog.render.parameters import Parameters, flatten
from catalog.render.prose import prose
from catalog.render.words import Words
from classifier import Contradiction, Finding, Signal

DESCRIPTION = 4000
"""Characters of a description that the page shows; the API document has them all."""
_ANSWER = 4000
_META = 158
RESTRICT = "restrict"
"""Id of the policy that the page of a tool shows."""


@dataclass(frozen=True, slots=True)
class SignalBlock:
    """One signal with the findings that show it."""

    signal: Signal
    title: str
    means: str
    watch: str
    page: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Hint:
    """One annotation: what is declared, what holds without it, and what the verdict says."""

    name: str
    asks: str
    declared: bool | None
    """None where the server declared nothing."""
    absent: bool
    """What MCP assumes where nothing is declared."""
    contradiction: Contradiction | None


@dataclass(frozen=True, slots=True)
class ToolPage:
    """Everything the template of a tool prints."""

    entry: ToolEntry
    server: ServerEntry
    address: str
    title: str
    about: str
    """One line for search engines and link previews."""
    description: Markup | None
    description_is_whole: bool
    server_control: str
    """Where the policy for the whole server stands."""
    document: str
    """Address of the API document."""
    schema: str
    evidence: tuple[Evidence, ...]
    """For the category."""
    signals: tuple[SignalBlock, ...]
    policy: Snippet | None
    parameters: Parameters
    hints: tuple[Hint, ...]
    data: Markup
    """FAQPage in JSON-LD."""


def tool_page(server: ServerEntry, tool: ToolEntry, words: Words) -> ToolPage:
    """Return what the page of `tool` shows."""
    declared = (tool.definition.description or "").strip()
    name = plain_name(tool.name)
    verdict = tool.verdict
    return ToolPage(
        entry=tool,
        server=server,
        address=tool.page,
        title=f"{name} on {plain_name(tool.server)}: {verdict.risk} risk",
        about=shorten(plain(" ".join(tool.summary)), _META),
        description=prose(shorten(declared, DESCRIPTION)) if declared else None,
        description_is_whole=len(declared) <= DESCRIPTION,
        server_control=f"{server.page}#control",
        document=document_of(tool.page),
        schema="api/v1/schema/tool.schema.json",
        evidence=evidence(category_findings(verdict)),
        signals=tuple(
            _signal_block(signal, found, words) for signal, found in verdict.signal_findings
        ),
        policy=next((policy for policy in tool.policies if policy.id == RESTRICT), None),
        parameters=flatten(tool.definition, all_findings(verdict)),
        hints=tuple(_hint(tool, name, words) for name in words.hint),
        data=data_block(_faq(tool)),
    )


def _signal_block(signal: Signal, findings: tuple[Finding, ...], words: Words) -> SignalBlock:
    return SignalBlock(
        signal=signal,
        title=words.signal[signal]["title"],
        means=words.signal[signal]["means"],
        watch=words.signal[signal]["more"],
        page=label_page(signal),
        evidence=evidence(findings),
    )


def _hint(tool: ToolEntry, name: str, words: Words) -> Hint:
    found = (item for item in tool.verdict.contradictions if item.annotation == name)
    return Hint(
        name=name,
        asks=words.hint[name]["asks"],
        declared=tool.definition.hint(name),
        absent=words.hint[name]["absent"],
        contradiction=next(found, None),
    )


def _faq(tool: ToolEntry) -> Mapping[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": answer.question,
                "acceptedAnswer": {"@type": "Answer", "text": shorten(answer.answer, _ANSWER)},
            }
            for answer in tool.faq
        ],
    }
