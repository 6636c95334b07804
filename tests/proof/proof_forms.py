"""Hold the forms of a policy for other products against the policy: never laxer than it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import yaml
from proof_behaviour import Tool, behaviour, calls_of
from proof_pages import Form, Told
from proof_readers import RANKS, READERS, violations

from policy import HIDE_ALL, Policy, Window, evaluate, load, printable
from policy.targets import Compiled, Loss, Lost

_SHOWN = 60
"""Characters of a name in a sentence."""
_OTHERS = 25
"""Other tools of the server that a form about one tool is tried on."""
_FIRM = {"conditions", "amounts", "rate_limits", "approval", "silence", "name", "shared_name"} | {
    "closed"
}
"""Kinds of losses whose sentence tells what becomes of every call."""
Wrong = tuple[str, str]


@dataclass(slots=True)
class Tried:
    """How much was evaluated."""

    texts: int = 0
    decisions: int = 0
    sentences: int = 0


def wrong_forms(
    forms: Sequence[Form],
    document: Mapping[str, Any],
    tool: Tool,
    tools: Sequence[Tool],
    tried: Tried,
) -> Iterator[Wrong]:
    """Yield the target of each form that is wrong for the tool of its page, and why."""
    policy = load(document)
    calls = list(calls_of(document, tool))
    for form in forms:
        if form.text is None:
            continue
        try:
            decide = READERS[form.target](form.text, form.server or "any")
        except Exception as error:  # a reader may fail in any way on a text that is wrong
            yield form.target, f"cannot be read: {type(error).__name__}: {error}"
            continue
        tried.texts += 1
        tried.decisions += 2 * len(calls)
        compiled = _compiled(form, tool)
        alone = only(policy, tool.name)
        found = violations(
            alone, compiled, decide, target=form.target, tools=[tool.name], calls=calls
        )
        yield from ((form.target, each) for each in found)
        yield from (
            (form.target, told)
            for told in wrong_sentences(compiled.losses, decide, {tool.name: calls}, tried)
        )
        if not any(loss.tools for loss in compiled.losses):
            told = wrong_limits(form.target, form.text, document, tool)
            yield from ((form.target, each) for each in told)
        for told in _wrong_others(form, policy, decide, tool, tools):
            tried.decisions += 1
            yield form.target, told


def wrong_limits(target: str, text: str, document: Mapping[str, Any], tool: Tool) -> Iterator[str]:
    """Yield where a product that counts calls by itself is told another limit."""
    if target == "policylayer":
        found = json.loads(text)
        told = behaviour(found, load(found), tool).rate
    elif target == "intercept":
        entry = yaml.safe_load(text)["tools"].get(tool.name, {"rules": []})
        limits = [_limit(rule) for rule in entry["rules"] if "state" in rule]
        told = min(limits) if limits else None
    else:
        return
    if told != (wanted := behaviour(document, load(document), tool).rate):
        yield f"counts calls otherwise: {told}, policy {wanted}"


def _limit(rule: Mapping[str, Any]) -> tuple[int, int]:
    (condition,) = rule["conditions"]
    return int(condition["value"]), Window(rule["state"]["window"]).seconds


def only(policy: Policy, name: str) -> Policy:
    """Return a policy as it stands for one tool."""
    return replace(
        policy,
        tools={each: rule for each, rule in policy.tools.items() if each == name},
        hide={each: at for each, at in policy.hide.items() if each in (name, HIDE_ALL)},
    )


def _compiled(form: Form, tool: Tool) -> Compiled:
    losses = []
    for loss in form.losses:
        kind = Lost.LATER_TOOLS if loss.kind == "alone" else Lost(loss.kind)
        tools = (tool.name,) if _names(loss, tool.name) else ()
        losses.append(Loss(kind, loss.says, tools))
    return Compiled(form.text or "", "", "", tuple(losses))


def _names(loss: Told, name: str) -> bool:
    return f"“{printable(name if len(name) <= _SHOWN else name[:_SHOWN] + '…')}”" in loss.says


def wrong_sentences(
    losses: Sequence[Loss], decide: Any, calls: Mapping[str, Sequence[Any]], tried: Tried
) -> Iterator[str]:
    """Yield where calls fare otherwise than the sentence of a loss says."""
    for loss in losses:
        if loss.kind not in _FIRM:
            continue
        tried.sentences += 1
        says = "deny" if re.search(r"\b(?:is|are) denied|every such call", loss.says) else None
        says = says or ("require_approval" if "asked" in loss.says else "allow")
        for name in loss.tools:
            answers = {decide(name, call) for call in calls.get(name, ())}
            if not answers <= {says}:
                yield f"{loss.says!r}, and calls of {name!r} are {sorted(answers)}"


def _wrong_others(
    form: Form, policy: Policy, decide: Any, tool: Tool, tools: Sequence[Tool]
) -> Iterator[str]:
    """Yield where another tool of the server fares otherwise than the page says."""
    names = [name for name in dict.fromkeys(each.name for each in tools) if name != tool.name]
    alone = next((loss.says for loss in form.losses if loss.kind == "alone"), None)
    for name in names[:: max(1, len(names) // _OTHERS)]:
        told, wanted = decide(name, {}), evaluate(policy, name, {}).outcome.value
        if RANKS[told] < RANKS[wanted]:
            yield f"lets {name!r} through more easily: {told}, policy {wanted}"
        if alone is not None:
            says = "require_approval" if "asks about" in alone else "deny"
            is_alike = "spells alike" in alone and told == decide(tool.name, {})
            if (
                told != says
                and not is_alike
                and not any(_names(loss, name) for loss in form.losses)
            ):
                yield f"{alone!r}, and {name!r} is {told}"
        elif told != wanted and not any(_is_about(loss, name) for loss in form.losses):
            yield f"tells nothing of {name!r}, which is {told}, policy {wanted}"


def _is_about(loss: Told, name: str) -> bool:
    is_general = "the other" in loss.says or "The same goes for" in loss.says
    return _names(loss, name) or is_general
