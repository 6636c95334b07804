"""What the page of a server shows, put together from its entry."""

import json
from collections import Counter
from dataclasses import dataclass

from markupsafe import Markup

from catalog.entry import ServerEntry, Snippet, ToolEntry
from catalog.render.address import document_of, label_page
from catalog.render.builder import builder_data, gravest_first
from catalog.render.chart import Segment, segments
from catalog.render.formfiles import FormFile, document_of_forms, guide_of
from catalog.render.invisible import plain, plain_name, shorten
from catalog.render.overview import ServerRow, server_row
from catalog.render.prose import prose
from catalog.render.serverfacts import ServerFacts, server_facts
from catalog.render.words import Words
from policy.targets import Target

LEAST_PRIVILEGE = "least-privilege"
"""Id of the policy that the page of a server shows."""
_INSTRUCTIONS = 4000
_WARNINGS = 20
_LINE = 140
_CONTENTS = {
    "status": "Status",
    "summary": "Summary",
    "tools": "Tools",
    "combinations": "Risky combinations",
    "cost": "Cost of definitions",
    "versions": "Versions",
    "control": "Policy",
    "clients": "In your client",
    "observation": "Observation",
    "launch": "Install and launch",
}
_META = 158


@dataclass(frozen=True, slots=True)
class ToolLine:
    """One tool in the table of its server."""

    tool: ToolEntry
    text: str
    """First line of the declared description."""
    signals: tuple[str, ...]
    """Titles."""
    tokens: int


@dataclass(frozen=True, slots=True)
class SignalLine:
    """One signal and how many tools of the server have it."""

    title: str
    page: str
    count: int


@dataclass(frozen=True, slots=True)
class ClientForm:
    """The presets in one format, in the order of the presets."""

    target: Target
    guide: str
    recommended: FormFile
    others: tuple[FormFile, ...]


@dataclass(frozen=True, slots=True)
class ServerPage:
    """Everything the template of a server prints."""

    entry: ServerEntry
    row: ServerRow
    address: str
    name: str
    title: str
    about: str
    status: str
    status_means: str
    sandbox: str
    document: str
    homepage: str | None
    """Only an address of the web."""
    risks: tuple[Segment, ...]
    categories: tuple[Segment, ...]
    signals: tuple[SignalLine, ...]
    """Those that any tool has, the most frequent first."""
    tools: tuple[ToolLine, ...]
    """The gravest first."""
    facts: ServerFacts
    builder: Markup | None
    """Data of the policy builder."""
    policy: Snippet | None
    forms: tuple[ClientForm, ...]
    """The policy in the formats of clients and gateways."""
    client_name: str
    """The name that they are written for."""
    form_documents: tuple[str, ...]
    """Where the API has each preset in all formats."""
    command: str
    """The command line as one would type it, without the environment."""
    environment: tuple[str, ...]
    """Names of the variables the server was given; never their values."""
    warnings: tuple[str, ...]
    more_warnings: int
    instructions: Markup | None
    instructions_are_whole: bool

    @property
    def contents(self) -> tuple[tuple[str, str], ...]:
        """Id and title of each section that the page has."""
        shown = {"observation": True, "launch": True, "status": not self.row.is_listed}
        if self.row.is_listed:
            shown |= dict.fromkeys(("summary", "tools", "versions", "control"), True)
            shown |= dict.fromkeys(("combinations", "cost"), bool(self.tools))
            shown |= {"clients": bool(self.forms)}
        return tuple((id_, title) for id_, title in _CONTENTS.items() if shown.get(id_))


def server_page(
    entry: ServerEntry,
    words: Words,
    *,
    forms: tuple[tuple[FormFile, ...], ...],
    client_name: str,
) -> ServerPage:
    """Return what the page of a server shows."""
    row = server_row(entry)
    instructions = (entry.observation.facts.instructions or "").strip()
    status = words.status[entry.observation.status]
    return ServerPage(
        entry=entry,
        row=row,
        address=entry.page,
        name=entry.server.title or entry.server.name,
        title=f"{plain_name(entry.server.name)}: tools and risk",
        about=_about(entry, row),
        status=status["title"],
        status_means=status["means"],
        sandbox=words.sandbox[entry.observation.sandbox],
        document=document_of(entry.page),
        homepage=_web_address(entry.server.homepage),
        risks=segments(row.by_risk),
        categories=segments(row.by_category),
        signals=_signals(entry, words),
        tools=tuple(_line(tool, tokens, words) for tool, tokens in gravest_first(entry)),
        facts=server_facts(entry),
        builder=builder_data(entry),
        policy=next((item for item in entry.policies if item.id == LEAST_PRIVILEGE), None),
        forms=tuple(
            ClientForm(made[0].target, guide_of(made[0].target), made[0], made[1:])
            for made in zip(*forms, strict=True)
        ),
        client_name=client_name,
        form_documents=tuple(document_of_forms(entry.page, made[0].preset.id) for made in forms),
        command=_command(entry),
        environment=tuple(str(name) for name in entry.observation.launch.get("env") or ()),
        warnings=entry.observation.warnings[:_WARNINGS],
        more_warnings=max(0, len(entry.observation.warnings) - _WARNINGS),
        instructions=prose(shorten(instructions, _INSTRUCTIONS)) if instructions else None,
        instructions_are_whole=len(instructions) <= _INSTRUCTIONS,
    )


def _about(entry: ServerEntry, row: ServerRow) -> str:
    if not row.is_listed:
        return "This server could not be listed, so nothing is known about the risk of its tools."
    counts = ", ".join(f"{count} {level.lower()}" for level, count in row.by_risk if count)
    text = f"{row.tools} tools of the MCP server {plain_name(entry.server.name)} by risk: {counts}."
    return shorten(plain(text), _META)


def _signals(entry: ServerEntry, words: Words) -> tuple[SignalLine, ...]:
    counts = Counter(signal for tool in entry.tools for signal in tool.verdict.signals)
    return tuple(
        SignalLine(words.signal[signal]["title"], label_page(signal), count)
        for signal, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )


def _line(tool: ToolEntry, tokens: int, words: Words) -> ToolLine:
    lines = (tool.definition.description or "").strip().splitlines()
    return ToolLine(
        tool=tool,
        text=shorten(lines[0], _LINE) if lines else "",
        signals=tuple(words.signal[signal]["title"] for signal in tool.verdict.signals),
        tokens=tokens,
    )


def _command(entry: ServerEntry) -> str:
    launch = entry.observation.launch
    words = [str(word) for word in (launch.get("command"), *(launch.get("args") or ())) if word]
    return " ".join(word if _is_plain(word) else json.dumps(word) for word in words)


def _is_plain(word: str) -> bool:
    return word.isascii() and word.isprintable() and not set(word) & set(" '\"\\$`")


def _web_address(address: str | None) -> str | None:
    is_web = address is not None and address.startswith(("https://", "http://"))
    return address if is_web and _is_plain(address or "") else None
