"""Hold the policies for a whole server, as files, against the policy they were made from."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from proof_behaviour import Tool, calls_of
from proof_forms import Tried, only, wrong_limits, wrong_sentences
from proof_pages import Form, Page
from proof_readers import READERS, violations

from policy import load
from policy.targets import Compiled, Loss, Lost, targets

_OTHER_NAME = "another-name-2"
_COMMENT = re.compile(r"(?m)^#.*\n")
Wrong = tuple[str, str]


def wrong_files(
    site: Path, document: Mapping[str, Any], tools: Sequence[Tool], tried: Tried
) -> Iterator[Wrong]:
    """Yield where a preset in some format does what its policy does not, or is not as told."""
    if [each["target"] for each in document["formats"]] != [each.id for each in targets()]:
        yield document["preset"], "lacks a format"
    calls: dict[str, list[Any]] = {}
    for tool in tools:
        calls.setdefault(tool.name, []).extend(calls_of(document["document"], tool))
    for form in document["formats"]:
        where = f"{document['preset']}, {form['target']}"
        text = (site / form["file"]).read_text("utf-8")
        if text != document["client_name"].join(form["parts"]):
            yield where, "the parts make another text than the file"
        found = _wrong_file(form, text, document, calls, {it.name: it for it in tools}, tried)
        yield from ((where, told) for told in found)


def _wrong_file(
    form: Mapping[str, Any],
    text: str,
    preset: Mapping[str, Any],
    calls: Mapping[str, Sequence[Any]],
    by_name: Mapping[str, Tool],
    tried: Tried,
) -> Iterator[str]:
    target, document = form["target"], preset["document"]
    policy = load(document)
    try:
        decide = READERS[target](text, preset["client_name"])
        renamed = READERS[target](_OTHER_NAME.join(form["parts"]), _OTHER_NAME)
    except Exception as error:  # a reader may fail in any way on a text that is wrong
        yield f"cannot be read: {type(error).__name__}: {error}"
        return
    tried.texts += 1
    losses = tuple(Loss(Lost(it["kind"]), it["says"], tuple(it["tools"])) for it in form["losses"])
    compiled = Compiled(text, form["file_name"], form["media_type"], losses)
    for tool, samples in calls.items():
        tried.decisions += 2 * len(samples)
        yield from violations(
            only(policy, tool), compiled, decide, target=target, tools=[tool], calls=samples
        )
        if not any(tool in loss.tools for loss in losses):
            yield from wrong_limits(target, text, document, by_name[tool])
        if decide(tool, {}) != renamed(tool, {}):
            yield f"for another name, it treats {tool!r} otherwise"
    yield from wrong_sentences(losses, decide, calls, tried)


def wrong_shown(
    page: Page, documents: Sequence[Mapping[str, Any]], address: str
) -> Iterator[Wrong]:
    """Yield where the page of a server shows other formats than the API holds."""
    shown = {form.target: form for form in page.forms}
    for target in (each["target"] for each in documents[0]["formats"]):
        form = shown.get(target)
        if form is None:
            yield target, "does not stand on the page"
            continue
        held = [_of(document, target) for document in documents]
        yield from ((target, told) for told in _wrong_shown(form, held, documents, address))


def _wrong_shown(
    form: Form, held: Sequence[Any], documents: Sequence[Mapping[str, Any]], address: str
) -> Iterator[str]:
    text = _COMMENT.sub("", documents[0]["client_name"].join(held[0]["parts"])).rstrip()
    shown = (form.text or "").rstrip()
    if not (text == shown if form.is_whole else text.startswith(shown) and shown):
        yield "the page shows another text than the file has"
    up = "../" * address.count("/")
    if list(form.links) != [f"{up}{each['file']}" for each in held]:
        yield "the page links to other files"
    for told, those in ((form.losses, held[:1]), (form.more, held[1:])):
        says = [(loss["kind"], loss["says"]) for each in those for loss in each["losses"]]
        if _plain(each.says for each in told) != _plain(says for _, says in says):
            yield "the page tells other losses than the API"
    if list(form.claims) != [each["claim"] for each in documents[1:]]:
        yield "the page tells otherwise what a preset does"


def wrong_unlisted(
    forms: Sequence[Form], document: Mapping[str, Any], tool: Tool
) -> Iterator[Wrong]:
    """Yield the formats that let a tool through that their list is said to leave out."""
    calls = list(calls_of(document["document"], tool))
    for form in forms:
        if form.reach == "none":
            text = document["client_name"].join(_of(document, form.target)["parts"])
            decide = READERS[form.target](text, document["client_name"])
            if "allow" in {decide(tool.name, call) for call in calls}:
                yield form.target, "is said to leave the tool out, and lets it through"


def _of(document: Mapping[str, Any], target: str) -> Any:
    return next(each for each in document["formats"] if each["target"] == target)


def _plain(texts: Iterator[str]) -> list[str]:
    return [" ".join(re.sub(r"\[U\+[^\]]*\]|[^\x20-\x7e]", "", text).split()) for text in texts]
