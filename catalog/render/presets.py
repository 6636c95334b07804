"""The policies for a whole server that its page offers in every format."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.entry import ServerEntry, ToolEntry
from classifier import Category
from policy import HIDE_ALL, Policy, effect, load

RECOMMENDED = "recommended"
READ_ONLY = "read-only"
PRESETS = (RECOMMENDED, READ_ONLY)
"""Ids, in the order to show them in; the builder of the page starts from the same."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A policy for every tool of a server."""

    id: str
    title: str
    document: Mapping[str, Any]
    policy: Policy
    claim: str
    """Computed sentence: what it does to the tools of the server."""


def presets(entry: ServerEntry) -> Iterator[Preset]:
    """Yield the presets of a server; none where no policy is recommended."""
    if not entry.policies:
        return
    names = [tool.name for tool in entry.tools]
    recommended = entry.policies[0].document
    documents = (
        (RECOMMENDED, "Recommended", recommended),
        (READ_ONLY, "Read-only", _read_only(entry, recommended)),
    )
    for id, title, document in documents:
        policy = load(document)
        yield Preset(id, title, document, policy, effect(policy, names).sentence())


def _read_only(entry: ServerEntry, recommended: Mapping[str, Any]) -> dict[str, Any]:
    """Return the recommended policy without the tools that do more than read, by their verdict."""
    more = {tool.name: None for tool in entry.tools if not _is_read(tool)}
    hidden = {**dict.fromkeys(recommended.get("hide", ())), **more}
    # Under `hide` the name `*` would stand for every tool of the server.
    closed = {HIDE_ALL: {"action": "deny"}} if hidden.pop(HIDE_ALL, 0) is None else {}
    kept = {name: rule for name, rule in recommended.get("tools", {}).items() if name not in more}
    document = {"version": recommended["version"], "default": "deny"}
    return document | ({"hide": list(hidden)} if hidden else {}) | {"tools": kept | closed}


def _is_read(tool: ToolEntry) -> bool:
    return tool.verdict.category is Category.READ and not tool.verdict.needs_review
