"""Say in one sentence why a definition has its category and not the next one."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from classifier.deciding import Decision
from classifier.matching import Hit
from classifier.rule import Zone

_TEXTS = Path(__file__).parent / "texts.yaml"
_LONGEST_QUOTE = 80


def why_not_runner_up(decision: Decision) -> str:
    """Return the sentence, made of this definition's own findings."""
    head = f"{decision.category} rather than {decision.runner_up}"
    if decision.deciding is None:
        return f"{head} is a guess: nothing in the definition decides between them."
    shown = _place(decision.deciding.hits)
    lacking = _texts()["lacking"][f"{decision.category}/{decision.runner_up}"]
    contender = decision.contender
    against = _place(contender.hits) if contender else None
    if against and against != shown:
        if contender and contender.strength == decision.deciding.strength:
            return f"{head}: {shown}; {against} too, but the worse of the two governs."
        return f"{head}: {shown}, which weighs more than that {against}."
    return f"{head}: {shown}, {lacking}."


def _place(hits: tuple[Hit, ...]) -> str:
    hit = next((hit for hit in hits if hit.zone is not Zone.SHAPE), None)
    if hit is None:
        return "the definition is built like one"
    quote = " ".join(hit.text[hit.start : hit.end].split())
    if len(quote) > _LONGEST_QUOTE:
        quote = quote[:_LONGEST_QUOTE] + "…"
    template: str = _texts()["places"][hit.zone]
    return template.format(quote=f"`{quote}`", field=hit.field.rpartition(".")[2])


@cache
def _texts() -> Any:
    return yaml.safe_load(_TEXTS.read_text(encoding="utf-8"))
