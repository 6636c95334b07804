"""What the page of a tool shows, put together from its entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from markupsafe import Markup

from catalog.entry import Related, ServerEntry, Snippet, ToolEntry
from catalog.render.address import document_of, label_page
from catalog.render.evidence import (
    Evidence,
    all_findings,
    category_findings,
    evidence,
    flagging_findings,
)
from catalog.render.form import Forms
from catalog.render.formats import Formats
from catalog.render.formfiles import document_of_forms
from catalog.render.hints import Hint, annotation_patch, hints, unsettled
from catalog.render.history import MOST, WORDS, Change, history, shortened
from catalog.render.inplace import Quoted, in_place
from catalog.render.instead import nothing_instead
from catalog.render.invisible import plain, plain_name, shorten
from catalog.render.jsontext import data_block
from catalog.render.linked import correction, linked_data, twin_of
from catalog.render.parameters import Parameters, flatten, governed
from catalog.render.presets import RECOMMENDED
from catalog.render.prose import prose
from catalog.render.words import Words
from classifier import Finding, Signal
from policy import ToolRule, load

DESCRIPTION = 4000
"""Characters of a description that the page shows; the API document has them all."""
_META = 158
_NAME = 400
_TITLE = 200
RESTRICT = "restrict"
"""Id of the policy that the page of a tool shows."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Where a site lies and who answers for it; None where `mkdocs.yml` does not tell."""

    site_url: str | None = None
    """Without a slash at its end."""
    repository: str | None = None


@dataclass(frozen=True, slots=True)
class SignalBlock:
    """One signal with the findings that show it."""

    signal: Signal
    title: str
    means: str
    watch: str
    page: str
    evidence: tuple[Evidence, ...]


class ShowsForms(StrEnum):
    """How much of the policy in other formats the page shows."""

    WHOLE = "whole"
    BRIEF = "brief"
    """Without where each of them goes."""
    SHORT = "short"
    """The same, and of long texts only where they stand."""
    LIST = "list"
    """A list of the files, and what they lose."""


@dataclass(frozen=True, slots=True)
class ToolPage:
    """Everything the template of a tool prints."""

    entry: ToolEntry
    server: ServerEntry
    publisher: Publisher
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
    """FAQPage with its breadcrumbs, in JSON-LD."""
    forms: Forms
    """The policy in the formats of other products."""
    shows_forms: ShowsForms
    is_bare: bool
    """True where answers are cut short, and only the first of every list stand."""
    client_name: str
    """The name of the server that they are written for."""
    form_document: str
    """Where the API has the recommended policy for the server in all formats."""
    instead: Related | None
    """What would do where the tool is only used to look."""
    nothing_instead: str | None
    """What is said where there is no such tool."""
    patch: Mapping[str, Any] | None
    """JSON merge patch that mends the annotations."""
    unsettled: str | None
    """One sentence about the annotations that the definition does not settle."""
    twin: str
    """Address of the page as Markdown."""
    in_place: Markup | None
    """The description with the quoted places set off."""
    shown_name: Markup
    """The declared name with them set off."""
    shown_title: Markup
    history: tuple[Change, ...]
    """Versions in which the tool came or changed, the newest first."""
    correction: str | None
    """Where to object to the verdict."""


def tool_page(
    server: ServerEntry, tool: ToolEntry, words: Words, *, formats: Formats, publisher: Publisher
) -> ToolPage:
    """Return what the page of `tool` shows."""
    name = plain_name(tool.name)
    verdict = tool.verdict
    policy = next((policy for policy in tool.policies if policy.id == RESTRICT), None)
    found = hints(tool, words)
    quoted = Quoted(all_findings(verdict))
    return ToolPage(
        entry=tool,
        server=server,
        publisher=publisher,
        address=tool.page,
        title=f"{name} on {plain_name(tool.server)}: {verdict.risk} risk",
        about=shorten(plain(" ".join(tool.summary)), _META),
        server_control=f"{server.page}#control",
        document=document_of(tool.page),
        schema="api/v1/schema/tool.schema.json",
        evidence=evidence(category_findings(verdict)),
        signals=tuple(
            _signal_block(signal, found, words) for signal, found in verdict.signal_findings
        ),
        policy=policy,
        parameters=governed(
            flatten(tool.definition, flagging_findings(verdict), quoted),
            tool.definition,
            _rule(tool.name, policy),
        ),
        hints=found,
        data=data_block(linked_data(server, tool, publisher.site_url)),
        forms=formats.of(tool, policy),
        shows_forms=ShowsForms.WHOLE,
        is_bare=False,
        client_name=formats.client_name,
        form_document=document_of_forms(server.page, RECOMMENDED),
        instead=tool.instead,
        nothing_instead=nothing_instead(tool),
        patch=annotation_patch(found, verdict),
        unsettled=unsettled(found),
        twin=twin_of(tool.page),
        in_place=in_place(tool.definition, quoted),
        shown_name=quoted.name("name", tool.name, _NAME),
        shown_title=quoted.name("title", tool.definition.title or "", _TITLE),
        history=shortened(history(server, tool), MOST, WORDS),
        correction=correction(tool, publisher.repository),
        **shown_description(tool, DESCRIPTION),
    )


def shown_description(tool: ToolEntry, most: int) -> dict[str, Any]:
    """Return the fields of a page that hold up to `most` characters of the description."""
    declared = (tool.definition.description or "").strip()
    return {
        "description": prose(shorten(declared, most)) if declared else None,
        "description_is_whole": len(declared) <= most,
    }


def _rule(name: str, policy: Snippet | None) -> ToolRule | None:
    """Return the rule of a policy that looks at arguments; None where there is none."""
    stated = policy.document.get("tools", {}).get(name, {}) if policy else {}
    if policy is None or not stated.keys() & {"require", "deny_if", "limits"}:
        return None
    return load(policy.document).tools[name]


def _signal_block(signal: Signal, findings: tuple[Finding, ...], words: Words) -> SignalBlock:
    return SignalBlock(
        signal=signal,
        title=words.signal[signal]["title"],
        means=words.signal[signal]["means"],
        watch=words.signal[signal]["more"],
        page=label_page(signal),
        evidence=evidence(findings),
    )
