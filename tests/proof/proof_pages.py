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
class Told:
    """A sentence about what a format does not say."""

    kind: str
    says: str


@dataclass(frozen=True, slots=True)
class Form:
    """The policy in the format of another product."""

    target: str
    text: str | None
    """None where the page only links to the file."""
    server: str | None
    """The name of the server in the text."""
    losses: tuple[Told, ...]
    """Empty where the page claims that the format says all."""
    reach: str | None
    links: tuple[str, ...]
    """Addresses of the files, the recommended policy first."""
    is_whole: bool = True
    """False where the page shows the head of a text."""
    more: tuple[Told, ...] = ()
    """Of the other presets."""
    claims: tuple[str, ...] = ()
    """What the other presets do."""


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
    root: Node
    snippets: int
    """How many elements of the page hold a policy, wherever they stand, without the forms."""


def read_page(path: Path) -> Page:
    """Read a built page."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    root = reader.root
    sections = root.all("section", id="control")
    fields = root.all("fieldset", kind="formats")
    forms = [node for part in fields for node in part.all("div", kind="format")]
    forms = [node for node in forms if _links(node)]
    asked = [node for part in root.all("section", id="questions") for node in part.all("details")]
    return Page(
        control=_snippet("control", sections[0], forms) if sections else None,
        forms=(*map(_form, forms), *_listed(root)),
        answers=tuple(_answer(node) for node in asked),
        linked=tuple(_linked(root)),
        root=root,
        snippets=len(_policies(root, forms)),
    )


def _policies(node: Node, forms: Sequence[Node] = ()) -> list[Node]:
    others = {id(code) for form in forms for code in form.all("div", kind="code")}
    codes = (each for each in node.all("div", kind="code") if id(each) not in others)
    return [each for each in codes if _is_policy(each)]


def _is_policy(node: Node) -> bool:
    """Tell whether a policy stands there; the builder's place is empty until its script runs."""
    return node.attributes.get("data-copy") == "policy.json" and bool(node.text().strip())


def _links(node: Node) -> list[Node]:
    return [each for each in node.all("a") if "data-form" in each.attributes]


def _form(node: Node) -> Form:
    codes = node.all("div", kind="code")
    details = node.all("details", kind="form-more")
    hidden = {id(each) for part in details for each in part.walk()}
    losses = tuple(_told(each) for each in node.all("p", kind="loss") if id(each) not in hidden)
    notes = [each.text() for each in node.all("p", kind="note") if id(each) not in hidden]
    says_all = any(each.endswith("says all that the policy says.") for each in notes)
    links = _links(node)
    if says_all == any(each.kind != "alone" for each in losses):
        raise ValueError(f"{links[0].attributes}: tells losses and that there are none, or neither")
    names = {each.text() for code in codes for each in code.all("var")}
    return Form(
        target=links[0].attributes["data-form"],
        text=codes[0].text() if codes else None,
        server=names.pop() if len(names) == 1 else None,
        losses=losses,
        reach=node.attributes.get("data-reach"),
        links=tuple(each.attributes["href"] for each in links),
        is_whole=not codes or "data-form" not in codes[0].attributes,
        more=tuple(_told(each) for part in details for each in part.all("p", kind="loss")),
        claims=tuple(part.all("p")[0].text() for part in details),
    )


def _told(node: Node) -> Told:
    says = "".join(part if isinstance(part, str) else "" for part in node.inside).strip()
    return Told(node.attributes["data-kind"], says)


def _listed(root: Node) -> Iterator[Form]:
    """Yield the formats of a page that has room for links to them only."""
    for part in root.all("div", kind="forms"):
        told = [
            (each.attributes["data-for"].split(), _told(each))
            for each in part.all("p", kind="loss")
        ]
        for link in _links(part):
            target = link.attributes["data-form"]
            losses = tuple(loss for targets, loss in told if target in targets)
            yield Form(target, None, None, losses, None, (link.attributes["href"],))


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
