"""The page of a tool as Markdown; a server's words can make no markup in it."""

import re
from collections.abc import Iterable, Iterator

from catalog.render.address import base_of, label_page
from catalog.render.evidence import Evidence
from catalog.render.history import Change
from catalog.render.invisible import plain, plain_name, shorten
from catalog.render.jsontext import pretty
from catalog.render.parameters import Parameter
from catalog.render.toolpage import ToolPage

_MARKUP = re.compile(r"[\\`*_{}\[\]()#!|~$]")
_OPENING = re.compile(r"\A(\d*)([-+=:.])")
_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
_SPACE = re.compile(r"\s+")
_CODE = re.compile("`([^`\n]{1,200})`")
_TICKS = re.compile("`+")
_QUOTE = 300
_TEXT = 4000


def markdown(view: ToolPage) -> str:
    """Return what the page shows, as CommonMark of plain blocks."""
    return "\n\n".join(block for block in _blocks(view) if block) + "\n"


def escaped(text: str) -> str:
    """Return words of any origin as one line that Markdown shows as they are."""
    # What would begin a list, an underline or a definition; round brackets are treated above.
    return _OPENING.sub(r"\1\\\2", _within(text).strip())


def code(text: str) -> str:
    """Return words of any origin as a span of code; no backtick in them ends it."""
    line = _SPACE.sub(" ", plain(text))
    fence = "`" * (_longest(line) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") or not line.strip() else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def fenced(text: str, language: str = "") -> str:
    """Return lines of any origin as a block of code; no fence in them ends it."""
    fence = "`" * max(3, _longest(text) + 1)
    return f"{fence}{language}\n{plain(text).rstrip()}\n{fence}"


def told(sentence: str) -> str:
    """Return a sentence of ours, which sets names and quotes between backticks."""
    parts = _CODE.split(sentence)
    first, rest = _OPENING.sub(r"\1\\\2", _within(parts[0]).lstrip()), parts[1:]
    inner = (_within(part) if at % 2 else code(part) for at, part in enumerate(rest))
    return "".join((first, *inner)).strip()


def _within(text: str) -> str:
    """Return words that stand within a line, with the white space around them."""
    line = _SPACE.sub(" ", plain(text))
    for char, entity in _ENTITIES:
        line = line.replace(char, entity)
    return _MARKUP.sub(r"\\\g<0>", line)


def _longest(text: str) -> int:
    return max((len(run) for run in _TICKS.findall(text)), default=0)


def _blocks(view: ToolPage) -> Iterator[str]:
    yield f"# {escaped(plain_name(view.entry.name, 400))}"
    yield from _head(view)
    yield "## What it does on this server"
    yield from map(told, view.entry.summary)
    yield from _reasons(view)
    yield from _attacks(view)
    yield from _control(view)
    yield from _arguments(view)
    yield from _annotations(view)
    yield from _questions(view)
    yield from _provenance(view)


def _head(view: ToolPage) -> Iterator[str]:
    tool, verdict = view.entry, view.entry.verdict
    category = f"[{verdict.category}]({_to(view, label_page(verdict.category))})"
    labels = f"**{verdict.risk} risk**, {category}"
    review = ". A person should look at this" if verdict.needs_review else ""
    server = f"[{escaped(plain_name(tool.server))}]({_to(view, view.server.page)})"
    yield f"{labels}, on {server}{review}."
    declared = (tool.definition.description or "").strip()
    yield "The server says:" if declared else "The definition has no description."
    yield fenced(shorten(declared, _TEXT), "text") if declared else ""


def _reasons(view: ToolPage) -> Iterator[str]:
    verdict = view.entry.verdict
    yield "## Why it needs a policy"
    yield f"Category {verdict.category}, with a confidence of {verdict.confidence_percent} %."
    yield _findings(view.evidence)
    yield f"Why not {verdict.runner_up}: {told(verdict.why_not_runner_up)}"
    yield "### Risk"
    yield "\n".join(f"1. {step.level}. {told(step.reason)}" for step in verdict.risk_steps)
    for signal in view.signals:
        yield f"### Signal: {signal.title}"
        yield f"{signal.means} {signal.watch}"
        yield _findings(signal.evidence)


def _findings(groups: Iterable[Evidence]) -> str:
    lines = []
    for group in groups:
        lines.append(f"- {told(group.says)} Rule {code(group.rule)}.")
        lines += [
            f"  - {code(shorten(it.quote, _QUOTE))} in {code(it.field)}" for it in group.findings
        ]
    return "\n".join(lines)


def _attacks(view: ToolPage) -> Iterator[str]:
    if view.entry.attacks:
        yield "## Attack patterns it is open to"
        yield "\n".join(
            f"- {escaped(it.title)} ({it.framework}, {it.id}): {told(it.because)}"
            for it in view.entry.attacks
        )


def _control(view: ToolPage) -> Iterator[str]:
    yield "## How to control it"
    if view.policy is None:
        yield "No policy was recommended."
        return
    yield told(view.policy.claim)
    yield fenced(pretty(view.policy.document), "json")
    if view.instead is not None:
        name = f"[{escaped(plain_name(view.instead.name))}]({_to(view, view.instead.page)})"
        yield (
            f"Least privilege instead: {name} ({view.instead.risk} risk)"
            f" {told(view.instead.relation)}."
        )
    elif view.nothing_instead is not None:
        yield view.nothing_instead


def _arguments(view: ToolPage) -> Iterator[str]:
    yield "## Parameters"
    yield "\n".join(map(_argument, view.parameters.rows)) or "None are declared."


def _argument(row: Parameter) -> str:
    required = ", required" if row.required else ""
    about = f": {escaped(shorten(row.description, 400))}" if row.description else ""
    found = "".join(f"\n  - Risk: {told(item)}" for item in row.found)
    found += f"\n  - {row.governed}" if row.governed else ""
    return f"- {code(row.label)} ({escaped(row.type) or 'any'}{required}){about}{found}"


def _annotations(view: ToolPage) -> Iterator[str]:
    yield "## Annotations"
    yield "\n".join(
        f"- {code(hint.name)}: declared {_said(hint.declared)}, derived {_said(hint.derived)}"
        for hint in view.hints
        if hint.derived is not None
    )
    yield escaped(view.unsettled or "")
    if view.patch is not None:
        yield "The patch an author could apply to the definition (RFC 7396):"
        yield fenced(pretty(view.patch), "json")


def _said(value: bool | None) -> str:
    return "nothing" if value is None else str(value).lower()


def _questions(view: ToolPage) -> Iterator[str]:
    if view.entry.faq:
        yield "## Questions"
    for answer in view.entry.faq:
        yield f"### {told(answer.question)}"
        yield from map(told, shorten(answer.answer, _TEXT).split("\n\n"))
        yield fenced(pretty(answer.document), "json") if answer.document is not None else ""
        yield told(answer.claim) if answer.claim else ""


def _provenance(view: ToolPage) -> Iterator[str]:
    tool, seen = view.entry, view.server.observation
    yield "## Provenance"
    yield "\n".join(
        (
            f"- Observed {seen.observed_at} by tools/list over {code(seen.transport)};"
            " no tool was called",
            f"- Definition {code(tool.definition.digest)}",
            f"- Classifier {code(tool.verdict.classifier)}",
            f"- [Everything as JSON]({_to(view, view.document)})",
        )
    )
    if view.history:
        yield "### Versions"
        yield "\n".join(line for change in view.history for line in _change(change))


def _change(change: Change) -> Iterator[str]:
    version = escaped(shorten(change.version, 60)) if change.version else "Listing"
    yield f"- {version} of {change.observed_at}: {change.says}"
    yield from (f"  - {told(word)}" for word in change.words)
    if change.more:
        yield f"  - and {change.more} more, in the JSON"


def _to(view: ToolPage, address: str) -> str:
    return f"{base_of(view.address)}/{address}"
