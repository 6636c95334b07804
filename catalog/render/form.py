"""What the page of a tool tells in the formats of clients and gateways, as values."""

from dataclasses import dataclass
from enum import StrEnum

from catalog.render.compiled import Told
from policy.targets import Target

SHORT = 700
"""Characters of a text that a page without much room shows."""


class Reach(StrEnum):
    """What a text about one tool does to the other tools of the server."""

    SERVER = "server"
    """What the policy does to them, or what a loss says."""
    TOOL = "tool"
    """The format lists what it lets through: taken alone, the text closes the others."""
    NONE = "none"
    """The same, and the tool is not in the list: nothing is to be written for it."""


@dataclass(frozen=True, slots=True)
class Form:
    """One policy in the format of one product."""

    target: Target
    parts: tuple[str, ...]
    """The text, cut where the server is named; none where it is too long for a page."""
    losses: tuple[Told, ...]
    """What the format does not say, a sentence or two each."""
    reach: Reach
    alone: str | None
    """What the text does to the other tools where it is not put beside those that list them."""
    guide: str
    """Address of what the guide tells about the product."""
    file: str
    """Address of the recommended policy for the whole server in this format."""

    @property
    def is_shown(self) -> bool:
        """Whether there is a text to show."""
        return bool(self.parts) and self.is_listed

    @property
    def is_listed(self) -> bool:
        """Whether the format says anything of the tool."""
        return self.reach is not Reach.NONE

    @property
    def is_short(self) -> bool:
        """Whether the text is among those that a page without much room shows."""
        return sum(map(len, self.parts)) <= SHORT


@dataclass(frozen=True, slots=True)
class SharedLoss:
    """One sentence about what some formats do not say."""

    kind: str
    says: str
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Forms:
    """One policy in every format."""

    each: tuple[Form, ...]
    key: str | None = None
    """The same for all tools of a server whose forms differ in the name only; None for one."""
    stands_for: str | None = None
    """What stands in them for the name of the tool, which needs no escape anywhere."""

    @property
    def losses(self) -> tuple[SharedLoss, ...]:
        """What the formats do not say, each sentence once for all that it holds for."""
        found: dict[tuple[str, str], list[Target]] = {}
        for form in self.each:
            for told in form.losses:
                says = told.says.replace(form.target.title, "it")
                says = f"{says[:1].upper()}{says[1:]}"
                found.setdefault((told.kind, says), []).append(form.target)
        return tuple(SharedLoss(*key, tuple(targets)) for key, targets in found.items())
