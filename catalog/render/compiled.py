"""Compile policies once for every page that shows them, cut where the server is named."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from catalog.render.clientname import Marks
from classifier import Definition
from policy import Policy
from policy.targets import Loss, compile_policy

_COMMENT = re.compile(r"^#.*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence about what a format does not say."""

    kind: str
    says: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A policy in the format of one product."""

    parts: tuple[str, ...]
    """The text, cut where the name of the server stands; one part where it names none."""
    losses: tuple[Loss, ...]

    def text(self, server: str) -> str:
        """Return the text for a client that knows the server by a name."""
        return server.join(self.parts)

    def without_comments(self) -> "Cut":
        """Return it without lines of comments, where what they say stands beside it."""
        return replace(self, parts=tuple(_COMMENT.sub("", part) for part in self.parts))

    def renamed(self, mark: str, tool: str) -> "Cut":
        """Return it with a tool in the place of the one that stood for it."""
        losses = [replace(it, says=it.says.replace(mark, tool)) for it in self.losses]
        return Cut(tuple(part.replace(mark, tool) for part in self.parts), tuple(losses))


def cut(policy: Policy, target: str, *, tools: Sequence[Definition | str], marks: Marks) -> Cut:
    """Return a policy in the format of `target` over `tools`."""
    compiled = compile_policy(policy, target, server=marks.server, tools=tools)
    return Cut(tuple(compiled.text.split(marks.server)), compiled.losses)


def texts_in(value: Any) -> Iterable[str]:
    """Yield every text within a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, held in value.items():
            yield key
            yield from texts_in(held)
    elif isinstance(value, list | tuple):
        for held in value:
            yield from texts_in(held)
