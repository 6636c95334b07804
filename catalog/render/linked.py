"""What a tool page tells machines: JSON-LD, its Markdown twin, and where to object."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from catalog.entry import ServerEntry, ToolEntry
from catalog.render.address import SERVERS, base_of
from catalog.render.invisible import plain_name, shorten

_ANSWER = 4000
_CORRECT = "guide/correct/"
"""Page that tells how to object."""


def twin_of(page: str) -> str:
    """Return the address of a page as Markdown."""
    return f"{page}index.md"


def linked_data(server: ServerEntry, tool: ToolEntry, site_url: str | None) -> Mapping[str, Any]:
    """Return the page as schema.org knows it; addresses are relative without a `site_url`."""
    root = site_url or base_of(tool.page)
    trail = (
        ("Servers", SERVERS),
        (plain_name(tool.server), server.page),
        (plain_name(tool.name), tool.page),
    )
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "breadcrumb": {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": at, "name": name, "item": f"{root}/{address}"}
                for at, (name, address) in enumerate(trail, 1)
            ],
        },
        "mainEntity": [
            {
                "@type": "Question",
                "name": answer.question,
                "acceptedAnswer": {"@type": "Answer", "text": shorten(answer.answer, _ANSWER)},
            }
            for answer in tool.faq
        ],
    }


def correction(tool: ToolEntry, repository: str | None) -> str:
    """Return where to object to the verdict: a new issue, or the guide without a repository."""
    if repository is None:
        query = urlencode({"definition": tool.definition.digest})
        return f"{base_of(tool.page)}/{_CORRECT}?{query}"
    name, server = plain_name(tool.name), plain_name(tool.server)
    body = (
        f"Tool: `{name}` of `{server}`\nDefinition: `{tool.definition.digest}`\n"
        f"Classifier: `{tool.verdict.classifier}`\n"
        f"Verdict: {tool.verdict.category}, {tool.verdict.risk} risk\n\n"
        "What it should be, and where the definition shows it:\n"
    )
    query = urlencode({"title": f"Verdict of {name} on {server}", "body": body})
    return f"{repository.rstrip('/')}/issues/new?{query}"
