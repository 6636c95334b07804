"""What an import gives: a policy document, and what of the source it could not keep."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from policy.document import Action
from policy.loading import VERSION, load

LOSSES_FILE = Path(__file__).parent / "losses.yaml"

Json = dict[str, Any]


class ImportingError(Exception):
    """A source cannot be imported at all; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing of the source that the policy does not say, and what stands in its place."""

    id: str
    pointer: str
    """JSON Pointer into the source; empty for the whole document."""
    says: str
    instead: str

    def __str__(self) -> str:
        return f"{self.pointer or '(document)'}: {self.says} {self.instead}"

    def as_json(self) -> Json:
        """Return the loss as `toolrisk policy import --json` writes it."""
        return {
            "id": self.id,
            "pointer": self.pointer,
            "says": self.says,
            "instead": self.instead,
        }


@dataclass(frozen=True, slots=True)
class Imported:
    """A policy document that is valid, and everything that got lost on the way to it."""

    document: Json
    losses: tuple[Loss, ...]


@dataclass(slots=True)
class Report:
    """Collects losses while a source is read."""

    losses: list[Loss] = field(default_factory=list)

    def note(self, id: str, pointer: str, phrase: str | None = None, **facts: object) -> None:
        """Record a loss; `facts` fill in its sentences, and `phrase` names their `{what}`."""
        text = loss_texts()[id]
        said = {name: str(fact) for name, fact in facts.items()}
        if phrase is not None:
            said["what"] = text["phrases"][phrase].format_map(said)
        says, instead = (str(text[key]).format_map(said) for key in ("says", "instead"))
        loss = Loss(id, pointer, says, instead)
        if loss not in self.losses:
            self.losses.append(loss)

    def imported(self, document: Json) -> Imported:
        """Return the import; the document is checked once more.

        Raises:
            PolicyError: the source holds something that no policy can say.
        """
        load(document, source="the imported policy")
        return Imported(document, tuple(self.losses))


@lru_cache(maxsize=1)
def loss_texts() -> Mapping[str, Mapping[str, Any]]:
    """Return the texts of all kinds of losses by their ids."""
    texts: Mapping[str, Mapping[str, Any]] = yaml.safe_load(LOSSES_FILE.read_text("utf-8"))
    return texts


def denied(reason: str) -> Json:
    """Return the entry of a tool that no call of goes through."""
    return {"action": Action.DENY.value, "reason": reason}


def document_of(default: Action, hide: list[str], tools: Mapping[str, Json]) -> Json:
    """Return a policy document of these parts, empty ones left out."""
    document: Json = {"version": VERSION, "default": default.value}
    if hide:
        document["hide"] = hide
    if tools:
        document["tools"] = dict(tools)
    return document
