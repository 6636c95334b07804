"""Read from a built page what it tells about policies: snippets, claims, questions, answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass(slots=True)
class Node:
    """One element; `inside` holds elements and texts in their order."""

    tag: str
    attributes: dict[str, str]
    inside: list[Node | str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        for each in self.inside:
            if isinstance(each, Node):
                yield each
                yield from each.walk()

    def all(self, tag: str, **wanted: str) -> list[Node]:
        """Return the elements below with a tag, and with a class (`kind`) or an id (`id`)."""
        return [
            node
            for node in self.walk()
            if node.tag == tag
            and ("kind" not in wanted or wanted["kind"] in node.attributes.get("class", "").split())
            and ("id" not in wanted or wanted["id"] == node.attributes.get("id"))
        ]

    def children(self, tag: str) -> list[Node]:
        return [each for each in self.inside if isinstance(each, Node) and each.tag == tag]

    def text(self, without: str = "") -> str:
        """Return the text, leaving out elements of the class `without`."""
        parts = []
        for each in self.inside:
            if isinstance(each, str):
                parts.append(each)
            elif not without or without not in each.attributes.get("class", "").split():
                parts.append(each.text(without))
        return "".join(parts)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("document", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].inside.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag == tag:
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A policy as it stands on the page, with the sentence beside it."""

    where: str
    document: Any
    claim: str | None


@dataclass(frozen=True, slots=True)
class Form:
    """The policy in the format of another product."""

    file_name: str
    text: str
    losses: tuple[str, ...]
    """Sentences about what the format cannot say; empty where the page claims that it says all."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with its answer."""

    question: str
    paragraphs: tuple[str, ...]
    snippet: Snippet | None


@dataclass(frozen=True, slots=True)
class Page:
    """What one page tells."""

    control: Snippet | None
    forms: tuple[Form, ...]
    answers: tuple[Answer, ...]
    linked: tuple[tuple[str, str], ...]
    """Questions and answers of the data block for search engines."""
    snippets: int
    """How many elements of the page hold a policy, wherever they stand, without the forms."""


def read_page(path: Path) -> Page:
    """Read a built page."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    root = reader.root
    sections = root.all("section", id="control")
    forms = [node for part in sections for node in part.all("div", kind="format")][1:]
    asked = [node for part in root.all("section", id="questions") for node in part.all("details")]
    return Page(
        control=_snippet("control", sections[0], forms) if sections else None,
        forms=tuple(_form(node) for node in forms),
        answers=tuple(_answer(node) for node in asked),
        linked=tuple(_linked(root)),
        snippets=len(_policies(root, forms)),
    )


def _policies(node: Node, forms: Sequence[Node] = ()) -> list[Node]:
    others = {id(code) for form in forms for code in form.all("div", kind="code")}
    codes = (each for each in node.all("div", kind="code") if id(each) not in others)
    return [each for each in codes if _is_policy(each)]


def _is_policy(node: Node) -> bool:
    """Tell whether a policy stands there; the builder's place is empty until its script runs."""
    return node.attributes.get("data-copy") == "policy.json" and bool(node.text().strip())


def _form(node: Node) -> Form:
    (code,) = node.all("div", kind="code")
    losses = tuple(each.text() for each in node.all("p", kind="loss"))
    said = [each.text() for each in node.all("p", kind="note")]
    if bool(losses) == ("It says all that the policy says." in said):
        raise ValueError(f"{code.attributes['data-copy']}: tells losses and that there are none")
    return Form(code.attributes["data-copy"], code.text(), losses)


def _snippet(where: str, node: Node, forms: Sequence[Node] = ()) -> Snippet | None:
    codes = _policies(node, forms)
    claims = [each.text(without="kicker") for each in node.all("p", kind="claim")]
    if not codes and not claims:
        return None
    document = json.loads(codes[0].all("code")[0].text()) if len(codes) == 1 else None
    return Snippet(where, document, claims[0] if len(claims) == 1 else None)


def _answer(node: Node) -> Answer:
    (summary,) = node.children("summary")
    (body,) = node.all("div", kind="answer")
    paragraphs = [each for each in body.children("p") if "claim" not in each.attributes.values()]
    question = summary.text()
    return Answer(question, tuple(each.text() for each in paragraphs), _snippet(question, body))


def _linked(root: Node) -> Iterator[tuple[str, str]]:
    for node in root.all("script"):
        if node.attributes.get("type") == "application/ld+json":
            data = json.loads(node.text())
            for each in data.get("mainEntity", ()) if isinstance(data, dict) else ():
                yield each["name"], each["acceptedAnswer"]["text"]
