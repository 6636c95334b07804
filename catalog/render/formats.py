"""The policy of a tool in the formats of clients and gateways, for the tabs of its page."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from catalog.entry import ServerEntry, Snippet, ToolEntry
from catalog.render.clientname import Marks, client_name
from catalog.render.compiled import Cut, Told, cut, texts_in
from catalog.render.form import Form, Forms, Reach
from catalog.render.formfiles import file_of_form, guide_of
from catalog.render.presets import RECOMMENDED
from classifier import Definition
from policy import Policy, load
from policy.targets import Lost, targets

LONGEST = 3000
"""Characters of a format that a tab shows; what is longer stands in the file of the server."""
_FEW = 12
"""Tools up to which a format that lists them is shown with all of them."""
_TWINS = 50
_MOST_SHARED = 20_000
_NUMERIC = {"gt", "gte", "lt", "lte"}
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,47}")
"""Names that every format writes as they are, so that one can stand in the place of another."""
_LETTERS = re.compile(r"[^a-z0-9]")
_Document = Mapping[str, Any]
_OPEN = load({"version": "1", "default": "allow"})
_SHUT = load({"version": "1", "default": "deny"})


class Formats:
    """Compiles policies for one server, once for all tools that are treated alike."""

    def __init__(self, entry: ServerEntry, shared: dict[Any, Any] | None = None) -> None:
        """Look at the names of its tools once; `shared` keeps what other servers can use."""
        self.client_name = client_name(entry.server.name)
        self._page = entry.page
        self._tools = Counter(tool.name for tool in entry.tools)
        snippets = [*entry.policies, *(it for tool in entry.tools for it in tool.policies)]
        self.marks = Marks([*self._tools, *texts_in([it.document for it in snippets])])
        self._shared = {} if shared is None else shared
        if len(self._shared) > _MOST_SHARED:
            self._shared.clear()
        self._forms: dict[str, Forms] = {}
        self._odd = [name for name in self._tools if not _PLAIN.fullmatch(name)]
        self._twins: defaultdict[str, list[str]] = defaultdict(list)
        for name in self._tools if self._odd else ():
            self._twins[_spelling(name)].append(name)

    def of(self, tool: ToolEntry, snippet: Snippet | None) -> Forms:
        """Return the forms of the policy that `snippet` holds for `tool`."""
        if snippet is None:
            return Forms(())
        name, document = tool.name, snippet.document
        rule = document.get("tools", {}).get(name)
        if not self._is_general(name, rule):
            declared = tool.definition if self._tools[name] == 1 else name
            return Forms(tuple(self._each(name, declared, document)))
        mark = self.marks.tool
        hidden = {"hide": [mark]} if name in document.get("hide", ()) else {}
        named = hidden if rule is None else {"tools": {mark: rule}}
        general = {"version": "1", "default": document["default"], **named}
        key = json.dumps(general)
        if len(self._tools) <= _FEW:
            return Forms(tuple(self._each(name, mark, general, whole=document)))
        if key not in self._forms:
            self._forms[key] = Forms(tuple(self._each(mark, mark, general)), key, mark)
        return self._forms[key]

    def _is_general(self, name: str, rule: Any) -> bool:
        """Tell whether any other name could stand in the place of this one."""
        if not _PLAIN.fullmatch(name) or self._near(name):
            return False
        # What a format makes of a number depends on the type that the schema gives it.
        return not _NUMERIC & _operators(rule)

    def _each(
        self,
        name: str,
        tool: Definition | str,
        document: _Document,
        whole: _Document | None = None,
    ) -> Iterator[Form]:
        """Yield the forms for `tool`, the mark in whose place `name` stands, or itself.

        `whole` is the document for the tool itself, compiled over a short list where a format
        lists what it lets through.
        """
        for target in targets():
            around = self._around(name, target.id)
            made, reach = self._made(tool, document, target.id, around=around)
            if reach is not Reach.SERVER and len(self._tools) <= _FEW:
                tools = [tool if each == name else each for each in self._tools]
                tools = list(self._tools) if whole else tools
                made = self._cut(load(whole or document), target.id, tools)
                reach = Reach.SERVER
            elif tool == self.marks.tool != name:
                made = made.renamed(tool, name)
            yield Form(
                target=target,
                parts=made.parts if sum(map(len, made.parts)) <= LONGEST else (),
                losses=tuple(self._told(made, name, target.id, around=around)),
                reach=reach,
                alone=self._alone(made, reach, name, target.id),
                guide=guide_of(target),
                file=file_of_form(self._page, RECOMMENDED, target),
            )

    def _made(
        self, tool: Definition | str, document: _Document, target: str, *, around: tuple[str, ...]
    ) -> tuple[Cut, Reach]:
        if tool != self.marks.tool:
            return self._tried(tool, document, target, around=around)
        has_others = len(self._tools) > 1 + len(around)
        key = (self.marks.number, target, json.dumps(document), around, has_others)
        if key not in self._shared:
            self._shared[key] = self._tried(tool, document, target, around=around)
        found: tuple[Cut, Reach] = self._shared[key]
        return found

    def _tried(
        self,
        tool: Definition | str,
        document: _Document,
        target: str,
        *,
        around: tuple[str, ...],
    ) -> tuple[Cut, Reach]:
        policy, tools = load(document), (tool, *around)
        made = self._cut(policy, target, tools)
        if len(self._tools) <= len(tools):
            return made, Reach.SERVER
        # It comes early, as a sentence on what is lost names the first few tools only.
        with_other = self._cut(policy, target, (tool, self.marks.other, *around))
        if made.parts == with_other.parts:
            return with_other, Reach.SERVER
        # What cannot be named then fares like the others that are not listed.
        named = [each for each in around if each not in self._unnamed.get(target, ())]
        # Others that a product cannot tell apart from the tool stay as the policy has them.
        twins = {name: {"action": "allow"} for name in named}
        shut = {**document, "default": "deny", "tools": twins | dict(document.get("tools", {}))}
        closed = self._cut(load(shut), target, (tool, *named))
        without = self._cut(_SHUT, target, ())
        return closed, Reach.NONE if closed.parts == without.parts else Reach.TOOL

    def _cut(self, policy: Policy, target: str, tools: Sequence[Definition | str]) -> Cut:
        return cut(policy, target, tools=tools, marks=self.marks).without_comments()

    def _around(self, name: str, target: str) -> tuple[str, ...]:
        """Return other tools whose names change what a format says about this one."""
        unnamed = [other for other in self._unnamed.get(target, ()) if other != name][:1]
        return tuple(dict.fromkeys((*unnamed, *self._twins_of(name, target))))

    def _twins_of(self, name: str, target: str) -> tuple[str, ...]:
        """Return the tools that a product cannot tell apart from one: denied with it."""
        near = self._near(name)
        if not near:
            return ()
        denying = load({"version": "1", "default": "allow", "tools": {name: {"action": "deny"}}})
        losses = self._cut(denying, target, (name, *near)).losses
        return tuple(
            other for loss in losses if loss.kind is Lost.SHARED_NAME for other in loss.tools
        )

    def _near(self, name: str) -> list[str]:
        found = [other for other in self._twins.get(_spelling(name), ()) if other != name]
        if _PLAIN.fullmatch(name):
            # Two plain names are spelled as they are.
            found = [other for other in found if not _PLAIN.fullmatch(other)]
        return found[:_TWINS]

    @cached_property
    def _unnamed(self) -> dict[str, list[str]]:
        """The tools that a format has no way to name."""
        if not self._odd:
            return {}
        found = {}
        for target in targets():
            losses = cut(_OPEN, target.id, tools=self._odd, marks=self.marks).losses
            found[target.id] = [
                name for loss in losses if loss.kind is Lost.NAME for name in loss.tools
            ]
        return found

    def _told(
        self, made: Cut, name: str, target: str, *, around: tuple[str, ...]
    ) -> Iterator[Told]:
        left = _others(len(self._tools) - 1 - len(around))
        unnamed = set(self._unnamed.get(target, ())) - {name, *around}
        for loss in made.losses:
            says = loss.says.replace(f"“{self.marks.other}”", left)
            if loss.kind is Lost.NAME and unnamed and set(around) & set(loss.tools):
                says += f" The same goes for {len(unnamed):,} more."
            yield Told(loss.kind.value, says)

    def _alone(self, made: Cut, reach: Reach, name: str, target: str) -> str | None:
        """Say what becomes of the tools that a text does not list."""
        if reach is not Reach.TOOL:
            return None
        twins = len(self._twins_of(name, target))
        others = _others(len(self._tools) - 1 - twins)
        alike = f", and treats the {twins:,} that it spells alike like this one" if twins else ""
        if any(loss.kind is Lost.LATER_TOOLS for loss in made.losses):
            return f"Taken alone, it asks about {others} of this server as well{alike}."
        return f"Taken alone, it denies {others} of this server, which it does not list{alike}."


def _others(count: int) -> str:
    return "the other tool" if count == 1 else f"the other {count:,} tools"


def _operators(rule: Any) -> set[str]:
    """Return the operators of the conditions of a rule, and one for each sum of amounts."""
    said = rule or {}
    rules = (*said.get("require", ()), *said.get("deny_if", ()))
    found = {condition["op"] for each in rules for condition in each.get("conditions", ())}
    return found | {"gt" for limit in said.get("limits", ()) if "increment_from" in limit}


def _spelling(name: str) -> str:
    """Return what names have in common that a product may not tell apart."""
    return _LETTERS.sub("_", name.lower())
