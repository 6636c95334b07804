"""Hold every policy of a built site against the sentence beside it, and count the differences."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
from proof_behaviour import Behaviour, Tool, behaviour
from proof_forms import wrong_forms
from proof_pages import Answer, Page, Snippet, read_page
from proof_sentences import (
    KINDS,
    Unreadable,
    read_claim,
    read_counts,
    read_outcome,
    read_stricter,
)

from policy import Policy, PolicyError, load, schema

_VALIDATOR = jsonschema.Draft202012Validator(schema())
_ANSWERS_WITH_POLICY = 3
_OUTCOMES = {"hidden": "hidden", "denied": "denied", "asked": "approval"}


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a page says something else than its policy does."""

    page: str
    where: str
    told: str


@dataclass(slots=True)
class Report:
    """What was checked."""

    servers: int = 0
    tools: int = 0
    snippets: int = 0
    answers: int = 0
    forms: int = 0
    """Policies in the formats of other products."""
    calls: int = 0
    unfit: int = 0
    """How often no call that was made fits the input schema."""
    differences: list[Difference] = field(default_factory=list)


def check_site(site: Path) -> Report:
    """Check every page of the tools and servers of a built site."""
    report = Report()
    seen: set[Path] = set()
    for row in _read(site, "api/v1/servers.json")["result"]:
        server = _read(site, row["document"])
        seen |= {site / server["page"] / "index.html"}
        seen |= {site / tool["page"] / "index.html" for tool in server["tools"]}
        check_server(site, server, report)
    for folder in ("servers", "tools"):
        for path in sorted((site / folder).rglob("index.html")):
            is_list = folder == "servers" and _is_list(path.parent.relative_to(site).parts)
            if path not in seen and not is_list:
                place = path.relative_to(site).as_posix()
                report.differences.append(Difference(place, "page", "belongs to no tool"))
    return report


def check_server(
    site: Path, server: dict[str, Any], report: Report, only: str | None = None
) -> None:
    """Check the page of a server and those of its tools; `only` names the page of one tool."""
    documents = [_read(site, row["document"]) for row in server["tools"]]
    tools = [
        Tool(each["name"], each["definition"].get("inputSchema"), each["verdict"]["risk"])
        for each in documents
    ]
    if only is None:
        _check_server_page(site, server, tools, report)
    for tool, document in zip(tools, documents, strict=True):
        if only in (None, document["page"]):
            _check_tool_page(site, document, _Checker(document["page"], tools, report, tool))


def _check_server_page(
    site: Path, server: dict[str, Any], tools: list[Tool], report: Report
) -> None:
    report.servers += 1
    page = read_page(site / server["page"] / "index.html")
    checker = _Checker(server["page"], tools, report)
    checker.page(page, [each["document"] for each in server["policies"]], needs=bool(tools))


def _check_tool_page(site: Path, document: dict[str, Any], checker: "_Checker") -> None:
    page = read_page(site / document["page"] / "index.html")
    published = [each["document"] for each in document["policies"]]
    published += [each["document"] for each in document["faq"] if each["document"]]
    checker.page(page, published, needs=True)
    checker.answers(page)


class _Checker:
    """Checks one page."""

    def __init__(
        self, page: str, tools: list[Tool], report: Report, tool: Tool | None = None
    ) -> None:
        self._page, self._tools, self._report, self._tool = page, tools, report, tool
        self._recommended: str | None = None

    def page(self, page: Page, published: list[Any], *, needs: bool) -> None:
        """Check the recommended policy, and that the page shows what the API holds."""
        self._report.forms += len(page.forms)
        shown = [each for each in (page.control, *(each.snippet for each in page.answers)) if each]
        if needs and page.control is None:
            self._differs("control", "shows no policy")
        if page.snippets != len(shown):
            self._differs("page", f"{page.snippets} policies stand on it, {len(shown)} were read")
        if [each.document for each in shown] != published:
            self._differs("page", "shows other documents than the API holds")
        if page.control is not None:
            found = self._snippet(page.control)
            self._recommended = found.kind if found else None
            if found and self._tool:
                for name, told in wrong_forms(page.forms, page.control.document, self._tool):
                    self._differs(f"control, {name}", told)

    def answers(self, page: Page) -> None:
        """Check the questions and answers of a tool."""
        self._report.tools += 1
        told = [(each.question, "\n\n".join(each.paragraphs)) for each in page.answers]
        if [_bare(each) for each in told] != [_bare(each) for each in page.linked]:
            self._differs("questions", "the data block tells other answers than the page")
        if sum(1 for each in page.answers if each.snippet) != _ANSWERS_WITH_POLICY:
            self._differs("questions", "other answers show a policy than those that should")
        for answer in page.answers:
            self._report.answers += 1
            try:
                self._answer(answer)
            except Unreadable as error:
                self._differs(answer.question, f"is not understood: {error}")

    def _answer(self, answer: Answer) -> None:
        found = self._snippet(answer.snippet) if answer.snippet else None
        outcomes = [read_outcome(each) for each in answer.paragraphs]
        told = [each for each in outcomes if each is not None]
        if len(told) != (1 if answer.snippet else 0):
            self._differs(answer.question, f"{len(told)} sentences tell what a document does")
        for outcome in told if found else ():
            says = (outcome.kind, outcome.has_conditions, outcome.rate)
            does = (_OUTCOMES.get(found.kind, "allowed"), found.refuses_some, found.rate)
            if says != does:
                self._differs(answer.question, f"says {says}, does {does}")
            self._named(answer.question, outcome.name)
        for paragraph in answer.paragraphs:
            stricter = read_stricter(paragraph)
            if stricter not in (None, self._recommended):
                self._differs(answer.question, f"says {stricter}, is {self._recommended}")
            for key, count in read_counts(paragraph).items():
                if count != self._count(key):
                    self._differs(answer.question, f"says {count}, is {self._count(key)}: {key}")

    def _count(self, key: str) -> int:
        same = [tool for tool in self._tools if self._tool and tool.name == self._tool.name]
        return len(same) if key == "same_name" else len(self._tools)

    def _named(self, where: str, name: str) -> None:
        own = self._tool.name if self._tool else ""
        if re.fullmatch(r"[\x21-\x5f\x61-\x7e]{1,80}", own) and name != own:
            self._differs(where, f"names {name!r}")

    def _snippet(self, snippet: Snippet) -> Behaviour | None:
        """Check one policy; return what it does to the tool of the page."""
        self._report.snippets += 1
        wrong = next(_VALIDATOR.iter_errors(snippet.document), None)
        if wrong is not None:
            self._differs(snippet.where, f"is not valid: {wrong.message[:200]}")
            return None
        try:
            policy = load(snippet.document)
            says = read_claim(snippet.claim or "")
        except (PolicyError, Unreadable) as error:
            self._differs(snippet.where, f"cannot be read: {error!r}")
            return None
        does, own = self._counts(snippet, policy)
        if says != does:
            self._differs(snippet.where, f"says {_brief(says)}, does {_brief(does)}")
        return own

    def _counts(self, snippet: Snippet, policy: Policy) -> tuple[dict[str, int], Behaviour | None]:
        counts: Counter[str] = Counter()
        own: Behaviour | None = None
        fitting: dict[str, set[bool | None]] = {}
        for tool in self._tools:
            found = behaviour(snippet.document, policy, tool)
            self._report.calls += found.calls
            counts[found.kind] += 1
            fitting.setdefault(tool.name, set()).add(found.fits)
            self._report.unfit += found.fits is None
            own = found if tool is self._tool else own
        for name in (name for name, fits in fitting.items() if fits == {False}):
            self._differs(snippet.where, f"no call of {name!r} that passes fits its schema")
        unknown = {key: count for key, count in counts.items() if key not in KINDS}
        return {**{kind: counts[kind] for kind in KINDS}, **unknown}, own

    def _differs(self, where: str, told: str) -> None:
        self._report.differences.append(Difference(self._page, where, told))


def _brief(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in counts.items() if count) or "nothing"


def _bare(told: tuple[str, str]) -> list[str]:
    """Return texts as words, without marks, so that a page and its data block can be compared."""
    return [" ".join(re.sub(r"`|\[U\+[^\]]*\]|[^\x20-\x7e]", "", text).split()) for text in told]


def _is_list(parts: tuple[str, ...]) -> bool:
    return len(parts) == 1 or (len(parts) == 3 and parts[1] == "page" and parts[2].isdigit())


def _read(site: Path, place: str) -> Any:
    return json.loads((site / place).read_bytes())


def lines(report: Report) -> Iterator[str]:
    """Yield what to print about a report."""
    yield (
        f"{report.servers:,} servers, {report.tools:,} tools, {report.snippets:,} policies,"
        f" {report.forms:,} forms for other products, {report.answers:,} answers,"
        f" {report.calls:,} calls: {len(report.differences):,} differences"
        f" ({report.unfit:,} input schemas not met)"
    )
    yield from (f"{each.page} · {each.where} · {each.told}" for each in report.differences)
