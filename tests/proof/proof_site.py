"""Hold every policy of a built site against the sentence beside it, and count the differences."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
from proof_behaviour import Behaviour, Tool, behaviour
from proof_besides import wrong_besides
from proof_builder import Made, wrong_builds
from proof_facts import wrong_combinations, wrong_instead
from proof_files import wrong_files, wrong_shown, wrong_unlisted
from proof_forms import wrong_forms
from proof_pages import Answer, Page, Snippet, read_page
from proof_report import Difference, Report
from proof_sentences import (
    KINDS,
    Unreadable,
    read_besides,
    read_claim,
    read_counts,
    read_outcome,
    read_stricter,
)

from policy import Policy, PolicyError, load, schema
from policy.targets import targets

Build = Callable[[str], Mapping[str, Made]]
_VALIDATOR = jsonschema.Draft202012Validator(schema())
_TARGETS = {target.id for target in targets()}
_PRESETS = ("recommended", "read-only")
_ANSWERS_WITH_POLICY = 3
_BLOCKED = " blocks it already: the document is the one under "
_OUTCOMES = {"hidden": "hidden", "denied": "denied", "asked": "approval"}


def check_site(site: Path, build: Build | None = None) -> Report:
    """Check every page of the tools and servers of a built site.

    `build` drives the policy builder of the page at an address; without one it is left out.
    """
    report = Report()
    seen: set[Path] = set()
    for row in _read(site, "api/v1/servers.json")["result"]:
        server = _read(site, row["document"])
        seen |= {site / server["page"] / "index.html"}
        seen |= {site / tool["page"] / "index.html" for tool in server["tools"]}
        check_server(site, server, report, build=build)
    for folder in ("servers", "tools"):
        for path in sorted((site / folder).rglob("index.html")):
            is_list = folder == "servers" and _is_list(path.parent.relative_to(site).parts)
            if path not in seen and not is_list:
                place = path.relative_to(site).as_posix()
                report.differences.append(Difference(place, "page", "belongs to no tool"))
    return report


def check_server(
    site: Path,
    server: dict[str, Any],
    report: Report,
    only: str | None = None,
    *,
    build: Build | None = None,
) -> None:
    """Check the page of a server and those of its tools; `only` names the page of one tool."""
    documents = [_read(site, row["document"]) for row in server["tools"]]
    tools = [
        Tool(each["name"], each["definition"].get("inputSchema"), each["verdict"]["risk"])
        for each in documents
    ]
    ground = _Ground(site, server, documents, tools, report)
    if only is None:
        _check_server_page(ground, build)
    for tool, document in zip(tools, documents, strict=True):
        if only in (None, document["page"]):
            _check_tool_page(ground, document, tool)


class _Ground:
    """One server with its tools, as the API has them."""

    def __init__(
        self,
        site: Path,
        server: dict[str, Any],
        documents: list[Any],
        tools: list[Tool],
        report: Report,
    ) -> None:
        self.site, self.server, self.documents = site, server, documents
        self.tools, self.report = tools, report
        self.pages = {each["page"]: each for each in documents}
        folder = f"api/v1/{server['page']}policies"
        self.presets = [_read(site, f"{folder}/{each}.json") for each in _PRESETS if tools]
        self.recommended = load(self.presets[0]["document"]) if tools else None


def _check_server_page(ground: _Ground, build: Build | None) -> None:
    server, tools, report = ground.server, ground.tools, ground.report
    report.servers += 1
    page = read_page(ground.site / server["page"] / "index.html")
    checker = _Checker(server["page"], tools, report)
    checker.page(page, [each["document"] for each in server["policies"]], needs=bool(tools))
    if not tools:
        return
    report.combinations += len(server["combinations"]["found"])
    checker.all(wrong_combinations(page, server, ground.documents))
    checker.all(wrong_shown(page, ground.presets, server["page"]))
    for preset in ground.presets:
        report.files += len(preset["formats"])
        checker.snippet(Snippet(preset["preset"], preset["document"], preset["claim"]))
        checker.all(wrong_files(ground.site, preset, tools, report.tried))
    if build is not None and page.root.all("section", id="builder"):
        made = build(server["page"])
        report.builds += len(made)
        checker.all(wrong_builds(made, ground.presets, tools))
    if ground.presets[0]["document"] != server["policies"][0]["document"]:
        checker.all([("clients", "the recommended policy is another one")])


def _check_tool_page(ground: _Ground, document: dict[str, Any], tool: Tool) -> None:
    page = read_page(ground.site / document["page"] / "index.html")
    checker = _Checker(document["page"], ground.tools, ground.report, tool)
    published = [each["document"] for each in document["policies"]]
    published += [each["document"] for each in document["faq"] if each["document"]]
    checker.page(page, published, needs=True)
    checker.answers(page)
    checker.forms(page, ground.presets[0])
    ground.report.instead += "Least privilege instead" in page.root.text()
    checker.all(wrong_instead(page, document, ground.pages, ground.recommended))


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
        if needs and {form.target for form in page.forms} != _TARGETS:
            self._differs("formats", "lacks some")
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

    def forms(self, page: Page, recommended: Any) -> None:
        """Check what the page of a tool tells in the formats of other products."""
        if page.control is None or self._tool is None:
            return
        if not _VALIDATOR.is_valid(page.control.document):
            return  # told already
        document, tried = page.control.document, self._report.tried
        self.all(wrong_forms(page.forms, document, self._tool, self._tools, tried))
        self.all(wrong_unlisted(page.forms, recommended, self._tool))
        files = {each["target"]: each["file"] for each in recommended["formats"]}
        for form in page.forms:
            if re.sub(r"^(?:\.\./)+", "", form.links[0]) != files[form.target]:
                self._differs(form.target, "links to another file")

    def all(self, found: Iterable[tuple[str, str]]) -> None:
        """Note differences, each with where it is."""
        for where, told in found:
            self._differs(where, told)

    def snippet(self, snippet: Snippet) -> None:
        """Check a policy with its claim that stands in the API only."""
        self._snippet(snippet)

    def answers(self, page: Page) -> None:
        """Check the questions and answers of a tool."""
        self._report.tools += 1
        told = [(each.question, "\n\n".join(each.paragraphs)) for each in page.answers]
        if [_bare(each) for each in told] != [_bare(each) for each in page.linked]:
            self._differs("questions", "the data block tells other answers than the page")
        blocked = any(_BLOCKED in part for each in page.answers for part in each.paragraphs)
        if blocked and self._recommended not in ("hidden", "denied"):
            self._differs("questions", "says that the policy blocks the tool, and it does not")
        if sum(1 for each in page.answers if each.snippet) != _ANSWERS_WITH_POLICY - blocked:
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
        told = read_besides(snippet.claim or "")
        names = [tool.name for tool in self._tools]
        for wrong in wrong_besides(snippet.claim or "", told, snippet.document, names):
            self._differs(snippet.where, wrong)
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
