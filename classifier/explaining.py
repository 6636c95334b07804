"""Say in one sentence why a definition has its category and not the next one."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from classifier.deciding import Decision
from classifier.matching import Hit
from classifier.rule import Zone
from classifier.ruleset import Fired
from classifier.taxonomy import Category

_TEXTS = Path(__file__).parent / "texts.yaml"
_LONGEST_QUOTE = 80


def why_not_runner_up(decision: Decision) -> str:
    """Return the sentence, made of this definition's own findings; quotes stand in backticks."""
    head = f"{decision.category} rather than {decision.runner_up}"
    if decision.deciding is None:
        return f"{head} is a guess: nothing in the definition decides between them."
    shown = _shown(decision.deciding)
    against = _speaking_against(decision)
    if shown is not None and against is not None and _place(against) != _place(shown):
        return f"{head}: {_places(decision.deciding)}, {_against(decision, shown, against)}."
    lacking = _texts()["lacking"][f"{decision.category}/{decision.runner_up}"]
    return f"{head}: {_places(decision.deciding)}, {lacking}."


def _speaking_against(decision: Decision) -> Hit | None:
    """Return what speaks for the runner-up; a hint says only whether a call changes anything."""
    hit = _shown(decision.contender) if decision.contender else None
    is_hint = hit is not None and hit.zone is Zone.ANNOTATION
    is_about_reading = Category.READ in (decision.category, decision.runner_up)
    return None if is_hint and not is_about_reading else hit


def _against(decision: Decision, shown: Hit, against: Hit) -> str:
    """Return what is to be said about the finding for the runner-up."""
    if _is_part(against, shown):
        return _filled("part", _quoted(against))
    return _filled("equal" if decision.is_tied else "weaker", _place(against))


def _places(fired: Fired) -> str:
    """Return where the rule holds: one place, or two where it needs several conditions."""
    by_zone: dict[Zone, Hit] = {}
    for hit in fired.hits:
        if hit.zone is not Zone.SHAPE:
            by_zone.setdefault(hit.zone, hit)
    conditions = len(fired.rule.all) + bool(fired.rule.any)
    said: dict[str, list[Hit]] = {}
    for hit in list(by_zone.values())[: min(conditions, 2)]:
        said.setdefault(_texts()["places"][hit.zone], []).append(hit)
    shown = [
        template.format(quote=" and ".join(map(_quoted, hits)), field=_last(hits[0].field))
        for template, hits in said.items()
    ]
    unquotable: str = _texts()["unquotable"]
    return " and ".join(shown) or unquotable


def _shown(fired: Fired) -> Hit | None:
    """Return the first place that can be quoted, a hint only where there is no other."""
    found = [hit for hit in fired.hits if hit.zone is not Zone.SHAPE]
    return min(found, key=lambda hit: hit.zone is Zone.ANNOTATION, default=None)


def _is_part(inner: Hit, outer: Hit) -> bool:
    same = inner.field == outer.field
    return same and outer.start <= inner.start and inner.end <= outer.end


def _place(hit: Hit) -> str:
    template: str = _texts()["places"][hit.zone]
    return template.format(quote=_quoted(hit), field=_last(hit.field))


def _last(field: str) -> str:
    return field.rpartition(".")[2]


def _quoted(hit: Hit) -> str:
    # A backtick inside would end the quotation where the sentence is rendered.
    quote = " ".join(hit.text[hit.start : hit.end].replace("`", "'").split())
    if len(quote) > _LONGEST_QUOTE:
        quote = quote[:_LONGEST_QUOTE] + "…"
    return f"`{quote}`"


def _filled(key: str, what: str) -> str:
    template: str = _texts()["contested"][key]
    return template.format(what=what)


@cache
def _texts() -> Any:
    return yaml.safe_load(_TEXTS.read_text(encoding="utf-8"))
