"""The policy of a tool in the formats of clients and gateways, for the tabs of its page."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog.entry import ServerEntry, Snippet
from policy import Policy, load
from policy.targets import Compiled, Target, compile_policy, targets

WHOLE = 40
"""Tools up to which all are compiled; on longer lists only formats that do not list them show."""
_LONGEST = 3000
"""Characters of a format that a tab shows."""
_ODDEST = 8
_ORDINARY = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,47}\Z")
_LETTERS = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class Form:
    """One policy in the format of one product."""

    target: Target
    text: str
    losses: tuple[str, ...]
    """What the format does not say, a sentence or two each."""
    guide: str
    """Address of what the guide tells about the product."""


class Formats:
    """Compiles policies for one server."""

    def __init__(self, entry: ServerEntry) -> None:
        """Look at the names of its tools once."""
        self._server = entry.server.name
        self._names = [tool.name for tool in entry.tools]
        self._twins: defaultdict[str, list[str]] = defaultdict(list)
        self._odd: list[str] = []
        for name in dict.fromkeys(self._names):
            self._twins[_spelling(name)].append(name)
            if not _ORDINARY.match(name):
                self._odd.append(name)

    def of(self, name: str, snippet: Snippet | None) -> tuple[Form, ...]:
        """Return the forms of the policy that `snippet` holds for the tool `name`."""
        if snippet is None:
            return ()
        try:
            return tuple(self._forms(name, load(snippet.document)))
        except ValueError:
            return ()  # a name that is no Unicode text, which no format can write

    def _forms(self, name: str, policy: Policy) -> Iterator[Form]:
        for target in targets():
            compiled = self._compiled(name, policy, target.id)
            if compiled and len(compiled.text) <= _LONGEST:
                losses = tuple(loss.says for loss in compiled.losses)
                anchor = _anchor(target.title)
                yield Form(target, compiled.text, losses, f"guide/clients/#{anchor}")

    def _compiled(self, name: str, policy: Policy, target: str) -> Compiled | None:
        """Return the output; None where it would list the many tools of a long list."""
        if len(self._names) <= WHOLE:
            return self._compile(policy, target, self._names)
        near = list(dict.fromkeys((name, *self._twins[_spelling(name)], *self._odd)))
        if len(near) > _ODDEST:
            return None
        alone = self._compile(policy, target, near)
        others = [each for each in self._names[: _ODDEST + 2] if each not in near][:2]
        return alone if alone == self._compile(policy, target, [*near, *others]) else None

    def _compile(self, policy: Policy, target: str, names: Sequence[str]) -> Compiled:
        return compile_policy(policy, target, server=self._server, tools=names)


def _spelling(name: str) -> str:
    """Return what names have in common that a product may not tell apart."""
    return _LETTERS.sub("_", name.lower())


def _anchor(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
